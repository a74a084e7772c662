"""What a holder has that no provider knows, what they say it is worth, and merges of assets."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from markets.models import AssetEvent
from portfolios.models.fields import ExactField
from portfolios.querysets import OwnedQuerySet, OwnPriceQuerySet


class OwnAsset(models.Model):
    """Makes an asset of the kind "own" a portfolio's: only who sees the portfolio sees it."""

    portfolio = models.ForeignKey(
        "portfolios.Portfolio", on_delete=models.CASCADE, related_name="own_assets"
    )
    asset = models.OneToOneField("markets.Asset", on_delete=models.PROTECT, related_name="own")
    note = models.CharField(max_length=500, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["asset__name", "pk"]

    def __str__(self):
        return f"Own asset {self.pk}"


class OwnPrice(models.Model):
    """What a unit of an own asset was worth from a day (UTC) on, until the next such day."""

    class Source(models.TextChoices):
        TYPED = "typed", _("entered by hand")
        IMPORTED = "imported", _("imported from a file")
        TRADE = "trade", _("carried from the last trade")

    own_asset = models.ForeignKey(OwnAsset, on_delete=models.CASCADE, related_name="prices")
    day = models.DateField()
    price = ExactField(help_text="of one unit, in the currency")
    currency = models.ForeignKey("markets.Asset", on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=8, choices=Source, default=Source.TYPED)

    objects = OwnPriceQuerySet.as_manager()

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["own_asset", "day"], name="own_price_once_a_day"),
            models.CheckConstraint(condition=Q(price__gt=0), name="own_price_positive"),
        ]

    def __str__(self):
        return f"{self.day}"


class AssetMerge(AssetEvent):
    """The merges among the events of assets, for the page where staff merge two."""

    class Meta:
        proxy = True
        app_label = "portfolios"
        verbose_name = "merge of assets"
        verbose_name_plural = "merges of assets"
