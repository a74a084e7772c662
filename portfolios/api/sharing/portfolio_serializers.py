"""Portfolios and accounts as the API reads and writes them."""

import zoneinfo

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from markets.api.base.fields import MOST_ID, WholeField
from markets.api.base.references import AssetRefField
from markets.api.base.strict import StrictModelSerializer
from portfolios.api.base.problems import Conflict
from portfolios.models import Account, Portfolio
from portfolios.selectors.ledger.exchange import is_base_currency


class PortfolioSerializer(StrictModelSerializer):
    """A portfolio; `role` is what the caller may do with it."""

    currency = AssetRefField(help_text="a fiat currency, bitcoin or ethereum")
    role = serializers.SerializerMethodField()
    books_are_current = serializers.BooleanField(read_only=True)

    class Meta:
        model = Portfolio
        fields = [
            "id", "name", "currency", "time_zone", "method", "scope", "tracks_cash", "role",
            "books_are_current", "created_at",
        ]  # fmt: skip

    def get_role(self, portfolio) -> str:
        if portfolio.owner_id == self.context["request"].user.pk:
            return "owner"
        return "editor" if getattr(portfolio, "can_edit", False) else "viewer"

    def validate_currency(self, asset):
        if not is_base_currency(asset):
            raise Conflict("A base currency is fiat, bitcoin or ethereum.")
        return asset

    def validate_time_zone(self, name):
        if name not in zoneinfo.available_timezones():
            raise Conflict(f"{name} is not a time zone.")
        return name


@extend_schema_field({"type": "integer", "minimum": 0, "maximum": MOST_ID})
class VisiblePortfolioField(serializers.PrimaryKeyRelatedField):
    """A portfolio by its id; one that the caller cannot see does not exist."""

    _whole = WholeField()

    def to_internal_value(self, data):
        """An id as a number, or in digits, as forms send it."""
        is_text = isinstance(data, str) and data.isascii() and data.isdigit()
        return super().to_internal_value(data if is_text else self._whole.to_internal_value(data))

    def get_queryset(self):
        return Portfolio.objects.for_user(self.context["request"].user).select_related("currency")


class AccountSerializer(StrictModelSerializer):
    """A wallet or an exchange of a portfolio."""

    portfolio = VisiblePortfolioField()

    class Meta:
        model = Account
        fields = ["id", "portfolio", "name", "kind", "created_at"]
        # The service says which name is taken.
        validators: list = []

    def validate_portfolio(self, portfolio):
        if self.instance is not None and portfolio.pk != self.instance.portfolio_id:
            raise Conflict("An account stays in its portfolio.")
        return portfolio
