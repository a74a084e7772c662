"""What each account held of each asset, by the days on which it changed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from portfolios.models.books import BookRow, book_key
from portfolios.models.fields import SumField


class HoldingSeries(BookRow):
    """One holding by the days on which it changed; accounting/returns/slices.py has the columns.

    Arrays, because a long ledger has hundreds of thousands of such days and they are read whole.
    """

    portfolio = models.ForeignKey(
        "portfolios.Portfolio",
        on_delete=models.CASCADE,
        related_name="holding_series",
        db_constraint=False,
    )
    account = book_key("portfolios.Account", on_delete=models.CASCADE)
    asset = book_key("markets.Asset", on_delete=models.PROTECT)
    days = ArrayField(models.DateField())
    units = ArrayField(SumField())
    capital = ArrayField(SumField())
    moved = ArrayField(SumField())

    class Meta:
        verbose_name_plural = "holding series"
        constraints = [
            models.UniqueConstraint(
                fields=["portfolio", "account", "asset"], name="holding_series_once"
            )
        ]

    def __str__(self):
        return f"{self.asset_id} in {self.account_id}"
