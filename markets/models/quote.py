from django.db import models


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

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(price__gt=0) & models.Q(price__lt=float("inf")),
                name="quote_price_positive",
            )
        ]

    def __str__(self):
        return f"{self.asset_id}: {self.price} USD"


class RejectedQuote(models.Model):
    """A price that was refused or is held for confirmation, and why."""

    class Reason(models.TextChoices):
        NOT_POSITIVE = "not_positive", "Zero, negative or not a number"
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
