from django.db import models


class Candle(models.Model):
    """One asset's day (UTC), in US dollars. A fiat currency's day has its ECB rate as close."""

    # The unique pair serves as its index; another would slow each of a million inserts.
    asset = models.ForeignKey(
        "markets.Asset", on_delete=models.CASCADE, related_name="candles", db_index=False
    )
    day = models.DateField()
    open = models.FloatField(null=True)
    high = models.FloatField(null=True)
    low = models.FloatField(null=True)
    close = models.FloatField()
    volume = models.FloatField(null=True)
    source = models.CharField(max_length=20)

    class Meta:
        ordering = ["asset", "day"]
        constraints = [
            models.UniqueConstraint(fields=["asset", "day"], name="candle_one_a_day"),
            models.CheckConstraint(
                condition=models.Q(close__gt=0) & models.Q(close__lt=float("inf")),
                name="candle_close_positive",
            ),
        ]

    def __str__(self):
        return f"{self.asset_id} {self.day}: {self.close} USD"


class GlobalFigures(models.Model):
    """The whole market at an instant, in US dollars."""

    at = models.DateTimeField(unique=True)
    market_cap = models.FloatField()
    volume_24h = models.FloatField(null=True)
    btc_dominance = models.FloatField(null=True, help_text="fraction of the market's value")
    source = models.CharField(max_length=20)

    class Meta:
        ordering = ["-at"]
        verbose_name_plural = "global figures"

    def __str__(self):
        return f"{self.at}: {self.market_cap} USD"
