"""Writes computed books into their tables: what is stale goes out, the new comes in by COPY."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from operator import attrgetter

from markets.numbers import ZERO, quantised
from markets.postgres.copy import copy_into_model
from portfolios.accounting.core.records import Books
from portfolios.accounting.prices.valuation import DailyValue as DailyValueRecord
from portfolios.accounting.returns.slices import HoldingSeries as HoldingSeriesRecord
from portfolios.models import (
    Balance,
    DailyValue,
    Disposal,
    Fee,
    GiftPart,
    HoldingSeries,
    Income,
    InstantOrder,
    LedgerProblem,
    Lot,
    Portfolio,
    Position,
)
from portfolios.services.books.parts import BookPart, Reach

# Column of the table → field of the accounting's record.
POSITION = dict.fromkeys(
    ("account_id", "asset_id", "quantity", "cost", "realised", "income", "fees", "carried")
)
BALANCE = {"account_id": "account", "asset_id": "asset", "quantity": "quantity"}
LOT = BALANCE | {
    "transaction_id": "transaction",
    "acquired_at": "acquired_at",
    "remaining": "remaining",
    "cost": "cost",
    "closed_at": "closed_at",
}
DISPOSAL = BALANCE | {
    "transaction_id": "transaction",
    **{
        name: name
        for name in (
            "type", "acquired_by", "acquired_at", "disposed_at", "cost", "proceeds", "gain", "term",
        )
    },
}  # fmt: skip
INCOME = BALANCE | {
    "transaction_id": "transaction",
    **{name: name for name in ("type", "at", "day", "value")},
}
FEE = BALANCE | {
    "transaction_id": "transaction",
    **{name: name for name in ("at", "day", "value", "in_cost")},
}
DAILY_VALUE = {name: name for name in ("day", "value", "inflow", "outflow")}
SERIES = {
    "account_id": "account",
    "asset_id": "asset",
    **{name: name for name in ("days", "units", "capital", "moved")},
}
PROBLEM = BALANCE | {
    "code": "code",
    "transaction_id": "transaction",
    "message": "stored_message",
    "holder_ids": "holder_accounts",
    "holder_units": "holder_units",
}
GIFT_PART = {
    "transaction_id": "transaction",
    "asset_id": "asset",
    **{name: name for name in ("acquired_at", "quantity", "cost")},
}


def write_books(
    portfolio: Portfolio,
    books: Books,
    *,
    days: Iterable[DailyValueRecord],
    series: Iterable[HoldingSeriesRecord],
    part: BookPart | None = None,
) -> None:
    """Put the books, or the part that changed, in place of the old ones.

    The caller's transaction makes it one swap.
    """
    for model, columns, stale, rows in _tables(books, days, series, part):
        model.objects.filter(stale, portfolio=portfolio.pk).delete()
        copy_into_model(model, rows, columns=columns, shared={"portfolio_id": portfolio.pk})


def _tables(books: Books, days, series, part: BookPart | None) -> Iterator[tuple]:
    """(model, columns, which old rows go, new rows) of every table of the books."""
    reach = Reach(part)
    yield Position, tuple(POSITION), reach.assets, filter(reach.at(1), positions(books))
    for model, columns, stale, records in (
        (Balance, BALANCE, reach.assets, filter(reach.of_asset, books.balances)),
        (Lot, LOT, reach.lots, filter(reach.of_lot, books.lots)),
        (
            Disposal, DISPOSAL, reach.disposals,
            map(_with_term, filter(reach.of_disposal, books.disposals)),
        ),
        (Income, INCOME, reach.transactions, filter(reach.of_transaction, books.income)),
        (Fee, FEE, reach.transactions, filter(reach.of_transaction, books.fees)),
        (GiftPart, GIFT_PART, reach.assets, filter(reach.of_asset, books.gifts)),
        (DailyValue, DAILY_VALUE, reach.days, days),
        (LedgerProblem, PROBLEM, reach.assets, filter(reach.of_asset, books.problems)),
        (HoldingSeries, SERIES, reach.assets, filter(reach.of_asset, series)),
    ):  # fmt: skip
        yield model, tuple(columns), stale, _columns_of(columns, records)
    orders = filter(reach.of_instant, books.orders.items())
    yield InstantOrder, ("executed_at", "transactions"), reach.instants, orders


def _columns_of(columns: dict[str, str], records: Iterable) -> Iterable[tuple]:
    """The records as rows of a table, whose columns map to the records' fields."""
    fetch = attrgetter(*columns.values())
    return map(fetch, records)


def _with_term(disposal):
    """Money, and what nobody knows the age of, has no term; the column has no nulls."""
    return disposal if disposal.term else disposal._replace(term="")


def positions(books: Books) -> list[tuple]:
    """Columns of each position: what is open, what is owed, and what is only left as a gain."""
    sums = _position_sums(books)
    ordered = sorted(sums.items(), key=lambda item: (item[0][1], item[0][0] or 0))
    return [(account, asset, *map(quantised, figures)) for (account, asset), figures in ordered]


def _position_sums(books: Books) -> dict[tuple, list[Decimal]]:
    sums: dict[tuple, list[Decimal]] = defaultdict(lambda: [ZERO] * 6)
    by_account = books.scope == "account"

    def add(account, asset, **figures):
        row = sums[account if by_account else None, asset]
        names = ("quantity", "cost", "realised", "income", "fees", "carried")
        for place, name in enumerate(names):
            row[place] += figures.get(name, ZERO)

    for held in books.positions:
        add(held.account, held.asset, quantity=held.quantity, cost=held.cost)
    for debt in books.debts:
        add(debt.account, debt.asset, quantity=-debt.quantity, cost=-debt.cost)
    for sold in books.disposals:
        add(sold.account, sold.asset, realised=sold.gain)
    for earned in books.income:
        add(earned.account, earned.asset, income=earned.value)
    for fee in books.fees:
        if not fee.in_cost:
            add(fee.account, fee.asset, fees=fee.value)
    for (account, asset), value in books.carried.items():
        add(account, asset, carried=value)
    for asset, units in books.cash.items():
        row = sums[None, asset]
        row[0] += units
        row[1] += books.cash_cost[asset]
    return sums
