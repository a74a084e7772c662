"""Writes computed books into their tables: everything old out, everything new in by COPY."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Context, Decimal
from operator import attrgetter

from django.db import connection
from psycopg import sql

from portfolios.accounting.records import Books
from portfolios.models import (
    Balance,
    BasisChange,
    DailyValue,
    Disposal,
    Fee,
    Income,
    LedgerProblem,
    Lot,
    Portfolio,
    Position,
)
from portfolios.selectors.basis import stored_basis

# Column of the table → field of the accounting's record.
POSITION = dict.fromkeys(
    ("account_id", "asset_id", "quantity", "cost", "realised", "income", "fees")
)
BALANCE = {"account_id": "account", "asset_id": "asset", "quantity": "quantity"}
LOT = BALANCE | {
    "transaction_id": "transaction",
    "acquired_at": "acquired_at",
    "remaining": "remaining",
    "cost": "cost",
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
PROBLEM = BALANCE | {"code": "code", "transaction_id": "transaction", "message": "message"}

PLACES = Decimal(1).scaleb(-18)
_ROUNDING = Context(prec=60, rounding=ROUND_HALF_EVEN)
ZERO = Decimal(0)


def write_books(portfolio: Portfolio, books: Books, days: Iterable) -> None:
    """Put the books in place of the old ones. The caller's transaction makes it one swap."""
    tables = (
        (Position, POSITION, positions(books)),
        (Balance, BALANCE, _columns_of(BALANCE, books.balances)),
        (Lot, LOT, _columns_of(LOT, books.lots)),
        (Disposal, DISPOSAL, _columns_of(DISPOSAL, map(_with_term, books.disposals))),
        (Income, INCOME, _columns_of(INCOME, books.income)),
        (Fee, FEE, _columns_of(FEE, books.fees)),
        (DailyValue, DAILY_VALUE, _columns_of(DAILY_VALUE, days)),
        (LedgerProblem, PROBLEM, _columns_of(PROBLEM, books.problems)),
    )
    for model, columns, rows in tables:
        _replace(model, portfolio.pk, tuple(columns), rows)
    _complete_basis_change(portfolio)


def _complete_basis_change(portfolio: Portfolio) -> None:
    """Keep what a change of method did, once the books are made by it."""
    waiting = BasisChange.objects.filter(
        portfolio=portfolio, new_method=portfolio.method, new_scope=portfolio.scope,
        after__isnull=True,
    )  # fmt: skip
    if waiting.exists():
        waiting.update(after=stored_basis(portfolio))


def _columns_of(columns: dict[str, str], records: Iterable) -> Iterable[tuple]:
    """The records as rows of a table, whose columns map to the records' fields."""
    fetch = attrgetter(*columns.values())
    return (tuple(map(_stored, fetch(record))) for record in records)


def _with_term(disposal):
    """Money, and what nobody knows the age of, has no term; the column has no nulls."""
    return disposal if disposal.term else disposal._replace(term="")


def _stored(value):
    return kept(value) if isinstance(value, Decimal) else value


def kept(figure: Decimal) -> Decimal:
    """A figure with the places that the database keeps, half to even."""
    return figure.quantize(PLACES, context=_ROUNDING)


def positions(books: Books) -> list[tuple]:
    """Columns of each position: what is open, what is owed, and what is only left as a gain."""
    sums: dict[tuple, list[Decimal]] = defaultdict(lambda: [ZERO] * 5)
    by_account = books.scope == "account"

    def add(account, asset, **figures):
        row = sums[account if by_account else None, asset]
        for place, name in enumerate(("quantity", "cost", "realised", "income", "fees")):
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
    for asset, units in books.cash.items():
        row = sums[None, asset]
        row[0] += units
        row[1] += books.cash_cost[asset]
    ordered = sorted(sums.items(), key=lambda item: (item[0][1], item[0][0] or 0))
    return [(account, asset, *map(kept, figures)) for (account, asset), figures in ordered]


def _replace(model, portfolio_id: int, columns: tuple[str, ...], rows: Iterable[tuple]) -> None:
    """Delete the portfolio's rows of a table and COPY the new ones in."""
    model.objects.filter(portfolio=portfolio_id).delete()
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(map(sql.Identifier, ("portfolio_id", *columns))),
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row((portfolio_id, *row))
