"""Own assets of portfolios and their prices, over the API."""

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers

from markets.api.base.fields import ExactField, TextField
from markets.api.base.strict import StrictModelSerializer
from markets.api.base.views import ApiViewSet
from markets.api.filters import NameFilter
from portfolios.api.base.filters import OfPortfolio
from portfolios.api.base.permissions import require_editor
from portfolios.api.base.problems import Conflict
from portfolios.api.base.writing import CreateMixin, WriteMixin
from portfolios.api.sharing.portfolio_serializers import VisiblePortfolioField
from portfolios.models import OwnAsset, OwnPrice
from portfolios.services.assets.own import (
    change_own_asset,
    create_own_asset,
    delete_own_asset,
    set_own_price,
)

_SLUG = {"type": "string", "minLength": 1, "maxLength": 120, "pattern": "^[-a-zA-Z0-9_]+$"}


class OwnAssetSerializer(StrictModelSerializer):
    """What no provider lists. Rows of the portfolio's ledger name it by its slug or symbol."""

    portfolio = VisiblePortfolioField()
    slug = serializers.SlugField(source="asset.slug", read_only=True)
    name = TextField(source="asset.name", max_length=160)
    symbol = TextField(source="asset.symbol", max_length=40)
    note = TextField(required=False, allow_blank=True, max_length=500)

    class Meta:
        model = OwnAsset
        fields = ["id", "portfolio", "slug", "name", "symbol", "note", "created_at"]

    def validate_portfolio(self, portfolio):
        if self.instance is not None and portfolio != self.instance.portfolio:
            raise Conflict("An own asset stays in its portfolio.")
        return portfolio


class OwnAssetFilter(OfPortfolio):
    class Meta:
        model = OwnAsset
        fields: list[str] = []


@extend_schema(tags=["portfolios"])
class OwnAssetViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, WriteMixin, ApiViewSet):
    """Assets that holders made; seen by those who see the portfolio, and by nobody else."""

    queryset = OwnAsset.objects.select_related("portfolio", "asset")
    serializer_class = OwnAssetSerializer
    filterset_class = OwnAssetFilter

    def get_queryset(self):
        return super().get_queryset().for_user(self.request.user)

    def perform_create(self, values):
        portfolio = values["portfolio"]
        require_editor(self.request.user, portfolio)
        return create_own_asset(
            portfolio, user=self.request.user, note=values.get("note", ""), **values["asset"]
        )

    def perform_update(self, own, values):
        require_editor(self.request.user, own.portfolio)
        names = {"name": own.asset.name, "symbol": own.asset.symbol} | values.get("asset", {})
        return change_own_asset(own, note=values.get("note", own.note), **names)

    def perform_destroy(self, own):
        require_editor(self.request.user, own.portfolio)
        delete_own_asset(own)


@extend_schema_field(_SLUG)
class OwnAssetRefField(serializers.SlugRelatedField):
    """An own asset by its slug; one that the caller cannot see does not exist."""

    def __init__(self, **kwargs):
        super().__init__(slug_field="asset__slug", **kwargs)

    def to_internal_value(self, data):
        if not isinstance(data, str) or "\x00" in data:
            self.fail("invalid")
        return super().to_internal_value(data)

    def to_representation(self, obj):
        return obj.asset.slug

    def get_queryset(self):
        owned = OwnAsset.objects.for_user(self.context["request"].user)
        return owned.select_related("portfolio", "asset")


class OwnPriceSerializer(StrictModelSerializer):
    """What a unit was worth from a day (UTC) on, in the portfolio's currency of then.

    POST for a day that has a price sets it anew.
    """

    own_asset = OwnAssetRefField()
    price = ExactField(positive=True)
    currency = serializers.SlugRelatedField(slug_field="slug", read_only=True)

    class Meta:
        model = OwnPrice
        fields = ["id", "own_asset", "day", "price", "currency", "source"]
        read_only_fields = ["source"]
        # Setting a day's price again is no fault.
        validators: list = []


class OwnPriceFilter(filters.FilterSet):
    own_asset = NameFilter(field_name="own_asset__asset__slug", label="a slug")

    class Meta:
        model = OwnPrice
        fields: list[str] = []


@extend_schema(tags=["portfolios"])
class OwnPriceViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, CreateMixin, ApiViewSet):
    """Prices of own assets, oldest first; those of trades follow from the ledger."""

    queryset = OwnPrice.objects.select_related("own_asset__asset", "currency")
    serializer_class = OwnPriceSerializer
    filterset_class = OwnPriceFilter
    keyset = ("day", "pk")

    def get_queryset(self):
        return super().get_queryset().for_user(self.request.user)

    def perform_create(self, values):
        own = values["own_asset"]
        require_editor(self.request.user, own.portfolio)
        return set_own_price(own, day=values["day"], price=values["price"])
