"""Armed levels and what fired, as the API reads and writes them."""

from rest_framework import serializers

from markets.api.fields import ExactField, FigureField, InstantField
from markets.api.references import AssetRefField
from markets.api.strict import StrictModelSerializer
from portfolios.api.portfolio_serializers import VisiblePortfolioField
from portfolios.models import Alert, Trigger

FIXED = ("portfolio", "asset", "kind")


class TriggerSerializer(StrictModelSerializer):
    """A level in the portfolio's currency that fires once.

    A level that the price has reached already is refused, unless `fire_at_once` says it is meant.
    """

    portfolio = VisiblePortfolioField()
    asset = AssetRefField()
    level = ExactField(help_text="in `currency`")
    currency = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    share = ExactField(
        max_digits=5, decimal_places=4, required=False, help_text="of the position: 0.25 a quarter"
    )
    armed_price = FigureField(help_text="US dollars")
    expires_at = InstantField(required=False, allow_null=True)
    fire_at_once = serializers.BooleanField(write_only=True, required=False, default=False)

    class Meta:
        model = Trigger
        fields = [
            "id", "portfolio", "asset", "kind", "level", "currency", "share", "note", "status",
            "armed_at", "armed_price", "expires_at", "ended_at", "fire_at_once",
        ]  # fmt: skip
        read_only_fields = ["status", "armed_at", "ended_at"]

    def validate(self, values):
        """What a trigger watches stays; only its level and terms move."""
        if self.instance is not None:
            moved = [name for name in FIXED if values.get(name, getattr(self.instance, name))
                     != getattr(self.instance, name)]  # fmt: skip
            if moved:
                message = "This cannot be changed: disarm the trigger and arm another."
                raise serializers.ValidationError({name: [message] for name in moved})
        return values


class AlertSerializer(serializers.ModelSerializer):
    """A level that was reached; prices in US dollars."""

    asset = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    price = FigureField(help_text="the price seen, not the level")
    level_usd = FigureField()
    value_usd = FigureField(help_text="the value at stake")
    quantity = ExactField(read_only=True)
    kind = serializers.CharField(source="trigger.kind", read_only=True)

    class Meta:
        model = Alert
        fields = [
            "id", "portfolio", "trigger", "asset", "kind", "fired_at", "price", "quote_as_of",
            "source", "level_usd", "quantity", "value_usd", "seen_at",
        ]  # fmt: skip
        read_only_fields = fields
