from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from markets.number_writing import style, written
from markets.numbers import plain
from markets.wording import within_sentence
from portfolios.models.fields import ExactField
from portfolios.models.trigger_rules import CONSTRAINTS
from portfolios.querysets import TriggerQuerySet


class TriggerKind(models.TextChoices):
    STOP_LOSS = "stop_loss", _("Stop-loss")
    TRAILING_STOP = "trailing_stop", _("Trailing stop")
    TAKE_PROFIT = "take_profit", _("Take-profit")
    BREAK_EVEN = "break_even", _("Break-even stop")
    PRICE_ABOVE = "price_above", _("Price above")
    PRICE_BELOW = "price_below", _("Price below")
    PRICE_MOVE = "price_move", _("Price move")


class LevelBasis(models.TextChoices):
    """What the level is counted from."""

    PRICE = "price", _("a price")
    ENTRY = "entry", _("the entry")
    AVERAGE_COST = "average_cost", _("the average cost")
    HIGH = "high", _("the highest price since arming")
    WINDOW = "window", _("the price when the window began")


COST_BASES = (LevelBasis.ENTRY, LevelBasis.AVERAGE_COST)
# Terms in words, by what they are counted from: at it, and under and over it.
_AT_BASIS = {
    LevelBasis.ENTRY: _("at the entry"), LevelBasis.AVERAGE_COST: _("at the average cost"),
}  # fmt: skip
_BESIDE_BASIS = {
    LevelBasis.ENTRY: (_("{amount} under the entry"), _("{amount} over the entry")),
    LevelBasis.AVERAGE_COST: (
        _("{amount} under the average cost"), _("{amount} over the average cost"),
    ),
}  # fmt: skip


class Phase(models.TextChoices):
    """What an armed trigger waits for."""

    IN_FORCE = "in_force", _("in force")
    WAITING = "waiting", _("not active yet")
    RECOVERING = "recovering", _("waits for the price to recover")
    AT_ENTRY = "at_entry", _("trails from the entry")


FALLING = -1
RISING = 1
DIRECTIONS = {
    TriggerKind.STOP_LOSS: FALLING,
    TriggerKind.TRAILING_STOP: FALLING,
    TriggerKind.BREAK_EVEN: FALLING,
    TriggerKind.PRICE_BELOW: FALLING,
    TriggerKind.TAKE_PROFIT: RISING,
    TriggerKind.PRICE_ABOVE: RISING,
}
EXITS = frozenset(
    {
        TriggerKind.STOP_LOSS,
        TriggerKind.TRAILING_STOP,
        TriggerKind.TAKE_PROFIT,
        TriggerKind.BREAK_EVEN,
    }
)
FRACTION = {"max_digits": 9, "decimal_places": 6, "null": True, "blank": True}


class Trigger(models.Model):
    """A rule that fires once an arming, when an accepted price reaches its level."""

    class Status(models.TextChoices):
        ARMED = "armed", _("Armed")
        FIRED = "fired", _("Fired")
        CANCELLED = "cancelled", _("Disarmed")
        EXPIRED = "expired", _("Expired")

    portfolio = models.ForeignKey(
        "portfolios.Portfolio", on_delete=models.CASCADE, related_name="triggers"
    )
    # Every index costs each firing a write: only those that something asks have one.
    asset = models.ForeignKey(
        "markets.Asset", on_delete=models.PROTECT, related_name="triggers", db_index=False
    )
    kind = models.CharField(max_length=16, choices=TriggerKind)
    direction = models.SmallIntegerField(choices=[(FALLING, "at or under"), (RISING, "at or over")])
    # The terms, as they were given; money is in `currency`.
    basis = models.CharField(max_length=12, choices=LevelBasis, default=LevelBasis.PRICE)
    currency = models.ForeignKey(
        "markets.Asset", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    entry_price = ExactField(null=True, blank=True)
    percent = models.DecimalField(**FRACTION, help_text="a fraction: -0.1 is 10% under")
    trail_amount = ExactField(null=True, blank=True)
    trail_percent = models.DecimalField(**FRACTION)
    activate_at = ExactField(null=True, blank=True)
    window_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    share = models.DecimalField(
        max_digits=5, decimal_places=4, default=1, help_text="of the position: 0.25 is a quarter"
    )
    group = models.ForeignKey(
        "portfolios.ExitGroup", on_delete=models.SET_NULL, null=True, blank=True,
        related_name="triggers", db_index=False,
    )  # fmt: skip
    expires_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    # What follows from the terms, recomputed when the rate or the average cost moves.
    level = ExactField(null=True, help_text="in the trigger's currency; none for a trail")
    # What quotes are compared with: null where nothing is in force, or a high-water mark tells it.
    level_usd = models.FloatField(null=True, help_text="the level in US dollars")
    trail_usd = models.FloatField(null=True)
    rate = models.FloatField(default=1.0, help_text="US dollars for a unit of the currency")
    high_water = models.ForeignKey(
        "portfolios.HighWater", on_delete=models.PROTECT, null=True, related_name="triggers",
        db_index=False,
    )  # fmt: skip
    phase = models.CharField(max_length=10, choices=Phase, default=Phase.IN_FORCE)
    wake_usd = models.FloatField(null=True, help_text="the price that ends the phase")
    wake_direction = models.SmallIntegerField(null=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.ARMED)
    arming = models.PositiveIntegerField(default=1, help_text="how often it was armed")
    armed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, db_index=False
    )
    armed_at = models.DateTimeField()
    armed_price = models.FloatField(null=True, help_text="US dollars, when it was armed")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="fired, disarmed or expired")

    objects = TriggerQuerySet.as_manager()

    class Meta:
        ordering = ["asset", "level_usd", "pk"]
        constraints = CONSTRAINTS
        indexes = [
            models.Index(
                fields=["group"], name="trigger_of_group", condition=Q(group__isnull=False)
            ),
            # What a refresh asks: the armed levels of an asset on either side of its price.
            models.Index(
                fields=["asset", "direction", "level_usd"],
                name="trigger_armed_levels",
                condition=Q(status="armed", level_usd__isnull=False),
            ),
            # The same of what a price puts in force.
            models.Index(
                fields=["asset", "wake_direction", "wake_usd"],
                name="trigger_armed_wakes",
                condition=Q(status="armed", wake_usd__isnull=False),
            ),
            # The trails of a mark, the closest first; what has ended hangs on none.
            models.Index(
                fields=["high_water", "trail_percent"],
                name="trigger_armed_trails",
                condition=Q(high_water__isnull=False),
            ),
            models.Index(
                fields=["high_water", "trail_usd"],
                name="trigger_armed_amounts",
                condition=Q(high_water__isnull=False, trail_usd__isnull=False),
            ),
            # Which rates have moved since levels were put into dollars.
            models.Index(
                fields=["currency", "rate"],
                name="trigger_armed_rates",
                condition=Q(status="armed"),
            ),
            models.Index(
                fields=["expires_at"],
                name="trigger_armed_until",
                condition=Q(status="armed", expires_at__isnull=False),
            ),
            models.Index(
                fields=["window_hours"],
                name="trigger_armed_windows",
                condition=Q(status="armed", window_hours__isnull=False),
            ),
        ]

    def __str__(self):
        figure = self.level if self.level is not None else self.trail_amount
        if figure is None:
            return f"{self.get_kind_display()} {plain((self.trail_percent or 0) * 100)}%"
        return f"{self.get_kind_display()} {plain(figure)}"

    @property
    def is_exit(self) -> bool:
        """Whether it says to sell, or only to look."""
        return self.kind in EXITS

    @property
    def is_trail(self) -> bool:
        return self.kind == TriggerKind.TRAILING_STOP

    @property
    def kind_within(self) -> str:
        """Its kind as it stands in a sentence."""
        return within_sentence(str(self.get_kind_display()))

    @property
    def terms(self) -> str:
        """What its level is counted from, in words; empty where it is a price."""
        if self.trail_amount is not None:
            amount = f"{written(plain(self.trail_amount))} {self.currency.symbol}"
            return gettext("{amount} under the high").format(amount=amount)
        if self.trail_percent is not None:
            amount = _per_cent(self.trail_percent)
            return gettext("{amount} under the high").format(amount=amount)
        if self.kind == TriggerKind.BREAK_EVEN:
            return str(_AT_BASIS[self.basis])
        if self.percent is None:
            return ""
        amount = _per_cent(abs(self.percent))
        if self.kind == TriggerKind.PRICE_MOVE:
            move = f"{'−' if self.percent < 0 else '+'}{amount}"
            return gettext("{move} within {hours} h").format(move=move, hours=self.window_hours)
        under, over = _BESIDE_BASIS[self.basis]
        return str(under if self.percent < 0 else over).format(amount=amount)


def _per_cent(fraction: Decimal) -> str:
    return written(plain(fraction * 100)) + style().per_cent
