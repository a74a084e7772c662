"""Daily history: the open months as rows, closed ones as arrays, one view that reads both."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from markets.querysets import CandleQuerySet


class CandleFigures(models.Model):
    """One asset's day (UTC), in US dollars. A fiat currency's day has its ECB rate as close."""

    day = models.DateField()
    open = models.FloatField(null=True)
    high = models.FloatField(null=True)
    low = models.FloatField(null=True)
    close = models.FloatField()
    volume = models.FloatField(null=True)
    market_cap = models.FloatField(null=True)
    source = models.CharField(max_length=20)

    class Meta:
        abstract = True
        ordering = ["asset", "day"]

    def __str__(self):
        return f"{self.asset_id} {self.day}: {self.close} USD"


class Candle(CandleFigures):
    """Every stored day, to read: the view `markets_candles` over `OpenCandle` and `CandleYear`."""

    pk = models.CompositePrimaryKey("asset_id", "day")
    year = models.SmallIntegerField()
    is_folded = models.BooleanField()
    asset = models.ForeignKey(
        "markets.Asset", on_delete=models.DO_NOTHING, related_name="candles", db_constraint=False
    )

    objects = CandleQuerySet.as_manager()

    class Meta(CandleFigures.Meta):
        managed = False
        db_table = "markets_candles"


class OpenCandle(CandleFigures):
    """A day that has not been folded into its year: those of this month, as a rule."""

    # The unique pair serves as its index; another would slow each of a million inserts.
    asset = models.ForeignKey(
        "markets.Asset", on_delete=models.CASCADE, related_name="open_candles", db_index=False
    )

    class Meta(CandleFigures.Meta):
        db_table = "markets_candle"
        constraints = [
            models.UniqueConstraint(fields=["asset", "day"], name="candle_one_a_day"),
            models.CheckConstraint(
                condition=models.Q(close__gt=0) & models.Q(close__lt=float("inf")),
                name="candle_close_positive",
            ),
        ]


class SingleFloatField(models.FloatField):
    """Four bytes, seven digits: half the space where a chart or an average is all that reads it."""

    def db_type(self, connection):
        return "real"


class CandleYear(models.Model):
    """One asset's closed days of a year as arrays; element n is day n of the year.

    A fifth of the space of rows. Closes are exact, since books are valued at them; the other
    figures have seven digits. A null close is a day without a candle. A null open beside a high is
    the close of the day before, which is where a market that never closes opens.
    """

    asset = models.ForeignKey(
        "markets.Asset", on_delete=models.CASCADE, related_name="candle_years", db_index=False
    )
    year = models.SmallIntegerField()
    source = models.CharField(max_length=20)
    recorded = ArrayField(
        models.SmallIntegerField(), help_text="days of the year known from our own quotes alone"
    )
    open = ArrayField(SingleFloatField(null=True), null=True)
    high = ArrayField(SingleFloatField(null=True), null=True)
    low = ArrayField(SingleFloatField(null=True), null=True)
    close = ArrayField(models.FloatField(null=True))
    volume = ArrayField(SingleFloatField(null=True), null=True)
    market_cap = ArrayField(SingleFloatField(null=True), null=True)

    class Meta:
        ordering = ["asset", "year"]
        constraints = [models.UniqueConstraint(fields=["asset", "year"], name="candle_year_once")]

    def __str__(self):
        return f"{self.asset_id} {self.year}"
