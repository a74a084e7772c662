"""The ledger as a table: each row with its value and unit price, sorted by any column."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, F, FloatField, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, Lower, NullIf

from markets.models import USD, Asset
from markets.numbers import CONTEXT
from portfolios.accounting.core.types import INCOME_TYPES
from portfolios.models import Income, Portfolio, Transaction
from portfolios.models.fields import SumField
from portfolios.selectors.ledger.view import NEWEST_FIRST
from portfolios.selectors.table_views import read_sort

# What each column is sorted by.
ORDERS = {
    "date": "executed_at", "type": "type", "sent": "sent_quantity", "received": "received_quantity",
    "price": "sorted_price", "value": "sorted_value", "fee": "fee_quantity",
    "account": Lower("account__name"), "note": NullIf(Lower("note"), Value("")),
    "label": NullIf(Lower("label"), Value("")), "file": Lower("file_name"),
    "id": "external_id",
}  # fmt: skip

# What the books valued a reward at; with 0 they say that they know no price.
_BOOKED = Income.objects.filter(
    portfolio=OuterRef("portfolio"), at=OuterRef("executed_at"), transaction_id=OuterRef("pk"),
    value__gt=0,
)  # fmt: skip
_IS_REWARD = {"type__in": sorted(INCOME_TYPES)}
# Money is what a row says it was worth: its fiat leg, or its net worth, or a reward's in the books.
_WORTH = {
    "amount": Case(
        When(sent_asset__kind="fiat", then=F("sent_quantity")),
        When(received_asset__kind="fiat", then=F("received_quantity")),
        When(net_worth_asset__isnull=False, then=F("net_worth_amount")),
        When(**_IS_REWARD, then=Subquery(_BOOKED.values("value")[:1])),
        output_field=SumField(),
    ),
    "currency": Case(
        When(sent_asset__kind="fiat", then=F("sent_asset_id")),
        When(received_asset__kind="fiat", then=F("received_asset_id")),
        When(net_worth_asset__isnull=False, then=F("net_worth_asset_id")),
        When(**_IS_REWARD, then=F("portfolio__currency_id")),
    ),
    "units": Case(
        When(sent_asset__kind="fiat", then=F("received_quantity")),
        When(received_asset__kind="fiat", then=F("sent_quantity")),
        default=Coalesce(F("received_quantity"), F("sent_quantity")),
    ),
}


@dataclass(frozen=True, slots=True)
class RowWorth:
    """What a row was worth in money, and each unit of its coin.

    `is_booked`: the row does not say it, the books valued it at the market.
    """

    amount: Decimal
    currency: Asset
    unit_price: Decimal | None
    is_booked: bool = False


@dataclass(frozen=True, slots=True)
class Totals:
    """What rows move of one asset."""

    sent: Decimal
    received: Decimal
    fee: Decimal


def with_worth(
    rows: Sequence[Transaction], *, portfolio: Portfolio
) -> list[tuple[Transaction, RowWorth | None]]:
    """Each row with its worth, as `sorted_rows` sorts it; None where nobody knows. One query."""
    booked = dict(
        portfolio.incomes.filter(
            at__in={row.executed_at for row in rows}, transaction_id__in=[row.pk for row in rows],
            value__gt=0,
        ).values_list("transaction_id", "value")
    )  # fmt: skip
    return [(row, _worth_of(row, portfolio, booked.get(row.pk))) for row in rows]


def _worth_of(row: Transaction, portfolio: Portfolio, booked: Decimal | None) -> RowWorth | None:
    amount, currency, units = _stated(row)
    is_booked = currency is None and booked is not None
    if is_booked:
        amount, currency = booked, portfolio.currency
    if amount is None or currency is None:
        return None
    unit_price = CONTEXT.divide(amount, units) if units else None
    return RowWorth(amount, currency, unit_price, is_booked)


def _stated(row: Transaction) -> tuple[Decimal | None, Asset | None, Decimal | None]:
    if row.sent_asset and row.sent_asset.is_fiat:
        return row.sent_quantity, row.sent_asset, row.received_quantity
    if row.received_asset and row.received_asset.is_fiat:
        return row.received_quantity, row.received_asset, row.sent_quantity
    units = row.received_quantity if row.received_quantity is not None else row.sent_quantity
    return row.net_worth_amount, row.net_worth_asset, units


def sorted_rows(rows: QuerySet, sort: str) -> QuerySet:
    """Rows by a column of ORDERS, `-name` falling; rows without its figure come last.

    Money in several currencies is compared at their latest rates; what has none comes last, too.
    """
    sort = read_sort(sort, among=ORDERS, at_first=NEWEST_FIRST)
    name = sort.removeprefix("-")
    key = ORDERS[name]
    if name in ("price", "value"):
        rows = rows.annotate(**_compared())
    expression = F(key) if isinstance(key, str) else key
    is_falling = sort.startswith("-")
    order = expression.desc if is_falling else expression.asc
    tie = "-pk" if is_falling else "pk"
    by_date = ("-executed_at", tie) if is_falling else ("executed_at", tie)
    return rows.order_by(order(nulls_last=True), *by_date)


def _compared() -> dict:
    priced = Case(When(slug=USD, then=1.0), default=F("quote__price"), output_field=FloatField())
    rate = Asset.objects.filter(pk=OuterRef("currency")).order_by().values(rate=priced)
    value = Cast("amount", FloatField()) * Subquery(rate)
    return {
        **_WORTH,
        "sorted_value": value,
        "sorted_price": Case(
            When(units__gt=0, then=F("sorted_value") / Cast("units", FloatField())),
            output_field=FloatField(),
        ),
    }


def totals_of(rows: QuerySet, *, asset: Asset) -> Totals:
    """What rows move of an asset; one query."""
    sums = rows.order_by().aggregate(
        **{
            leg: Sum(Case(When(**{f"{leg}_asset": asset}, then=F(f"{leg}_quantity"))))
            for leg in ("sent", "received", "fee")
        }
    )
    return Totals(**{leg: total or Decimal(0) for leg, total in sums.items()})
