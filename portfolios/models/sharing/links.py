from django.db import models
from django.utils.translation import gettext_lazy as _

from portfolios.models.sharing.keys import Key


class ShareLink(Key):
    """A page of a portfolio for whoever has its address, which holds the key."""

    class Detail(models.TextChoices):
        WEIGHTS = "weights", _("Weights only")
        AMOUNTS = "amounts", _("Amounts too")

    PREFIX = "tms_"

    portfolio = models.ForeignKey(
        "portfolios.Portfolio", on_delete=models.CASCADE, related_name="share_links"
    )
    name = models.CharField(
        max_length=60, help_text="For whom it is, for example. Visitors do not see it."
    )
    detail = models.CharField("shows", max_length=7, choices=Detail, default=Detail.WEIGHTS)
    visits = models.PositiveBigIntegerField(default=0)

    def __str__(self):
        return f"{self.name} ({self.hint}…)"
