"""Problems that people looked at and know."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from portfolios.accounting.core.types import PROBLEM_NAMES, ProblemCode
from portfolios.querysets import OwnedQuerySet

# A withdrawal that looks like one half of a transfer; offered, never stored as a problem.
SUGGESTED_TRANSFER = "suggested_transfer"
# A redenomination or migration of an asset that the ledger does not have; offered likewise.
CONVERSION = "conversion"
# Somebody said that an asset's prices are adjusted for its splits: the books follow it.
ADJUSTED_PRICES = "adjusted_prices"
_NAMES = {
    SUGGESTED_TRANSFER: _("Suggested transfer"),
    CONVERSION: _("Conversion"),
    ADJUSTED_PRICES: _("Adjusted prices"),
}
DISMISSAL_NAMES = {
    SUGGESTED_TRANSFER: gettext_noop("Suggested transfer"),
    CONVERSION: gettext_noop("Conversion"),
    ADJUSTED_PRICES: gettext_noop("Adjusted prices"),
}


class ProblemDismissal(models.Model):
    """Somebody looked at a problem and knows it: it stays dismissed when the books are remade."""

    portfolio = models.ForeignKey(
        "portfolios.Portfolio", on_delete=models.CASCADE, related_name="dismissals"
    )
    code = models.CharField(max_length=30)
    # No key: a row that is deleted and brought back is the same row.
    transaction_id = models.BigIntegerField(null=True, blank=True)
    asset = models.ForeignKey(
        "markets.Asset", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    at = models.DateTimeField(auto_now_add=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["portfolio", "code", "transaction_id", "asset"],
                name="problem_dismissed_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self):
        return f"{self.code} #{self.transaction_id}"

    @property
    def name(self) -> str:
        """What the problem is called: of some it is no code of the accounting."""
        return str(_NAMES.get(self.code) or gettext(PROBLEM_NAMES[ProblemCode(self.code)]))
