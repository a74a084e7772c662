"""The markets, to read."""

from types import MappingProxyType

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin

from markets.api.base.cached import CachedListMixin
from markets.api.base.sparse import SparseMixin, sparse
from markets.api.base.views import ApiViewSet
from markets.api.charts import AssetChartAction
from markets.api.filters import AssetFilter, CandleFilter, QuoteFilter
from markets.api.news import AssetNewsAction
from markets.api.serializers import (
    AssetDetailSerializer,
    AssetSerializer,
    CandleSerializer,
    QuoteSerializer,
)
from markets.models import Asset, Candle, Quote

SLUG = "[-a-zA-Z0-9_]+"
SUPPLIES = ("circulating_supply", "total_supply", "max_supply")
QUOTED = ("change_24h", "market_cap", "volume_24h", "high_24h", "low_24h")
_DETAILS = ("contracts", "names", "events__successor")


def _sparse(serializer, **options):
    """A reading of which the fields can be chosen."""
    return extend_schema(parameters=[sparse(serializer.Meta.fields)], **options)


@extend_schema(tags=["markets"])
@extend_schema_view(
    list=_sparse(AssetSerializer),
    retrieve=_sparse(AssetDetailSerializer, responses=AssetDetailSerializer),
)
class AssetViewSet(
    AssetChartAction,
    AssetNewsAction,
    SparseMixin,
    CachedListMixin,
    ListModelMixin,
    RetrieveModelMixin,
    ApiViewSet,
):
    """Every asset that is known, by slug; one by one with contracts, events and profile."""

    queryset = Asset.objects.public().select_related("quote").prefetch_related("categories")
    serializer_class = AssetSerializer
    filterset_class = AssetFilter
    lookup_field = "slug"
    lookup_value_regex = SLUG
    keyset = ("slug",)
    sorts = MappingProxyType(
        {
            **{name: name for name in ("slug", "symbol", "name", "rank", "launched_on", *SUPPLIES)},
            **{name: f"quote__{name}" for name in ("price", *QUOTED)},
        }
    )

    def get_queryset(self):
        assets = super().get_queryset()
        if self.action != "retrieve":
            return assets
        return assets.select_related("quote", "profile").prefetch_related(*_DETAILS)

    def get_serializer_class(self):
        return AssetDetailSerializer if self.action == "retrieve" else AssetSerializer


@extend_schema(tags=["markets"])
@extend_schema_view(list=_sparse(QuoteSerializer), retrieve=_sparse(QuoteSerializer))
class QuoteViewSet(SparseMixin, CachedListMixin, ListModelMixin, RetrieveModelMixin, ApiViewSet):
    """The latest accepted price of each asset, in US dollars."""

    queryset = Quote.objects.select_related("asset").exclude(asset__kind=Asset.Kind.OWN)
    serializer_class = QuoteSerializer
    filterset_class = QuoteFilter
    lookup_field = "asset__slug"
    lookup_url_kwarg = "slug"
    lookup_value_regex = SLUG
    keyset = ("asset__slug",)
    sorts = MappingProxyType(
        {"asset": "asset__slug", **{name: name for name in ("price", *QUOTED, "as_of")}}
    )


@extend_schema(tags=["markets"])
@extend_schema_view(list=_sparse(CandleSerializer))
class CandleViewSet(SparseMixin, ListModelMixin, ApiViewSet):
    """Daily candles of one asset, oldest first, in US dollars; of many: `history/`."""

    queryset = Candle.objects.select_related("asset").exclude(asset__kind=Asset.Kind.OWN)
    serializer_class = CandleSerializer
    filterset_class = CandleFilter
    keyset = ("day",)
    sorts = MappingProxyType({name: name for name in ("day", "close", "volume", "market_cap")})
