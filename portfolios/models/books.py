"""The books: caches of what the ledger says, rebuilt from it by `manage.py rebuild`."""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models

from portfolios.accounting.core.types import INCOME_TYPES, ProblemCode
from portfolios.models.fields import SentenceField, SumField
from portfolios.models.portfolio import choices_of
from portfolios.querysets import OwnedQuerySet, ProblemQuerySet


class BookRow(models.Model):
    """What every cached row of the books has: the portfolio, and who may see it.

    The database does not check the keys of book rows: they come from the ledger's rows, whose
    keys it has checked, and looking up every one again took a third of a long rebuild.
    """

    portfolio = models.ForeignKey(
        "portfolios.Portfolio",
        on_delete=models.CASCADE,
        related_name="%(class)ss",
        db_constraint=False,
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        abstract = True


def book_key(target: str, **options) -> models.ForeignKey:
    """A key that no page looks rows up by: its index would only slow the writing of the books."""
    return models.ForeignKey(
        target, db_index=False, db_constraint=False, related_name="+", **options
    )


class Position(BookRow):
    """What is held of one asset in one account; money is in the portfolio's currency.

    `account` is null where lots are per portfolio, and for tracked money.
    """

    account = models.ForeignKey("portfolios.Account", on_delete=models.CASCADE, null=True)
    asset = models.ForeignKey("markets.Asset", on_delete=models.PROTECT, related_name="+")
    quantity = SumField(help_text="negative: owed")
    cost = SumField(help_text="of the open lots")
    realised = SumField()
    income = SumField()
    fees = SumField(help_text="those not in cost")
    carried = SumField(
        default=0, help_text="profit that went with carried gifts, less what came with them"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["portfolio", "account", "asset"],
                name="position_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self):
        return f"{self.quantity:f} of {self.asset_id}"


class Balance(BookRow):
    """How much of an asset lies in an account, under any scope of the lots."""

    account = models.ForeignKey("portfolios.Account", on_delete=models.CASCADE)
    asset = models.ForeignKey("markets.Asset", on_delete=models.PROTECT, related_name="+")
    quantity = SumField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "asset"], name="balance_once")]

    def __str__(self):
        return f"{self.quantity:f} of {self.asset_id}"


class Lot(BookRow):
    """A quantity acquired at once, and what remains of it."""

    account = book_key("portfolios.Account", on_delete=models.CASCADE, null=True)
    asset = book_key("markets.Asset", on_delete=models.PROTECT)
    transaction_id = models.BigIntegerField(null=True, help_text="the row that acquired it")
    acquired_at = models.DateTimeField()
    quantity = SumField()
    remaining = SumField()
    cost = SumField(help_text="of what remains")
    closed_at = models.DateTimeField(null=True, help_text="when its last unit went")

    class Meta:
        ordering = ["asset", "acquired_at", "pk"]
        indexes = [
            models.Index(
                fields=["portfolio", "asset", "acquired_at", "id"],
                condition=models.Q(remaining__gt=0),
                name="lot_open_listing",
            )
        ]

    def __str__(self):
        return f"{self.remaining:f} of {self.asset_id} since {self.acquired_at:%Y-%m-%d}"


class Disposal(BookRow):
    """A part of a lot that was given away, and the gain it brought."""

    account = book_key("portfolios.Account", on_delete=models.CASCADE, null=True)
    asset = book_key("markets.Asset", on_delete=models.PROTECT)
    type = models.CharField(max_length=20)
    transaction_id = models.BigIntegerField()
    acquired_by = models.BigIntegerField(null=True)
    acquired_at = models.DateTimeField(null=True)
    disposed_at = models.DateTimeField()
    quantity = SumField()
    cost = SumField()
    proceeds = SumField()
    gain = SumField()
    term = models.CharField(max_length=5)

    class Meta:
        ordering = ["disposed_at", "pk"]
        indexes = [models.Index(fields=["portfolio", "disposed_at", "id"], name="disposal_listing")]

    def __str__(self):
        return f"{self.quantity:f} of {self.asset_id} on {self.disposed_at:%Y-%m-%d}"


class Income(BookRow):
    """A reward at its market value on the day it came, in the portfolio's currency."""

    account = book_key("portfolios.Account", on_delete=models.CASCADE)
    asset = book_key("markets.Asset", on_delete=models.PROTECT)
    type = models.CharField(max_length=20, choices=choices_of(sorted(INCOME_TYPES)))
    transaction_id = models.BigIntegerField()
    at = models.DateTimeField()
    day = models.DateField(help_text="in the portfolio's time zone")
    quantity = SumField()
    value = SumField()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["portfolio", "at", "id"], name="income_listing")]

    def __str__(self):
        return f"{self.quantity:f} of {self.asset_id} on {self.day}"


class Fee(BookRow):
    """A fee at its market value; `in_cost` where a cost or proceeds already hold it."""

    account = book_key("portfolios.Account", on_delete=models.CASCADE)
    asset = book_key("markets.Asset", on_delete=models.PROTECT)
    transaction_id = models.BigIntegerField()
    at = models.DateTimeField()
    day = models.DateField(help_text="in the portfolio's time zone")
    quantity = SumField()
    value = SumField()
    in_cost = models.BooleanField()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["portfolio", "at", "id"], name="fee_listing")]

    def __str__(self):
        return f"{self.quantity:f} of {self.asset_id} on {self.day}"


class GiftPart(BookRow):
    """What other books may need of a carried gift: of one given, each part of a lot that went.

    Of one received only that it is there, with no cost.
    """

    asset = book_key("markets.Asset", on_delete=models.PROTECT)
    transaction_id = models.BigIntegerField(db_index=True)
    acquired_at = models.DateTimeField()
    quantity = SumField()
    cost = SumField(null=True)

    class Meta:
        ordering = ["transaction_id", "acquired_at", "pk"]

    def __str__(self):
        return f"{self.quantity:f} of {self.asset_id} since {self.acquired_at:%Y-%m-%d}"


class DailyValue(BookRow):
    """A portfolio's value at the end of a day of its time zone, and that day's flows."""

    day = models.DateField()
    value = SumField()
    inflow = SumField()
    outflow = SumField()

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["portfolio", "day"], name="daily_value_once")
        ]

    def __str__(self):
        return f"{self.day}: {self.value:f}"


class LedgerProblem(BookRow):
    """Something that the ledger can't answer by itself, and the row that shows it."""

    code = models.CharField(max_length=30, choices=choices_of(ProblemCode))
    transaction_id = models.BigIntegerField(null=True)
    account = book_key("portfolios.Account", on_delete=models.CASCADE, null=True)
    asset = book_key("markets.Asset", on_delete=models.PROTECT, null=True)
    quantity = SumField(null=True, help_text="units that are missing, or lack a value")
    holder_ids = ArrayField(
        models.BigIntegerField(), default=list,
        help_text="accounts that held what the account lacked, the largest first",
    )  # fmt: skip
    holder_units = ArrayField(SumField(), default=list, help_text="what each of them held")
    message = SentenceField()

    objects = ProblemQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.message

    @property
    def holders(self) -> dict[int, Decimal]:
        """What each account held of what this one lacked, the largest first."""
        return dict(zip(self.holder_ids, self.holder_units, strict=True))


class AllocationSnapshot(BookRow):
    """How a portfolio was spread at the end of a day; fractions of its value."""

    day = models.DateField()
    value = models.FloatField(help_text="in the portfolio's currency")
    by_asset = models.JSONField(default=dict, help_text="asset id → fraction")
    by_kind = models.JSONField(default=dict)
    by_tier = models.JSONField(default=dict)

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["portfolio", "day"], name="allocation_snapshot_once")
        ]

    def __str__(self):
        return f"{self.day}: {self.value}"
