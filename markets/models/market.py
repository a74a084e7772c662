from collections import Counter
from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy


class Market(models.Model):
    """Which market this database holds: a live provider's or the simulated one. One row."""

    class Provider(models.TextChoices):
        COINGECKO = "coingecko", "CoinGecko"
        SIMULATED = "simulated", gettext_lazy("Simulated market")

    provider = models.CharField(max_length=20, choices=Provider)
    seed = models.BigIntegerField(null=True, blank=True, help_text="of the simulated market")
    chosen_at = models.DateTimeField(auto_now_add=True)
    # A database can't hold two markets: the only row has the only key.
    singleton = models.BooleanField(default=True, editable=False, unique=True)

    class Meta:
        verbose_name_plural = "market"
        constraints = [
            models.CheckConstraint(condition=models.Q(singleton=True), name="market_one_row")
        ]

    def __str__(self):
        return self.get_provider_display()

    @property
    def is_simulated(self) -> bool:
        return self.provider == self.Provider.SIMULATED


def provider_label(source: str) -> str:
    """coingecko → CoinGecko, in the reader's language; a source that makes no market as it is."""
    return str(dict(Market.Provider.choices).get(source, source))


class RefreshRun(models.Model):
    """One run of a job that asks a provider: what it brought, and what went wrong."""

    class Kind(models.TextChoices):
        QUOTES = "quotes", "Quotes"
        CANDLES = "candles", "Daily candles"
        HISTORY = "history", "History"
        HOURS = "hours", "Hourly candles"
        ASSETS = "assets", "Assets"
        FIAT = "fiat", "Fiat rates"
        FIGURES = "figures", "Figures beyond candles"
        DETAILS = "details", "Details of assets"
        SENTIMENT = "sentiment", "Fear and greed"
        NEWS = "news", "News"

    kind = models.CharField(max_length=10, choices=Kind)
    provider = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    # Every row of the answer is counted once more: accepted, unchanged or rejected.
    rows = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=dict, blank=True, help_text="rejected rows by reason")
    new_assets = models.PositiveIntegerField(
        default=0, help_text="assets that the answer names and the list did not have"
    )
    prices_at = models.DateTimeField(
        null=True, blank=True, help_text="of quotes: the latest instant that a price is for"
    )
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-started_at", "-id"]
        indexes = [models.Index(fields=["kind", "-started_at"], name="refresh_run_latest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    rows=models.F("accepted") + models.F("unchanged") + models.F("rejected")
                ),
                name="refresh_run_adds_up",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.started_at:%Y-%m-%d %H:%M:%S}"

    def count(
        self, rows: int, *, accepted: int = 0, rejected: Mapping[str, int] | None = None
    ) -> None:
        """Add what became of so many rows; those neither accepted nor rejected are unchanged.

        `rejected` is by reason. Raises ValueError if more were accepted and rejected than came.
        """
        rejected = {reason: count for reason, count in (rejected or {}).items() if count}
        unchanged = rows - accepted - sum(rejected.values())
        if unchanged < 0:
            raise ValueError(f"{-unchanged} rows more than came were accepted or rejected")
        self.rows += rows
        self.accepted += accepted
        self.unchanged += unchanged
        self.rejected += sum(rejected.values())
        self.reasons = dict(Counter(self.reasons) + Counter(rejected))
