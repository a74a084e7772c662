"""The markets, to read."""

from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin

from markets.api.base.views import ApiViewSet
from markets.api.charts import AssetChartAction
from markets.api.filters import AssetFilter, CandleFilter, QuoteFilter
from markets.api.serializers import AssetSerializer, CandleSerializer, QuoteSerializer
from markets.models import Asset, Candle, Quote

SLUG = "[-a-zA-Z0-9_]+"


@extend_schema(tags=["markets"])
class AssetViewSet(AssetChartAction, ListModelMixin, RetrieveModelMixin, ApiViewSet):
    """Every asset that is known, by slug."""

    queryset = Asset.objects.public().select_related("quote").prefetch_related("categories")
    serializer_class = AssetSerializer
    filterset_class = AssetFilter
    lookup_field = "slug"
    lookup_value_regex = SLUG
    keyset = ("slug",)


@extend_schema(tags=["markets"])
class QuoteViewSet(ListModelMixin, RetrieveModelMixin, ApiViewSet):
    """The latest accepted price of each asset, in US dollars."""

    queryset = Quote.objects.select_related("asset").exclude(asset__kind=Asset.Kind.OWN)
    serializer_class = QuoteSerializer
    filterset_class = QuoteFilter
    lookup_field = "asset__slug"
    lookup_url_kwarg = "slug"
    lookup_value_regex = SLUG
    keyset = ("asset__slug",)


@extend_schema(tags=["markets"])
class CandleViewSet(ListModelMixin, ApiViewSet):
    """Daily candles of one asset, oldest first, in US dollars."""

    queryset = Candle.objects.select_related("asset").exclude(asset__kind=Asset.Kind.OWN)
    serializer_class = CandleSerializer
    filterset_class = CandleFilter
    keyset = ("day",)
