"""What was computed of a market's day, as it was known then: written once, never changed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy

from markets.models.history import SingleFloatField


class AnalysisRun(models.Model):
    """The computation of one day, or of a stretch of past days.

    A day is `live` if all was computed before the next day closed, with what was known then. All
    else is `back_computed`; the two are never mixed in a record. Version 1 is a day as it was first
    known; a correction is a further version beside it.
    """

    class Origin(models.TextChoices):
        LIVE = "live", gettext_lazy("Live")
        BACK_COMPUTED = "back_computed", gettext_lazy("Back-computed")

    origin = models.CharField(max_length=14, choices=Origin)
    method = models.PositiveSmallIntegerField(help_text="of markets/analytics/methods.py")
    version = models.PositiveSmallIntegerField(default=1)
    first_day = models.DateField()
    last_day = models.DateField()
    points = ArrayField(
        models.CharField(max_length=30), help_text="data points in the order of stored arrays"
    )
    parts = ArrayField(
        models.CharField(max_length=30), help_text="families of grades in the order of arrays"
    )
    seen_at = models.DateTimeField(help_text="no input was known later")
    finished_at = models.DateTimeField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0, help_text="days that are stored")
    total = models.PositiveIntegerField(help_text="days to store")
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-last_day", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["method", "version", "first_day", "last_day"], name="analysis_run_once"
            ),
            models.CheckConstraint(
                condition=models.Q(first_day__lte=models.F("last_day")), name="analysis_run_span"
            ),
        ]

    def __str__(self):
        return f"{self.get_origin_display()} {self.first_day} to {self.last_day}"


class DayOfRun(models.Model):
    """What a run stored of a day."""

    run = models.ForeignKey("markets.AnalysisRun", on_delete=models.CASCADE, related_name="+")
    day = models.DateField()

    class Meta:
        abstract = True


class MarketDay(DayOfRun):
    """The whole market of a day: figures by id, null where unknown. Every analysed day has one."""

    figures = models.JSONField()
    assets = models.PositiveIntegerField(help_text="assets with a close")
    ranked = models.PositiveIntegerField(help_text="coins in the universe of the day")

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["run", "day"], name="market_day_once")]
        indexes = [models.Index(fields=["day"], name="market_day_by_day")]

    def __str__(self):
        return str(self.day)


class CategoryDay(DayOfRun):
    """A category against the market. Returns are logarithmic, over 14, 30 and 90 days."""

    category = models.ForeignKey(
        "markets.Category", on_delete=models.CASCADE, related_name="days", db_index=False
    )
    coins = models.PositiveIntegerField(help_text="ranked coins in it")
    ahead_14 = models.FloatField(null=True, help_text="log return above the market's")
    ahead_30 = models.FloatField(null=True)
    ahead_90 = models.FloatField(null=True)
    volume_share = models.FloatField(null=True, help_text="fraction of all ranked coins' volume")
    volume_trend = models.FloatField(null=True, help_text="7- over 90-day mean of that share")
    breadth = models.FloatField(null=True, help_text="per cent above their 50-day average")
    momentum = models.FloatField(null=True, help_text="0 to 100")
    turned = models.BooleanField(help_text="a turn was detected on this day")

    class Meta:
        ordering = ["day", "category"]
        constraints = [
            models.UniqueConstraint(fields=["run", "day", "category"], name="category_day_once")
        ]
        indexes = [models.Index(fields=["category", "day"], name="category_day_history")]

    def __str__(self):
        return f"{self.category_id} {self.day}"


class AssetDay(DayOfRun):
    """What a run stored of an asset's day."""

    pk = models.CompositePrimaryKey("asset_id", "day", "run_id")
    # The keys serve as indices: each further one would slow millions of inserts.
    run = models.ForeignKey(
        "markets.AnalysisRun", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    asset = models.ForeignKey(
        "markets.Asset", on_delete=models.CASCADE, related_name="+", db_index=False
    )

    class Meta:
        abstract = True
        ordering = ["asset", "day"]

    def __str__(self):
        return f"{self.asset_id} {self.day}"


class Assessment(AssetDay):
    """Grades, signal and forecast of an asset's day.

    `parts` are scores of families in the order of the run; `quantiles` seven log returns for each
    horizon of 1, 7 and 30 days, or none. NaN is unknown within an array.
    """

    kind = models.CharField(max_length=10)
    trader = models.FloatField(null=True, help_text="0 to 100")
    trader_coverage = models.FloatField(help_text="per cent of the weights that were available")
    investor = models.FloatField(null=True, help_text="0 to 100")
    investor_coverage = models.FloatField()
    parts = ArrayField(SingleFloatField())
    signal = models.SmallIntegerField(null=True, help_text="1, 0 or −1")
    trend = models.SmallIntegerField(null=True, help_text="the last signal that was not 0")
    quantiles = ArrayField(SingleFloatField())

    class Meta(AssetDay.Meta):
        indexes = [models.Index(fields=["run", "day"], name="assessment_of_day")]


class AssetPoints(AssetDay):
    """All data points of an asset's day, in the order of the run; NaN is unknown.

    `missing` has places in `markets.analytics.points.registry.MISSING`. Kept for
    `settings.ANALYTICS_POINT_DAYS`.
    """

    values = ArrayField(models.FloatField())
    ranks = ArrayField(SingleFloatField())
    missing = ArrayField(models.SmallIntegerField())

    class Meta(AssetDay.Meta):
        verbose_name_plural = "asset points"
        indexes = [models.Index(fields=["run", "day"], name="asset_points_of_day")]


class TrackRecord(models.Model):
    """How grades, signals, forecasts or turns of one origin and method did; recomputed each day."""

    origin = models.CharField(max_length=14, choices=AnalysisRun.Origin)
    method = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=30)
    first_day = models.DateField()
    last_day = models.DateField()
    n = models.PositiveIntegerField(help_text="observations in it")
    is_significant = models.BooleanField(help_text="whether an interval excludes no effect")
    document = models.JSONField()
    computed_at = models.DateTimeField()

    class Meta:
        ordering = ["subject", "origin", "-method"]
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "method", "subject"], name="track_record_once"
            )
        ]

    def __str__(self):
        return f"{self.subject} ({self.get_origin_display()})"
