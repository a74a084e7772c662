from datetime import timedelta

from django.db import models
from django.utils import timezone

# The span of a quote's change, volume, high and low: those of an older quote tell of another day.
DAY_FIGURES = timedelta(days=1)


class Quote(models.Model):
    """The latest accepted price of an asset, in US dollars.

    Kept narrow, with room on each page and no index on what changes, so that a refresh of every
    row is a heap-only update (HOT); the migration sets the fill factor.
    """

    asset = models.OneToOneField(
        "markets.Asset", primary_key=True, on_delete=models.CASCADE, related_name="quote"
    )
    price = models.FloatField(help_text="US dollars a unit")
    change_24h = models.FloatField(null=True, help_text="fraction: 0.01 is +1 %")
    market_cap = models.FloatField(null=True, help_text="US dollars")
    volume_24h = models.FloatField(null=True, help_text="US dollars")
    high_24h = models.FloatField(null=True)
    low_24h = models.FloatField(null=True)
    as_of = models.DateTimeField(help_text="the instant that the provider gives the price for")
    received_at = models.DateTimeField()
    source = models.CharField(max_length=20)
    # A price outside the sanity band waits here for a second one that confirms it.
    pending_price = models.FloatField(null=True)
    pending_at = models.DateTimeField(null=True)
    pending_source = models.CharField(max_length=20, null=True)  # noqa: DJ001
    # Null: the installation's own. Recomputed once a day from the asset's volatility.
    band = models.FloatField(null=True, help_text="fraction that a price may fall at once")
    # The clock hour of `as_of` so far: written with the price, an AcceptedRange when it ends.
    hour_high = models.FloatField(null=True)
    hour_low = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(price__gt=0) & models.Q(price__lt=float("inf")),
                name="quote_price_positive",
            )
        ]

    def __str__(self):
        return f"{self.asset_id}: {self.price} USD"

    @property
    def is_of_today(self) -> bool:
        """Whether its figures of 24 hours touch the last 24 hours."""
        return self.as_of >= timezone.now() - DAY_FIGURES

    @property
    def day_change(self) -> float | None:
        """The change of 24 hours, a fraction; None where it is of another day."""
        return self.change_24h if self.is_of_today else None

    @property
    def day_volume(self) -> float | None:
        """The volume of 24 hours in US dollars; None where it is of another day."""
        return self.volume_24h if self.is_of_today else None

    @property
    def day_range(self) -> tuple[float | None, float | None]:
        """Low and high of 24 hours in US dollars; None where they are of another day."""
        return (self.low_24h, self.high_24h) if self.is_of_today else (None, None)


class AcceptedRange(models.Model):
    """What was accepted of an asset in one clock hour (UTC); of older ones, in one day.

    The record that a high-water mark is rebuilt from, and that has the price of hours ago.
    """

    asset = models.ForeignKey(
        "markets.Asset", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    start = models.DateTimeField()
    hours = models.PositiveSmallIntegerField(default=1, help_text="1, or 24 of a whole day")
    high = models.FloatField()
    low = models.FloatField()
    close = models.FloatField(help_text="the last price of it")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "start"], name="accepted_range_once")
        ]

    def __str__(self):
        return f"{self.asset_id} {self.start}: {self.low} to {self.high}"


class RejectedQuote(models.Model):
    """A price that was refused or is held for confirmation, and why."""

    class Reason(models.TextChoices):
        NOT_POSITIVE = "not_positive", "Zero, negative, no number, or beyond any price"
        CROSSED = "crossed", "The day's high lies under its low"
        STALE = "stale", "Not newer than the price we have"
        FUTURE = "future", "Dated in the future"
        UNCONFIRMED = "unconfirmed", "Outside the sanity band, waits for confirmation"

    asset = models.ForeignKey("markets.Asset", on_delete=models.CASCADE, related_name="+")
    price = models.FloatField(null=True)
    last_price = models.FloatField(null=True)
    as_of = models.DateTimeField(null=True)
    reason = models.CharField(max_length=16, choices=Reason)
    source = models.CharField(max_length=20)
    at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self):
        return f"{self.asset_id} {self.price}: {self.reason}"
