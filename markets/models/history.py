"""History: open days as rows, closed ones as arrays, one view that reads both; and hours."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from markets.blocks import first_day_of
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
    """Every stored day, to read: the view `markets_candles` over `OpenCandle` and `CandleBlock`."""

    pk = models.CompositePrimaryKey("asset_id", "day")
    block = models.SmallIntegerField()
    is_folded = models.BooleanField()
    asset = models.ForeignKey(
        "markets.Asset", on_delete=models.DO_NOTHING, related_name="candles", db_constraint=False
    )

    objects = CandleQuerySet.as_manager()

    class Meta(CandleFigures.Meta):
        managed = False
        db_table = "markets_candles"


class OpenCandle(CandleFigures):
    """A day that has not been folded into its block: those of this week, as a rule."""

    pk = models.CompositePrimaryKey("asset_id", "day")
    # The unique pair serves as its index. The database does not check the key: asking for each of
    # 15,000 assets takes as long as writing their day, and assets are never deleted.
    asset = models.ForeignKey(
        "markets.Asset",
        on_delete=models.CASCADE,
        related_name="open_candles",
        db_index=False,
        db_constraint=False,
    )

    class Meta(CandleFigures.Meta):
        db_table = "markets_candle"
        constraints = [
            # It came before the composite key, and stands for it in the database.
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


class CandleBlock(models.Model):
    """One asset's closed days as arrays; element n of block b is day `b * BLOCK_DAYS + n`.

    A fifth of the space of rows. An unknown figure is NaN: arrays without nulls are read without
    an object a value. Closes are exact, since books are valued at them; the other figures have
    seven digits. `figures` has a row each for high, low, volume and market cap, as long as `close`,
    or none. `open` ends at the last open that must be stored: a day whose high is known and whose
    open is not stored opens at the close of the day before, as a market does that never closes.
    """

    pk = models.CompositePrimaryKey("asset_id", "block")
    asset = models.ForeignKey(
        "markets.Asset", on_delete=models.CASCADE, related_name="candle_blocks", db_index=False
    )
    block = models.SmallIntegerField()
    source = models.CharField(max_length=20)
    recorded = ArrayField(
        models.SmallIntegerField(), help_text="elements known from our own quotes alone, from 1"
    )
    open = ArrayField(SingleFloatField())
    close = ArrayField(models.FloatField())
    figures = ArrayField(ArrayField(SingleFloatField()))

    class Meta:
        ordering = ["asset", "block"]

    def __str__(self):
        return f"{self.asset_id} {first_day_of(self.block)}"


class CandleCorrection(models.Model):
    """A close that a provider gave of a day whose close had been stored otherwise.

    A close that was recorded from quotes gives way to the provider's; the provider's own first
    word stays, since books and analyses stand on it, until staff have the new one stored.
    """

    asset = models.ForeignKey(
        "markets.Asset", on_delete=models.CASCADE, related_name="candle_corrections"
    )
    day = models.DateField()
    old_close = models.FloatField(help_text="US dollars")
    new_close = models.FloatField(help_text="US dollars")
    is_applied = models.BooleanField(help_text="the new one is stored by now")
    source = models.CharField(max_length=20, help_text="of the new one")
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["-seen_at", "asset", "-day"]
        constraints = [
            models.UniqueConstraint(
                fields=["asset", "day", "source", "new_close"], name="candle_correction_once"
            )
        ]

    def __str__(self):
        return f"{self.asset_id} {self.day}: {self.old_close} → {self.new_close} USD"


class HourCandles(models.Model):
    """One asset's hours of a UTC day, in US dollars, as arrays of 24; an unknown figure is NaN.

    Kept for 90 days of the assets that a chart is likely to be asked for. An hour opens at the
    close of the hour before. Volumes are not here: vendors give those of the last 24 hours.
    """

    pk = models.CompositePrimaryKey("asset_id", "day")
    asset = models.ForeignKey(
        "markets.Asset", on_delete=models.CASCADE, related_name="hour_candles", db_index=False
    )
    day = models.DateField()
    high = ArrayField(SingleFloatField(), size=24)
    low = ArrayField(SingleFloatField(), size=24)
    close = ArrayField(SingleFloatField(), size=24)

    class Meta:
        ordering = ["asset", "day"]

    def __str__(self):
        return f"{self.asset_id} {self.day}"
