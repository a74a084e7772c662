"""Lists of assets that a person follows, held or not."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from portfolios.models.fields import ExactField
from portfolios.querysets import PersonalQuerySet, WatchedAssetQuerySet

LONGEST_TAG, MOST_TAGS = 40, 10


class Watchlist(models.Model):
    """A person's own list, which nobody else sees; `place` counts from 0, the first."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="watchlists"
    )
    name = models.CharField(max_length=60)
    note = models.CharField(max_length=500, blank=True)
    place = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PersonalQuerySet.as_manager()

    class Meta:
        ordering = ["place", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="watchlist_name_once")]

    def __str__(self):
        return self.name


class WatchedAsset(models.Model):
    """An asset on a list; `target` is a price in US dollars that its holder waits for."""

    watchlist = models.ForeignKey(Watchlist, on_delete=models.CASCADE, related_name="items")
    asset = models.ForeignKey("markets.Asset", on_delete=models.CASCADE, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    tags = ArrayField(models.CharField(max_length=LONGEST_TAG), default=list, blank=True)
    target = ExactField(null=True, blank=True)
    place = models.PositiveIntegerField(default=0)
    added_at = models.DateTimeField(auto_now_add=True)

    objects = WatchedAssetQuerySet.as_manager()

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["watchlist", "asset"], name="watched_once_a_list"),
            models.CheckConstraint(
                condition=Q(target__isnull=True) | Q(target__gt=0), name="watched_target_positive"
            ),
        ]

    def __str__(self):
        return f"Watched asset {self.pk}"
