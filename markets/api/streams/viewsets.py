"""Histories of assets, the market and categories, streamed."""

import hashlib

from django.http import HttpResponse
from django.utils.http import quote_etag
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action

from markets.api.analytics.serializers import SpanQuery
from markets.api.base.conditional import held_tag, mark_private
from markets.api.base.fields import DayField
from markets.api.base.sparse import FIELDS
from markets.api.base.views import ApiViewSet
from markets.api.streams.forms import FORMS
from markets.models import Asset
from markets.selectors.exports.batches import Asked
from markets.selectors.exports.tables import TABLES, Table
from markets.streaming import streamed

_SLUGS = "^[-a-zA-Z0-9_]+(,[-a-zA-Z0-9_]+)*$"
LONGEST_NAMES = 8000
_NAMES = "^[a-z][a-z0-9_]*(,[a-z][a-z0-9_]*)*$"


class HistoryQuery(SpanQuery):
    """Days from `from` to `to`, both included.

    With `as_of` the answer is what was known at the end of that day (UTC): what was first seen
    later does not count, days that were computed back since then above all.
    """

    as_of = DayField(required=False)

    def get_fields(self):
        fields = super().get_fields()
        fields[FIELDS] = serializers.RegexField(
            _NAMES, required=False, max_length=2000, help_text="columns, with commas between them"
        )
        return fields


class AssetHistoryQuery(HistoryQuery):
    """The same of some assets, or of all that there are."""

    asset = serializers.RegexField(
        _SLUGS,
        required=False,
        max_length=LONGEST_NAMES,
        help_text="slugs, with commas between them",
    )


class StoredHistoryQuery(AssetHistoryQuery):
    """The same of what no run computed."""

    def get_fields(self):
        fields = super().get_fields()
        fields.pop("origin")
        return fields


def _stream(name: str, query: type[HistoryQuery]):
    """An action at `history/NAME.csv/`, `.ndjson/` and `.parquet/`."""
    forms = OpenApiParameter("form", OpenApiTypes.STR, OpenApiParameter.PATH, enum=list(FORMS))
    described = extend_schema(
        operation_id=f"history_{name}",
        parameters=[query, forms],
        responses={
            (200, form.media_type): OpenApiResponse(
                OpenApiTypes.BINARY if text == "parquet" else OpenApiTypes.STR
            )
            for text, form in FORMS.items()
        },
    )
    routed = action(detail=False, url_path=rf"{name}\.(?P<form>{'|'.join(FORMS)})", url_name=name)
    return lambda method: described(routed(method))


@extend_schema(tags=["history"])
class HistoryViewSet(ApiViewSet):
    """Whole histories, written while they are read: in memory is a batch of rows at a time."""

    queryset = Asset.objects.public()
    filter_backends: list = []
    pagination_class = None

    @_stream("candles", StoredHistoryQuery)
    def candles(self, request, form=""):
        """Days of assets in US dollars, by asset, oldest first, as they are stored now."""
        return self._streamed(request, "candles", form, StoredHistoryQuery)

    @_stream("observations", StoredHistoryQuery)
    def observations(self, request, form=""):
        """Figures beyond candles (supplies, usage, developers …), each with when it was seen."""
        return self._streamed(request, "observations", form, StoredHistoryQuery)

    @_stream("points", AssetHistoryQuery)
    def points(self, request, form=""):
        """All data points of assets by analysed day, a column each, as long as they are kept."""
        return self._streamed(request, "points", form, AssetHistoryQuery)

    @_stream("ranks", AssetHistoryQuery)
    def ranks(self, request, form=""):
        """The rank of each data point, 0 to 100, the better the higher."""
        return self._streamed(request, "ranks", form, AssetHistoryQuery)

    @_stream("grades", AssetHistoryQuery)
    def grades(self, request, form=""):
        """Both grades of assets by analysed day, 0 to 100, with their coverage in per cent."""
        return self._streamed(request, "grades", form, AssetHistoryQuery)

    @_stream("signals", AssetHistoryQuery)
    def signals(self, request, form=""):
        """Signals of assets by analysed day: 1, 0 or −1, and the last that was not 0."""
        return self._streamed(request, "signals", form, AssetHistoryQuery)

    @_stream("forecasts", AssetHistoryQuery)
    def forecasts(self, request, form=""):
        """Quantiles of log returns by asset, analysed day and horizon in days."""
        return self._streamed(request, "forecasts", form, AssetHistoryQuery)

    @_stream("market", HistoryQuery)
    def market(self, request, form=""):
        """The whole market's figures by analysed day, as docs/analyse.md names them."""
        return self._streamed(request, "market", form, HistoryQuery)

    @_stream("categories", HistoryQuery)
    def categories(self, request, form=""):
        """Categories against the market by analysed day."""
        return self._streamed(request, "categories", form, HistoryQuery)

    def _streamed(self, request, name: str, form: str, query: type[HistoryQuery]):
        given = query.read(request)
        table = TABLES[name]
        columns = _chosen(table, given.get(FIELDS))
        asked = Asked(
            assets=self._assets(given.get("asset")) if "asset" in query().fields else {},
            since=given.get("from"), until=given.get("to"),
            as_of=given.get("as_of"), origin=given.get("origin"),
        )  # fmt: skip
        tag = _tag(request, table)
        held = held_tag(request, tag) if tag else ""
        if held:
            return mark_private(HttpResponse(status=304), f"W/{held}")
        written = FORMS[form]
        response = streamed(
            request._request, written.pieces(columns, table.batches(asked)),
            filename=f"{name}.{form}", media_type=written.media_type,
        )  # fmt: skip
        return mark_private(response, f"W/{tag}") if tag else response

    def _assets(self, text: str | None) -> dict[int, str]:
        """Slugs by key, in their order; an unknown one is named."""
        assets = self.get_queryset().order_by("slug")
        if text is None:
            return dict(assets.values_list("pk", "slug"))
        slugs = dict.fromkeys(text.split(","))
        found = dict(assets.filter(slug__in=slugs).values_list("slug", "pk"))
        for slug in slugs:
            if slug not in found:
                message = f"There is no asset {slug[:120]}."
                raise serializers.ValidationError({"asset": [message]}, code="unknown")
        return {found[slug]: slug for slug in slugs}


def _chosen(table: Table, text: str | None) -> dict[str, type]:
    """The columns that are asked for, in that order; all of them if none is."""
    columns = table.columns()
    names = dict.fromkeys(columns if text is None else text.split(","))
    for name in names:
        if name not in columns:
            message = f"There is no column “{name[:40]}”."
            raise serializers.ValidationError({FIELDS: [message]}, code="unknown")
    return {name: columns[name] for name in names}


def _tag(request, table: Table) -> str:
    """The tag of a history: of its address and the state that it is of; empty if unknown."""
    version = table.version()
    if version is None:
        return ""
    text = f"{version!r} {request.get_full_path()}"
    return quote_etag(hashlib.sha256(text.encode()).hexdigest()[:32])
