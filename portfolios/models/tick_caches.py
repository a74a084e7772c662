"""What a tick looks at before it looks at triggers: marks, nearest levels, positions' shares."""

from django.db import models
from django.db.models import Q

from portfolios.models.fields import SumField
from portfolios.querysets import OwnedQuerySet


class HighWater(models.Model):
    """The highest accepted price, in US dollars, since one quote of an asset.

    All trails that were armed between two accepted quotes have seen the same prices since, so they
    share one mark: a new high writes one row, however many trails hang on it. Kept narrow, with
    room on each page and no index on what changes; the migration sets the fill factor.
    """

    asset = models.ForeignKey(
        "markets.Asset", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    after = models.DateTimeField(help_text="the last accepted quote before the arming")
    high = models.FloatField(null=True, help_text="null before the first accepted price")
    # The day of the first price began before the arming, so the stored ranges don't have its part.
    opened_at = models.DateTimeField(null=True, help_text="the first accepted price")
    opening_high = models.FloatField(null=True, help_text="the highest of that day (UTC)")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "after"], name="high_water_once_a_quote")
        ]

    def __str__(self):
        return f"{self.asset_id} since {self.after}"


class NearestLevel(models.Model):
    """The nearest armed levels of an asset, in US dollars: the one thing a tick reads of most.

    Never further from the price than the nearest trigger is; it may be nearer for a while, which
    costs a look. A cache that `refresh_nearest` rebuilds from the triggers.
    """

    asset = models.OneToOneField(
        "markets.Asset", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    falling_usd = models.FloatField(null=True, help_text="a price at or under it has to be judged")
    rising_usd = models.FloatField(null=True, help_text="a price at or over it has to be judged")
    trail_percent = models.FloatField(null=True, help_text="the closest trail")
    trail_usd = models.FloatField(null=True)

    def __str__(self):
        return f"{self.asset_id}: {self.falling_usd} to {self.rising_usd}"


class ExitGroup(models.Model):
    """The stop and the targets of one position: what uses it up cancels the rest."""

    portfolio = models.ForeignKey(
        "portfolios.Portfolio", on_delete=models.CASCADE, related_name="exit_groups"
    )
    asset = models.ForeignKey("markets.Asset", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    quantity = SumField(help_text="held when the group began: shares are of this")
    share_left = models.DecimalField(
        max_digits=5, decimal_places=4, default=1, help_text="the share not sold yet"
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["portfolio", "asset", "name"], name="exit_group_name_once"
            ),
            models.CheckConstraint(
                condition=Q(share_left__gte=0) & Q(share_left__lte=1),
                name="exit_group_share_of_one",
            ),
        ]

    def __str__(self):
        return self.name
