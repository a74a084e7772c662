"""Headlines of the feeds that the operator named, and how many there were of an asset each day."""

from django.db import models


class NewsItem(models.Model):
    """A headline that names an asset; deleted 90 days after it was published."""

    title = models.CharField(max_length=300)
    link = models.CharField(max_length=1000, unique=True)
    source = models.CharField(max_length=253, help_text="the host of the feed")
    key = models.CharField(max_length=64, help_text="SHA-256 of its guid, else of its link")
    published_at = models.DateTimeField(db_index=True)
    seen_at = models.DateTimeField(db_index=True)
    assets = models.ManyToManyField("markets.Asset", related_name="news")

    class Meta:
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="news_item_once_a_source")
        ]

    def __str__(self):
        return self.title


class NewsDay(models.Model):
    """How many headlines of a day (UTC) named an asset; it stays when they are deleted."""

    asset = models.ForeignKey(
        "markets.Asset", on_delete=models.CASCADE, related_name="news_days", db_index=False
    )
    day = models.DateField()
    items = models.PositiveIntegerField()

    class Meta:
        ordering = ["asset", "-day"]
        constraints = [models.UniqueConstraint(fields=["asset", "day"], name="news_day_once")]

    def __str__(self):
        return f"{self.asset_id} {self.day}: {self.items}"
