"""Analysed days, to read."""

from operator import attrgetter

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound

from markets.analytics.points.registry import DATA_POINTS
from markets.api.analytics.serializers import (
    CATEGORY_FIGURES,
    RECORD_SORTS,
    AsOfQuery,
    AssessmentSerializer,
    AssetPointsSerializer,
    CategoriesQuery,
    CategoryDaySerializer,
    DataPointSerializer,
    DaysQuery,
    MarketDaySerializer,
    RecordsQuery,
    StoredPointSerializer,
    TrackRecordSerializer,
)
from markets.api.base.sparse import read_sparse, sparse, sparse_response
from markets.api.base.strict import QuerySerializer
from markets.api.base.views import ApiViewSet
from markets.models import Asset, TrackRecord
from markets.selectors.analytics.assessments import assessment_history, assessment_of
from markets.selectors.analytics.market import categories_of, market_history
from markets.selectors.analytics.points import points_of
from markets.selectors.analytics.record.stored import track_records
from markets.selectors.screener.sorting import sort_rows

_CATEGORY_SORTS = {name: attrgetter(name) for name in CATEGORY_FIGURES}
_CATEGORY_SORTS["category"] = attrgetter("category.slug")
_RECORD_SORTS = {name: attrgetter(name) for name in RECORD_SORTS}
_DAY_SORTS = {"day": attrgetter("at.day")}
SLUG = "[-a-zA-Z0-9_]+"
# The queries are read by the actions themselves.
_OWN_QUERY = {"filter_backends": [], "pagination_class": None}


def _sparse(serializer) -> list:
    """The parameter that names fields of a list of these."""
    return [sparse(list(serializer().fields))]


def _span(asked: dict) -> dict:
    return {"since": asked.get("from"), "until": asked.get("to"), "origin": asked.get("origin")}


@extend_schema(tags=["analytics"])
class AnalyticsViewSet(ApiViewSet):
    """The registry of data points, the market's days, its categories and the track records."""

    queryset = TrackRecord.objects.none()

    @extend_schema(
        parameters=_sparse(DataPointSerializer), responses=DataPointSerializer(many=True)
    )
    @action(detail=False, **_OWN_QUERY)
    def points(self, request):
        """Every data point: its formula, unit, source and direction."""
        read_sparse(request, QuerySerializer)
        return sparse_response(request, DataPointSerializer(DATA_POINTS.values(), many=True))

    @extend_schema(
        parameters=[DaysQuery, *_sparse(MarketDaySerializer)],
        responses=MarketDaySerializer(many=True),
    )
    @action(detail=False, **_OWN_QUERY)
    def market(self, request):
        """The market's figures of each day, oldest first."""
        asked = read_sparse(request, DaysQuery)
        found = sort_rows(market_history(**_span(asked)), asked.get("sort", ""), by=_DAY_SORTS)
        return sparse_response(request, MarketDaySerializer(found, many=True))

    @extend_schema(
        parameters=[CategoriesQuery, *_sparse(CategoryDaySerializer)],
        responses=CategoryDaySerializer(many=True),
    )
    @action(detail=False, **_OWN_QUERY)
    def categories(self, request):
        """The categories of a day, by momentum or by another figure."""
        asked = read_sparse(request, CategoriesQuery)
        found = categories_of(as_of=asked.get("as_of"))
        found = sort_rows(found, asked.get("sort", ""), by=_CATEGORY_SORTS)
        return sparse_response(request, CategoryDaySerializer(found, many=True))

    @extend_schema(
        parameters=[RecordsQuery, *_sparse(TrackRecordSerializer)],
        responses=TrackRecordSerializer(many=True),
    )
    @action(detail=False, **_OWN_QUERY)
    def records(self, request):
        """How grades, signals, forecasts and turns did, live and back-computed apart."""
        asked = read_sparse(request, RecordsQuery)
        found = track_records(origin=asked.get("origin"))
        found = sort_rows(found, asked.get("sort", ""), by=_RECORD_SORTS)
        return sparse_response(request, TrackRecordSerializer(found, many=True))


@extend_schema(tags=["analytics"])
class AssessmentViewSet(ApiViewSet):
    """Grades, signal, forecast and data points of an asset, by slug."""

    queryset = Asset.objects.public()
    lookup_field = "slug"
    lookup_value_regex = SLUG
    filter_backends: list = []
    pagination_class = None

    @extend_schema(
        parameters=[AsOfQuery, *_sparse(AssessmentSerializer)], responses=AssessmentSerializer
    )
    def retrieve(self, request, slug=None):
        """The last analysed day, or that of `as_of`, as it was first computed."""
        asked = read_sparse(request, AsOfQuery)
        found = assessment_of(self.get_object(), as_of=asked.get("as_of"))
        if found is None:
            raise NotFound("There is no analysed day of this asset.")
        return sparse_response(request, AssessmentSerializer(found))

    @extend_schema(
        parameters=[AsOfQuery, *_sparse(StoredPointSerializer)], responses=AssetPointsSerializer
    )
    @action(detail=True)
    def points(self, request, slug=None):
        """All data points of that day, with ranks and why others are missing."""
        asked = read_sparse(request, AsOfQuery)
        day, points = points_of(self.get_object(), as_of=asked.get("as_of"))
        if not points:
            raise NotFound("There are no data points of this asset on that day.")
        found = AssetPointsSerializer({"at": day, "points": points})
        return sparse_response(request, found, of="points")

    @extend_schema(
        parameters=[DaysQuery, *_sparse(AssessmentSerializer)],
        responses=AssessmentSerializer(many=True),
    )
    @action(detail=True)
    def history(self, request, slug=None):
        """Each analysed day, oldest first, with its origin."""
        asked = read_sparse(request, DaysQuery)
        found = assessment_history(self.get_object(), **_span(asked))
        found = sort_rows(found, asked.get("sort", ""), by=_DAY_SORTS)
        return sparse_response(request, AssessmentSerializer(found, many=True))
