"""Own assets of portfolios and their prices, over the API."""

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from markets.api.base.fields import ExactField, TextField
from markets.api.base.references import AssetFinder, AssetRefField
from markets.api.base.strict import StrictModelSerializer, StrictSerializer
from markets.api.base.views import ApiViewSet
from markets.api.filters import NameFilter
from portfolios.api.base.filters import OfPortfolio
from portfolios.api.base.permissions import require_editor
from portfolios.api.base.problems import Conflict
from portfolios.api.base.writing import WriteMixin
from portfolios.api.sharing.portfolio_serializers import VisiblePortfolioField
from portfolios.models import OwnAsset, OwnPrice
from portfolios.services.assets.own import (
    change_own_asset,
    create_own_asset,
    delete_own_asset,
    merge_own_asset,
    remove_own_price,
    set_own_price,
)
from portfolios.services.assets.own_files import FILE_BYTES, import_own_prices
from portfolios.services.locks import hold_portfolio
from portfolios.uploads import takes_body

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


class PriceFileSerializer(StrictSerializer):
    """A file of prices; `leave_out` takes the good lines where others are wrong."""

    file = serializers.FileField(allow_empty_file=True)
    leave_out = serializers.BooleanField(required=False, default=False)


class LineFaultSerializer(serializers.Serializer):
    line = serializers.IntegerField()
    field = serializers.CharField()
    message = serializers.CharField()


class ImportedPricesSerializer(serializers.Serializer):
    """How many prices were imported, and what is wrong with other lines."""

    count = serializers.IntegerField()
    faults = LineFaultSerializer(many=True)


class MergeSerializer(StrictSerializer):
    """The listed asset that takes the own one's place."""

    target = AssetRefField()


class MergedSerializer(serializers.Serializer):
    """How many rows of the ledger name the target now."""

    target = AssetRefField()
    rows = serializers.IntegerField()


class OwnAssetFilter(OfPortfolio):
    class Meta:
        model = OwnAsset
        fields: list[str] = []


@takes_body(up_to=FILE_BYTES + 64 * 1024)
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

    @extend_schema(
        request={"multipart/form-data": PriceFileSerializer},
        responses={200: ImportedPricesSerializer, 201: ImportedPricesSerializer},
    )
    @action(detail=True, methods=["post"], parser_classes=[MultiPartParser])
    def prices(self, request, pk=None):
        """Import a CSV file `date,price`: 201 where prices came, 200 where a line is wrong.

        Then nothing is imported, unless `leave_out` says that such lines are to be left out.
        """
        own = self._editable()
        given = PriceFileSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        done = import_own_prices(
            own, given.validated_data["file"].read(), leave_out=given.validated_data["leave_out"]
        )
        code = status.HTTP_201_CREATED if done.count else status.HTTP_200_OK
        return Response(ImportedPricesSerializer(done).data, status=code)

    @extend_schema(request=MergeSerializer, responses=MergedSerializer)
    @action(detail=True, methods=["post"])
    def merge(self, request, pk=None):
        """Let a listed asset take its place in the ledger; the own asset ends with its prices."""
        own = self._editable()
        given = MergeSerializer(data=request.data, context={"asset_finder": AssetFinder()})
        given.is_valid(raise_exception=True)
        target = given.validated_data["target"]
        merged = merge_own_asset(own, target=target, user=request.user)
        return Response(MergedSerializer({"target": target, "rows": merged.rows}).data)

    def _editable(self) -> OwnAsset:
        own = self.get_object()
        require_editor(self.request.user, own.portfolio)
        return own


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
class OwnPriceViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, WriteMixin, ApiViewSet):
    """Prices of own assets, oldest first; those of trades follow from the ledger."""

    http_method_names = ["get", "head", "options", "post", "delete"]

    queryset = OwnPrice.objects.select_related(
        "own_asset__asset", "own_asset__portfolio", "currency"
    )
    serializer_class = OwnPriceSerializer
    filterset_class = OwnPriceFilter
    keyset = ("day", "pk")

    def get_queryset(self):
        return super().get_queryset().for_user(self.request.user)

    def perform_create(self, values):
        own = values["own_asset"]
        require_editor(self.request.user, own.portfolio)
        return set_own_price(own, day=values["day"], price=values["price"])

    def locked_object(self):
        """The portfolio is held before its things."""
        hold_portfolio(self.get_object().own_asset.portfolio_id)
        return super().locked_object()

    def perform_destroy(self, price):
        require_editor(self.request.user, price.own_asset.portfolio)
        remove_own_price(price)
