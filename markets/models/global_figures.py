from django.db import models


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
