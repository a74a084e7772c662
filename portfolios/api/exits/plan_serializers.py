"""An exit plan as the API tells it, rehearses it, suggests levels and arms a ladder."""

from rest_framework import serializers

from markets.api.base.fields import ExactField, InstantField, TextField, read_exact
from markets.api.base.references import AssetRefField
from markets.api.base.strict import QuerySerializer, StrictSerializer
from portfolios.api.allocation.target_viewsets import SHARE
from portfolios.exits.types import Status
from portfolios.models import TriggerKind
from portfolios.selectors.exits.rehearsal import PATHS, SPANS
from portfolios.services.exits.ladders import MOST_TARGETS

SPAN = 90
FRACTION = {"max_digits": 9, "decimal_places": 6}


class SideSerializer(serializers.Serializer):
    """All stops, or all targets, fired at their levels; fees and slippage are in nothing."""

    proceeds = read_exact()
    value = read_exact(help_text="what the units sold are worth now")
    against_now = read_exact(help_text="proceeds less that")
    against_cost = read_exact(help_text="proceeds less what the units cost on average")
    quantity = read_exact(help_text="null for several assets together")


class PlannedLevelSerializer(serializers.Serializer):
    """What fires a trigger now; null where it waits for a price that puts it in force."""

    trigger = serializers.IntegerField(source="trigger.pk")
    kind = serializers.ChoiceField(choices=TriggerKind.choices, source="trigger.kind")
    level = read_exact(help_text="in `level_currency`")
    level_currency = serializers.CharField(source="trigger.currency.slug")
    amount = read_exact(help_text="the same in the plan's currency")
    distance = read_exact(help_text="the fraction that the price must move to reach it")


class PlannedAssetSerializer(serializers.Serializer):
    """One asset's part of the plan; `quantity`, `price` and `value` are null if it is not held."""

    asset = serializers.CharField(source="asset.slug")
    quantity = read_exact(source="holding.quantity", default=None)
    price = read_exact(source="holding.price", default=None)
    value = read_exact(source="holding.value", default=None)
    has_stop = serializers.BooleanField()
    stops = SideSerializer(allow_null=True)
    targets = SideSerializer(allow_null=True)
    levels = PlannedLevelSerializer(many=True)


class UnplannedSerializer(serializers.Serializer):
    asset = serializers.CharField(source="asset.slug")
    quantity = read_exact()
    price = read_exact()
    value = read_exact()


class FiredSerializer(serializers.Serializer):
    """An alert, and what a sale there would have done since."""

    alert = serializers.IntegerField(source="alert.pk")
    trigger = serializers.IntegerField(source="alert.trigger_id")
    asset = serializers.CharField(source="alert.asset.slug")
    kind = serializers.CharField(source="alert.kind")
    fired_at = serializers.DateTimeField(source="alert.fired_at")
    price = read_exact(help_text="the price seen, at the present rate of exchange")
    price_now = read_exact()
    change = read_exact(help_text="the fraction that the price has moved since")
    kept = read_exact(help_text="what a sale would have kept, or under 0 given up")


class ExitPlanSerializer(serializers.Serializer):
    """Everything armed in a portfolio, what has no plan, and what fired lately."""

    currency = serializers.CharField()
    stops = SideSerializer(allow_null=True)
    targets = SideSerializer(allow_null=True)
    waiting = serializers.IntegerField(help_text="exits that are in no sum: not in force yet")
    assets = PlannedAssetSerializer(many=True)
    unplanned = UnplannedSerializer(many=True)
    fired = FiredSerializer(many=True)


class RehearsalQuery(QuerySerializer):
    """Which completed days (UTC), and what a day's candle becomes."""

    days = serializers.ChoiceField(choices=SPANS, default=SPAN)
    path = serializers.ChoiceField(
        choices=list(PATHS),
        default="range",
        help_text="`range`: open, low, high, close; `close`: the close alone",
    )


class RehearsedRuleSerializer(serializers.Serializer):
    """How far a trigger came on the past prices; money is in the portfolio's currency."""

    trigger = serializers.IntegerField(source="trigger.pk")
    kind = serializers.ChoiceField(choices=TriggerKind.choices, source="trigger.kind")
    status = serializers.ChoiceField(choices=list(Status), source="watch.status")
    level = read_exact(source="watch.level", help_text="the last one")
    fired_at = InstantField(source="watch.fired_by.at", default=None, allow_null=True)
    fired_price = read_exact(source="watch.fired_by.amount", default=None)
    at_once = serializers.BooleanField(help_text="the very first price fired it")
    quantity = read_exact(source="watch.sold", help_text="units that it sells")
    proceeds = read_exact()
    against_holding = read_exact(help_text="proceeds less the units' value at the last price")


class RehearsedAssetSerializer(serializers.Serializer):
    asset = serializers.CharField(source="slug")
    prices = serializers.SerializerMethodField(help_text="how many prices the rules saw")
    against_holding = read_exact()
    rules = RehearsedRuleSerializer(many=True)

    def get_prices(self, path) -> int:
        return len(path.prices)


class RehearsalSerializer(serializers.Serializer):
    """The armed plan taken through past candles, by the rules that watch it live."""

    currency = serializers.CharField()
    days = serializers.IntegerField()
    path = serializers.CharField()
    against_holding = read_exact(help_text="of all sales; null where nothing was sold")
    assets = RehearsedAssetSerializer(many=True)
    left_out = serializers.ListField(
        child=serializers.IntegerField(), help_text="triggers that past candles can't tell of"
    )


class SuggestionsQuery(QuerySerializer):
    asset = AssetRefField()


class SuggestedLevelSerializer(serializers.Serializer):
    """`factor` average ranges from the price."""

    factor = serializers.IntegerField()
    level = read_exact()
    distance = read_exact(help_text="from the price, as a fraction of it")
    touched = serializers.IntegerField(
        help_text="of the days tried, those that reached such a level set seven days before"
    )
    tried = serializers.IntegerField()


class SuggestionsSerializer(serializers.Serializer):
    """Levels by Wilder's average true range over 14 completed days. Information, never advice."""

    asset = serializers.CharField()
    currency = serializers.CharField()
    price = read_exact(help_text="null without a quote, or without enough candles")
    average_range = read_exact()
    stops = SuggestedLevelSerializer(many=True)
    targets = SuggestedLevelSerializer(many=True)


class RungSerializer(StrictSerializer):
    level = ExactField(positive=True)
    share = ExactField(
        **SHARE, max_digits=5, decimal_places=4, required=False, allow_null=True,
        help_text="of the position; without one, what the other targets leave",
    )  # fmt: skip


class LadderSerializer(StrictSerializer):
    """A stop, or a trail, and targets: all of them are armed as one group, or none."""

    asset = AssetRefField()
    stop_level = ExactField(required=False, allow_null=True, positive=True)
    trail_percent = ExactField(**FRACTION, positive=True, required=False, allow_null=True)
    targets = serializers.ListField(child=RungSerializer(), min_length=1, max_length=MOST_TARGETS)
    group = TextField(max_length=40, required=False, allow_blank=True, default="")
    expires_at = InstantField(required=False, allow_null=True)
