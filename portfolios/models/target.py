from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from portfolios.querysets import OwnedQuerySet

FRACTION = {"max_digits": 5, "decimal_places": 4}


class Target(models.Model):
    """The share of a portfolio's value that an asset should have, and how far it may stray.

    Both are fractions of the value: a share of 0.4 with a band of 0.05 is left outside of 35% to
    45%. What has no target is the rest.
    """

    portfolio = models.ForeignKey(
        "portfolios.Portfolio", on_delete=models.CASCADE, related_name="targets"
    )
    asset = models.ForeignKey("markets.Asset", on_delete=models.PROTECT, related_name="+")
    share = models.DecimalField(
        **FRACTION, validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))]
    )
    band = models.DecimalField(
        **FRACTION,
        default=Decimal("0.05"),
        validators=[MinValueValidator(Decimal("0.001")), MaxValueValidator(Decimal("0.5"))],
    )
    drifted_at = models.DateTimeField(
        null=True, editable=False, help_text="since when it is outside its band; notified then"
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-share", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["portfolio", "asset"], name="target_once_an_asset"),
            models.CheckConstraint(
                condition=Q(share__gte=0) & Q(share__lte=1), name="target_share_of_one"
            ),
            models.CheckConstraint(
                condition=Q(band__gte=Decimal("0.001")) & Q(band__lte=Decimal("0.5")),
                name="target_band_that_is_one",
            ),
        ]

    def __str__(self):
        return f"Target {self.pk}"
