"""Target shares of portfolios."""

from decimal import Decimal

from drf_spectacular.utils import extend_schema
from rest_framework import mixins

from markets.api.base.fields import ExactField, InstantField
from markets.api.base.references import AssetRefField
from markets.api.base.strict import StrictModelSerializer
from markets.api.base.views import ApiViewSet
from portfolios.api.base.filters import TargetFilter
from portfolios.api.base.permissions import require_editor
from portfolios.api.base.problems import Conflict
from portfolios.api.base.writing import WriteMixin
from portfolios.api.sharing.portfolio_serializers import VisiblePortfolioField
from portfolios.models import Target
from portfolios.services.allocation.targets import remove_target, set_target

KEPT = ("portfolio", "asset")
FRACTION = {"max_digits": 5, "decimal_places": 4}
# Above 0 and up to the whole; a band from a thousandth to a half.
SHARE = {"max_value": 1, "positive": True, "pattern": r"^(?:0\.(?!0+$)\d{1,4}|1(?:\.0{1,4})?)$"}
UP_TO_ONE = r"^(?:0(?:\.\d{1,4})?|1(?:\.0{1,4})?)$"
BAND = r"^0\.(?:50{0,3}|[1-4]\d{0,3}|0[1-9]\d{0,2}|00[1-9]\d?)$"


class TargetSerializer(StrictModelSerializer):
    """The share of the value that an asset should have; fractions of one.

    POST for an asset that has a target already sets it anew.
    """

    portfolio = VisiblePortfolioField()
    asset = AssetRefField()
    share = ExactField(**FRACTION, min_value=0, max_value=1, pattern=UP_TO_ONE)
    band = ExactField(
        **FRACTION, required=False, min_value=Decimal("0.001"), max_value=Decimal("0.5"),
        pattern=BAND, help_text="0.05 where none is given",
    )  # fmt: skip
    drifted_at = InstantField(
        read_only=True, allow_null=True, help_text="since when it is outside of its band"
    )

    class Meta:
        model = Target
        fields = ["id", "portfolio", "asset", "share", "band", "drifted_at"]
        # Setting a target again is no fault.
        validators: list = []

    def validate(self, values):
        if self.instance is not None:
            moved = [
                name
                for name in KEPT
                if values.get(name, getattr(self.instance, name)) != getattr(self.instance, name)
            ]
            if moved:
                message = "This cannot be changed: remove the target and set another."
                raise Conflict({name: [message] for name in moved})
        return values


@extend_schema(tags=["portfolios"])
class TargetViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, WriteMixin, ApiViewSet):
    """What share each asset should have; the portfolio's owner is notified when one strays."""

    queryset = Target.objects.select_related("portfolio", "asset")
    serializer_class = TargetSerializer
    filterset_class = TargetFilter

    def get_queryset(self):
        return super().get_queryset().for_user(self.request.user)

    def perform_create(self, values):
        portfolio = values.pop("portfolio")
        require_editor(self.request.user, portfolio)
        return set_target(portfolio, **values)

    def perform_update(self, target, values):
        require_editor(self.request.user, target.portfolio)
        return set_target(
            target.portfolio,
            asset=target.asset,
            share=values.get("share", target.share),
            band=values.get("band"),
        )

    def perform_destroy(self, target):
        require_editor(self.request.user, target.portfolio)
        remove_target(target)
