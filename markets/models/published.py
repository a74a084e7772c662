"""What vendors publish beside our own figures: sums of categories, and yields."""

from django.db import models

from markets.analytics.yields import objections
from markets.models.market import provider_label
from markets.number_writing import style, written


class CategoryTotal(models.Model):
    """What a vendor says that a category is worth. Nothing is computed from it."""

    category = models.OneToOneField(
        "markets.Category", primary_key=True, on_delete=models.CASCADE, related_name="total"
    )
    market_cap = models.FloatField(help_text="US dollars")
    volume_24h = models.FloatField(null=True, help_text="US dollars")
    change_24h = models.FloatField(null=True, help_text="fraction, of the cap")
    source = models.CharField(max_length=20)
    seen_at = models.DateTimeField()

    def __str__(self):
        return f"{self.category_id}: {self.market_cap} USD"

    @property
    def source_name(self) -> str:
        return provider_label(self.source)


class YieldPool(models.Model):
    """A place where an asset earns a yield; each answer of the vendor replaces all of them."""

    asset = models.ForeignKey("markets.Asset", on_delete=models.CASCADE, related_name="pools")
    reference = models.CharField(max_length=120, help_text="the vendor's own")
    project = models.CharField(max_length=160)
    chain = models.CharField(max_length=160)
    symbol = models.CharField(max_length=160, help_text="what is paid in, as the vendor writes it")
    tvl = models.FloatField(help_text="US dollars")
    apy = models.FloatField(help_text="fraction a year, compounded")
    apy_reward = models.FloatField(null=True, help_text="the part that reward tokens pay")
    apy_mean_30d = models.FloatField(null=True)
    may_lose = models.BooleanField(help_text="several coins whose prices may part")
    source = models.CharField(max_length=20)
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["asset", "-tvl", "reference"]
        constraints = [
            models.UniqueConstraint(fields=["asset", "reference"], name="yield_pool_once")
        ]

    def __str__(self):
        return f"{self.project} {self.symbol}: {self.apy:.2%}"

    @property
    def objections(self) -> list[str]:
        """What speaks against it."""
        return objections(
            apy=self.apy, tvl=self.tvl, apy_reward=self.apy_reward,
            apy_mean_30d=self.apy_mean_30d, may_lose=self.may_lose, in_percent=_in_percent,
        )  # fmt: skip


def _in_percent(fraction: float) -> str:
    return written(f"{100 * fraction:.1f}") + style().per_cent
