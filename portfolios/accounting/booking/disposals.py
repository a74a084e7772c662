"""Closing lots: one disposal for each part of a lot that goes."""

from decimal import Decimal

from portfolios.accounting.booking.taking import take
from portfolios.accounting.core.entries import Leg
from portfolios.accounting.core.numbers import ZERO
from portfolios.accounting.core.records import Disposal, new_record
from portfolios.accounting.core.terms import term_held
from portfolios.accounting.core.types import Term, TransactionType
from portfolios.accounting.state.bookkeeper import Bookkeeper
from portfolios.accounting.state.lots import Part


def dispose(books: Bookkeeper, leg: Leg, *, proceeds: Decimal, kind: TransactionType) -> None:
    """Take coins out of the row's account and close their lots for the given proceeds."""
    if books.passes_over(leg.asset):
        return
    parts = take(books, leg, worth=proceeds)
    if len(parts) == 1:
        _close(books, parts[0], proceeds=proceeds, kind=kind)
        return
    close_parts(books, parts, quantity=leg.quantity, proceeds=proceeds, kind=kind)


def close_parts(
    books: Bookkeeper,
    parts: list[Part],
    *,
    quantity: Decimal,
    proceeds: Decimal,
    kind: TransactionType,
) -> None:
    """Record that parts of lots were closed; proceeds are shared by quantity, all of them.

    Under average cost no part has a date or a cost of its own: parts of one term are one.
    """
    if books.averages:
        parts = _merged(books, parts)
    left = proceeds
    for part in parts[:-1]:
        share = proceeds * part.quantity / quantity
        left -= share
        _close(books, part, proceeds=share, kind=kind)
    _close(books, parts[-1], proceeds=left, kind=kind)


def close_at_cost(books: Bookkeeper, parts: list[Part], *, kind: TransactionType) -> None:
    """Record that parts of lots were closed without a gain."""
    for part in _merged(books, parts) if books.averages else parts:
        _close(books, part, proceeds=part.cost, kind=kind)


def _merged(books: Bookkeeper, parts: list[Part]) -> list[Part]:
    merged: dict[Term, Part] = {}
    for part in parts:
        term = term_held(part.lot.acquired_at, books.entry.at, tz=books.tz)
        other = merged.get(term)
        if other is None:
            merged[term] = part
        else:
            quantity, cost = other.quantity + part.quantity, other.cost + part.cost
            merged[term] = Part(other.lot, quantity, cost)
    return list(merged.values())


def _close(books: Bookkeeper, part: Part, *, proceeds: Decimal, kind: TransactionType) -> None:
    lot, quantity, cost = part
    entry, averages = books.entry, books.averages
    at, acquired_at = entry.at, lot.acquired_at
    figures = (
        lot.asset,
        entry.account,
        kind,
        None if averages else acquired_at,
        at,
        quantity,
        cost,
        proceeds,
        proceeds - cost,
        term_held(acquired_at, at, tz=books.tz),
        entry.id,
        None if averages else lot.transaction,
    )
    books.record_disposal(new_record(Disposal, figures))


def lose_money(books: Bookkeeper, leg: Leg, *, value: Decimal) -> None:
    """Record the loss of money that went for nothing."""
    books.put_in(leg.asset, value)
    _close_money(books, leg, cost=value, proceeds=ZERO)


def settle_money(books: Bookkeeper, leg: Leg, *, value: Decimal, owed: Decimal) -> None:
    """Record what a currency's rate gained or lost on a debt between loan and repayment."""
    if value != owed:
        _close_money(books, leg, cost=value, proceeds=owed)


def _close_money(books: Bookkeeper, leg: Leg, *, cost: Decimal, proceeds: Decimal) -> None:
    entry = books.entry
    books.record_disposal(
        Disposal(
            leg.asset,
            entry.account,
            entry.type,
            None,
            entry.at,
            leg.quantity,
            cost,
            proceeds,
            proceeds - cost,
            None,
            entry.id,
            None,
        )
    )
