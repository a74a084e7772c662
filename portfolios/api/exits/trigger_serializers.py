"""Armed levels and what fired, as the API reads and writes them."""

from rest_framework import serializers

from markets.api.base.fields import (
    ExactField,
    FigureField,
    FlagField,
    InstantField,
    TextField,
    WholeField,
)
from markets.api.base.references import AssetRefField
from markets.api.base.strict import StrictModelSerializer
from portfolios.api.allocation.target_viewsets import SHARE
from portfolios.api.base.problems import Conflict
from portfolios.api.sharing.portfolio_serializers import VisiblePortfolioField
from portfolios.models import Alert, LevelBasis, Trigger
from portfolios.services.exits.terms import LONGEST_WINDOW

FIXED = ("portfolio", "asset", "kind")
FRACTION = {"max_digits": 9, "decimal_places": 6, "required": False, "allow_null": True}
MONEY = {"required": False, "allow_null": True, "positive": True}


class TriggerSerializer(StrictModelSerializer):
    """A rule that fires once an arming; money is in `currency`, fractions are of one.

    What the price would fire at once is refused, unless `fire_at_once` says that it is meant, or
    `after_recovery` that it waits for the price to come back to the other side of the level.
    """

    portfolio = VisiblePortfolioField()
    asset = AssetRefField()
    level = ExactField(**MONEY, help_text="in `currency`; null where a trail tells it")
    basis = serializers.ChoiceField(
        choices=LevelBasis.choices, required=False, help_text="what the level is counted from"
    )
    percent = ExactField(**FRACTION, help_text="from the basis: -0.1 is 10% under")
    entry_price = ExactField(**MONEY)
    trail_amount = ExactField(**MONEY, help_text="how far under the highest accepted price")
    trail_percent = ExactField(
        **FRACTION, positive=True, help_text="the same as a fraction of that price"
    )
    activate_at = ExactField(**MONEY, help_text="the price from which it is in force")
    window_hours = WholeField(
        min_value=1, max_value=LONGEST_WINDOW, required=False, allow_null=True
    )
    group = TextField(
        source="group.name", max_length=40, required=False, allow_blank=True, default="",
        help_text="triggers of one asset and group cancel each other when the position is used up",
    )  # fmt: skip
    high_water = FigureField(source="high_water.high", default=None, help_text="US dollars")
    currency = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    share = ExactField(
        **SHARE,
        max_digits=5,
        decimal_places=4,
        required=False,
        help_text="of the position: 0.25 a quarter",
    )
    armed_price = FigureField(help_text="US dollars")
    expires_at = InstantField(required=False, allow_null=True)
    fire_at_once = FlagField(write_only=True, required=False, default=False)
    after_recovery = FlagField(write_only=True, required=False, default=False)

    class Meta:
        model = Trigger
        fields = [
            "id", "portfolio", "asset", "kind", "basis", "level", "percent", "entry_price",
            "trail_amount", "trail_percent", "activate_at", "window_hours", "currency", "share",
            "group", "note", "status", "phase", "arming", "high_water", "armed_at", "armed_price",
            "expires_at", "ended_at", "fire_at_once", "after_recovery",
        ]  # fmt: skip
        read_only_fields = ["status", "phase", "arming", "armed_at", "ended_at"]

    def validate(self, values):
        """What a trigger watches stays; only its level and terms move."""
        if "group" in values:
            values["group"] = values["group"]["name"]
        if self.instance is not None:
            moved = [name for name in FIXED if values.get(name, getattr(self.instance, name))
                     != getattr(self.instance, name)]  # fmt: skip
            if moved:
                message = "This cannot be changed: disarm the trigger and arm another."
                raise Conflict({name: [message] for name in moved})
        return values


class AlertSerializer(serializers.ModelSerializer):
    """A level that was reached; prices in US dollars."""

    asset = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    price = FigureField(help_text="the price seen, not the level")
    level_usd = FigureField()
    value_usd = FigureField(help_text="the value at stake")
    quantity = ExactField(read_only=True, help_text="what the rule says to sell")
    share = ExactField(read_only=True, max_digits=5, decimal_places=4)

    class Meta:
        model = Alert
        fields = [
            "id", "portfolio", "trigger", "arming", "asset", "kind", "fired_at", "price",
            "quote_as_of", "source", "level_usd", "share", "quantity", "value_usd", "seen_at",
        ]  # fmt: skip
        read_only_fields = fields
