import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from portfolios.accounting.numbers import plain
from portfolios.models.fields import ExactField
from portfolios.querysets import AlertQuerySet, TriggerQuerySet


class TriggerKind(models.TextChoices):
    STOP_LOSS = "stop_loss", "Stop-loss"
    TAKE_PROFIT = "take_profit", "Take-profit"
    PRICE_ABOVE = "price_above", "Price above"
    PRICE_BELOW = "price_below", "Price below"


FALLING = -1
RISING = 1
DIRECTIONS = {
    TriggerKind.STOP_LOSS: FALLING,
    TriggerKind.PRICE_BELOW: FALLING,
    TriggerKind.TAKE_PROFIT: RISING,
    TriggerKind.PRICE_ABOVE: RISING,
}


class Trigger(models.Model):
    """A level that fires once, when an accepted price reaches it."""

    class Status(models.TextChoices):
        ARMED = "armed", "Armed"
        FIRED = "fired", "Fired"
        CANCELLED = "cancelled", "Disarmed"
        EXPIRED = "expired", "Expired"

    portfolio = models.ForeignKey(
        "portfolios.Portfolio", on_delete=models.CASCADE, related_name="triggers"
    )
    asset = models.ForeignKey("markets.Asset", on_delete=models.PROTECT, related_name="triggers")
    kind = models.CharField(max_length=12, choices=TriggerKind)
    direction = models.SmallIntegerField(choices=[(FALLING, "at or under"), (RISING, "at or over")])
    level = ExactField(help_text="in the trigger's currency")
    currency = models.ForeignKey("markets.Asset", on_delete=models.PROTECT, related_name="+")
    # What quotes are compared with: follows the currency's rate.
    level_usd = models.FloatField(help_text="the level in US dollars")
    share = models.DecimalField(
        max_digits=5, decimal_places=4, default=1, help_text="of the position: 0.25 is a quarter"
    )
    note = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.ARMED)
    armed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    armed_at = models.DateTimeField()
    armed_price = models.FloatField(null=True, help_text="US dollars, when it was armed")
    expires_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="fired, disarmed or expired")

    objects = TriggerQuerySet.as_manager()

    class Meta:
        ordering = ["asset", "level_usd", "pk"]
        indexes = [
            # What a refresh asks: the armed levels of an asset on either side of its price.
            models.Index(
                fields=["asset", "direction", "level_usd"],
                name="trigger_armed_levels",
                condition=Q(status="armed"),
            ),
            models.Index(
                fields=["expires_at"],
                name="trigger_armed_until",
                condition=Q(status="armed", expires_at__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(level__gt=0) & Q(level_usd__gt=0), name="trigger_level_positive"
            ),
            models.CheckConstraint(
                condition=Q(share__gt=0) & Q(share__lte=1), name="trigger_share_of_one"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {plain(self.level)}"

    @property
    def is_exit(self) -> bool:
        """Whether it says to sell, or only to look."""
        return self.kind in {TriggerKind.STOP_LOSS, TriggerKind.TAKE_PROFIT}


class Alert(models.Model):
    """What fired: written in the same statement that claims the trigger."""

    portfolio = models.ForeignKey(
        "portfolios.Portfolio", on_delete=models.CASCADE, related_name="alerts"
    )
    # One alert a trigger, held by the database.
    trigger = models.OneToOneField(Trigger, on_delete=models.CASCADE, related_name="alert")
    asset = models.ForeignKey("markets.Asset", on_delete=models.PROTECT, related_name="+")
    fired_at = models.DateTimeField()
    price = models.FloatField(help_text="US dollars: the price seen, not the level")
    quote_as_of = models.DateTimeField()
    source = models.CharField(max_length=20)
    level_usd = models.FloatField()
    quantity = ExactField(help_text="held when it fired, times the trigger's share")
    seen_at = models.DateTimeField(null=True, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-fired_at", "-pk"]
        indexes = [models.Index(fields=["portfolio", "-fired_at"], name="alert_listing")]

    def __str__(self):
        return f"Alert {self.pk}"

    @property
    def value_usd(self) -> float:
        return float(self.quantity) * self.price


class Delivery(models.Model):
    """The outbox: a message that an alert owes someone, until it is sent or given up."""

    class Channel(models.TextChoices):
        EMAIL = "email", "E-mail"

    class Status(models.TextChoices):
        PENDING = "pending", "Pending"
        SENT = "sent", "Sent"
        DEAD = "dead", "Given up"

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="deliveries")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.EMAIL)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    status = models.CharField(max_length=8, choices=Status, default=Status.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(
                fields=["next_attempt_at"], name="delivery_due", condition=Q(status="pending")
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "user", "channel"], name="delivery_once_a_channel"
            )
        ]

    def __str__(self):
        return f"{self.channel} of alert {self.alert_id}"
