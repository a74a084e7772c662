from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Lower, Upper
from django.utils.translation import gettext_lazy as _

from markets.querysets import AssetQuerySet

# The slug of the dollar, in which quotes are: it has no quote of its own.
USD = "usd"


class Category(models.Model):
    """A narrative that assets are grouped by: AI, DeFi, Layer 2, RWA …"""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "categories"

    def __str__(self):
        return self.name


class Asset(models.Model):
    """Anything a leg of a transaction can hold: a coin, a token, a fiat currency."""

    class Kind(models.TextChoices):
        COIN = "coin", _("Coin")
        STABLECOIN = "stablecoin", _("Stablecoin")
        FIAT = "fiat", _("Fiat currency")
        RWA = "rwa", _("Tokenised real-world asset")
        WRAPPED = "wrapped", _("Wrapped coin")
        # Made by its holder, priced by its holder, and nobody else's to see.
        OWN = "own", _("Own asset")

    # What is kept for what it buys rather than for what it earns.
    MONEY_KINDS = frozenset({Kind.FIAT, Kind.STABLECOIN})

    # The provider's own id ("bitcoin"); a fiat currency's is its lower-case ISO code ("eur").
    slug = models.SlugField(max_length=120, unique=True)
    # Not unique: several assets share a symbol, so a symbol alone never decides.
    symbol = models.CharField(max_length=40)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.COIN)
    kind_is_fixed = models.BooleanField(
        "kind is corrected",
        default=False,
        db_default=False,
        help_text="No list of a provider changes it.",
    )
    categories = models.ManyToManyField(Category, related_name="assets", blank=True)
    categories_are_fixed = models.BooleanField(
        "categories are corrected",
        default=False,
        db_default=False,
        help_text="No list of a provider changes them.",
    )
    rank = models.PositiveIntegerField(null=True, blank=True)
    circulating_supply = models.FloatField(null=True, blank=True)
    total_supply = models.FloatField(null=True, blank=True)
    max_supply = models.FloatField(null=True, blank=True)
    launched_on = models.DateField(null=True, blank=True)
    # False once the provider in use does not know the asset (any more): it keeps its ledger rows.
    is_active = models.BooleanField(default=True)
    ended_on = models.DateField(null=True, blank=True)
    # Only if the operator says so; else an ended asset keeps its last price.
    is_worthless = models.BooleanField(
        "worth nothing since it ended", default=False, db_default=False
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )
    updated_at = models.DateTimeField(auto_now=True)

    objects = AssetQuerySet.as_manager()

    class Meta:
        ordering = [models.F("rank").asc(nulls_last=True), "slug"]
        indexes = [
            models.Index(Upper("symbol"), name="asset_symbol"),
            models.Index(Lower("name"), name="asset_name"),
            # What is typed into a search: a beginning, or from three letters on any part of a name.
            models.Index(OpClass(Upper("name"), name="text_pattern_ops"), name="asset_name_start"),
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="asset_name_parts"),
            models.Index(
                OpClass(Upper("symbol"), name="text_pattern_ops"), name="asset_symbol_start"
            ),
            models.Index(OpClass(Upper("slug"), name="text_pattern_ops"), name="asset_slug_start"),
            models.Index(fields=["rank"], name="asset_rank"),
        ]

    def __str__(self):
        return f"{self.name} ({self.symbol})"

    @property
    def is_fiat(self) -> bool:
        return self.kind == self.Kind.FIAT

    @property
    def is_own(self) -> bool:
        return self.kind == self.Kind.OWN
