"""Writes computed books into their tables: everything old out, everything new in by COPY."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Context, Decimal

from django.db import connection
from psycopg import sql

from portfolios.accounting.records import Books
from portfolios.models import (
    Balance,
    DailyValue,
    Disposal,
    LedgerProblem,
    Lot,
    Portfolio,
    Position,
)

PLACES = Decimal(1).scaleb(-18)
_ROUNDING = Context(prec=60, rounding=ROUND_HALF_EVEN)
ZERO = Decimal(0)


def write_books(portfolio: Portfolio, books: Books, days: Iterable) -> None:
    """Put the books in place of the old ones. The caller's transaction makes it one swap."""
    pk = portfolio.pk
    _replace(
        Position,
        pk,
        ("account_id", "asset_id", "quantity", "cost", "realised", "income", "fees"),
        positions(books),
    )
    _replace(
        Balance,
        pk,
        ("account_id", "asset_id", "quantity"),
        ((row.account, row.asset, kept(row.quantity)) for row in books.balances),
    )
    _replace(
        Lot,
        pk,
        (
            "account_id",
            "asset_id",
            "transaction_id",
            "acquired_at",
            "quantity",
            "remaining",
            "cost",
        ),
        (
            (
                row.account,
                row.asset,
                row.transaction,
                row.acquired_at,
                kept(row.quantity),
                kept(row.remaining),
                kept(row.cost),
            )
            for row in books.lots
        ),
    )
    _replace(
        Disposal,
        pk,
        (
            "account_id",
            "asset_id",
            "type",
            "transaction_id",
            "acquired_by",
            "acquired_at",
            "disposed_at",
            "quantity",
            "cost",
            "proceeds",
            "gain",
            "term",
        ),
        (
            (
                row.account,
                row.asset,
                row.type,
                row.transaction,
                row.acquired_by,
                row.acquired_at,
                row.disposed_at,
                kept(row.quantity),
                kept(row.cost),
                kept(row.proceeds),
                kept(row.gain),
                row.term or "",
            )
            for row in books.disposals
        ),
    )
    _replace(
        DailyValue,
        pk,
        ("day", "value", "inflow", "outflow"),
        ((row.day, kept(row.value), kept(row.inflow), kept(row.outflow)) for row in days),
    )
    _replace(LedgerProblem, pk, ("code", "transaction_id", "message"), (
        (row.code, row.transaction, row.message) for row in books.problems
    ))  # fmt: skip


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
