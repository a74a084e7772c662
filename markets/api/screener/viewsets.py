"""All listed assets with any of their figures: filtered, sorted, paged, and as CSV."""

import math

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from markets.api.base.cursors import (
    CURSOR_PARAMETER,
    ODD_CURSOR,
    PARAMETERS,
    cursor_of,
    next_address,
    page_size,
    values_of,
)
from markets.api.base.strict import QuerySerializer
from markets.api.base.views import ApiViewSet
from markets.api.screener.serializers import ColumnSerializer, ScreenQuery, ScreenSerializer
from markets.models import Asset
from markets.selectors.screener.columns import COLUMNS
from markets.selectors.screener.export import screen_csv
from markets.selectors.screener.table import Screen, screen_assets
from markets.streaming import streamed

_PAGING = [
    OpenApiParameter(one["name"], one["schema"], description=one["description"])
    for one in PARAMETERS
]
# The queries are read by the actions themselves.
_OWN_QUERY = {"filter_backends": [], "pagination_class": None}


@extend_schema(tags=["markets"])
class ScreenerViewSet(ApiViewSet):
    """The screener, as its page."""

    queryset = Asset.objects.none()
    filter_backends: list = []
    pagination_class = None

    @extend_schema(parameters=[ScreenQuery, *_PAGING], responses=ScreenSerializer)
    def list(self, request):
        """The assets that fit, in order; the unknown come last.

        A page goes on after the last row of the one before, wherever that stands by now.
        """
        size = page_size(request)
        query = ScreenQuery.read_screen(request)
        found = screen_assets(query)
        first = _place(found, request.query_params.get(CURSOR_PARAMETER))
        names = [column.id for column in query.shown]
        rows = found.rows(first, first + size)
        body = {
            "next": None,
            "count": len(found),
            "at": found.at,
            "results": [
                {
                    "asset": asset.slug, "symbol": asset.symbol, "name": asset.name,
                    "kind": asset.kind, "figures": dict(zip(names, map(_known, row), strict=True)),
                }
                for asset, row in rows
            ],
        }  # fmt: skip
        if rows and first + size < len(found):
            cursor = cursor_of([repr(float(found.keys[first + size - 1])), rows[-1][0].slug])
            body["next"] = next_address(request, cursor)
        return Response(ScreenSerializer(body).data)

    @extend_schema(responses=ColumnSerializer(many=True))
    @action(detail=False, **_OWN_QUERY)
    def columns(self, request):
        """Every column: what it is, its unit and its formula."""
        QuerySerializer.read(request)
        return Response(ColumnSerializer(COLUMNS.values(), many=True).data)

    @extend_schema(
        operation_id="screener_csv",
        parameters=[ScreenQuery],
        responses={(200, "text/csv"): OpenApiResponse(OpenApiTypes.STR)},
    )
    @action(detail=False, url_path="rows.csv", url_name="csv", **_OWN_QUERY)
    def rows_csv(self, request):
        """Every row that fits, with the columns asked for, unrounded; streamed."""
        query = ScreenQuery.read_screen(request, paged=False)
        pieces = screen_csv(query, screen_assets(query))
        return streamed(request._request, pieces, filename="screener.csv", media_type="text/csv")


def _place(found: Screen, cursor: str | None) -> int:
    """Where the page begins that a cursor asks for."""
    if cursor is None:
        return 0
    key, slug = values_of(cursor, count=2)
    try:
        return found.place_after(float(key), str(slug))
    except ValueError:
        raise ValidationError({CURSOR_PARAMETER: [ODD_CURSOR]}, code="unknown") from None


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None
