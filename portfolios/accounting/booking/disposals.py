"""Closing lots: one disposal for each part of a lot that goes."""

from decimal import Decimal

from markets.numbers import ZERO
from portfolios.accounting.booking.taking import take
from portfolios.accounting.core.entries import Leg
from portfolios.accounting.core.records import Disposal, new_record
from portfolios.accounting.core.terms import term_held
from portfolios.accounting.core.types import Term, TransactionType
from portfolios.accounting.state.bookkeeper import Bookkeeper
from portfolios.accounting.state.open_lots import LotPart


def dispose(keeper: Bookkeeper, leg: Leg, *, proceeds: Decimal, kind: TransactionType) -> None:
    """Take coins out of the row's account and close their lots for the given proceeds."""
    if keeper.passes_over(leg.asset):
        return
    parts = take(keeper, leg, worth=proceeds)
    if len(parts) == 1:
        _close(keeper, parts[0], proceeds=proceeds, kind=kind)
        return
    close_parts(keeper, parts, quantity=leg.quantity, proceeds=proceeds, kind=kind)


def close_parts(
    keeper: Bookkeeper,
    parts: list[LotPart],
    *,
    quantity: Decimal,
    proceeds: Decimal,
    kind: TransactionType,
) -> None:
    """Record that parts of lots were closed; proceeds are shared by quantity, all of them.

    Under average cost no part has a date or a cost of its own: parts of one term are one.
    """
    if keeper.averages:
        parts = _merged(keeper, parts)
    left = proceeds
    for part in parts[:-1]:
        share = proceeds * part.quantity / quantity
        left -= share
        _close(keeper, part, proceeds=share, kind=kind)
    _close(keeper, parts[-1], proceeds=left, kind=kind)


def close_at_cost(keeper: Bookkeeper, parts: list[LotPart], *, kind: TransactionType) -> None:
    """Record that parts of lots were closed without a gain."""
    for part in _merged(keeper, parts) if keeper.averages else parts:
        _close(keeper, part, proceeds=part.cost, kind=kind)


def _merged(keeper: Bookkeeper, parts: list[LotPart]) -> list[LotPart]:
    merged: dict[Term, LotPart] = {}
    for part in parts:
        term = term_held(part.lot.acquired_at, keeper.entry.at, tz=keeper.tz)
        other = merged.get(term)
        if other is None:
            merged[term] = part
        else:
            quantity, cost = other.quantity + part.quantity, other.cost + part.cost
            merged[term] = LotPart(other.lot, quantity, cost)
    return list(merged.values())


def _close(keeper: Bookkeeper, part: LotPart, *, proceeds: Decimal, kind: TransactionType) -> None:
    lot, quantity, cost = part
    entry, averages = keeper.entry, keeper.averages
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
        term_held(acquired_at, at, tz=keeper.tz),
        entry.id,
        None if averages else lot.transaction,
    )
    keeper.record_disposal(new_record(Disposal, figures))


def lose_money(keeper: Bookkeeper, leg: Leg, *, value: Decimal) -> None:
    """Record the loss of money that went for nothing."""
    keeper.put_in(leg.asset, value)
    _close_money(keeper, leg, cost=value, proceeds=ZERO)


def settle_money(keeper: Bookkeeper, leg: Leg, *, value: Decimal, owed: Decimal) -> None:
    """Record what a currency's rate gained or lost on a debt between loan and repayment."""
    if value != owed:
        _close_money(keeper, leg, cost=value, proceeds=owed)


def _close_money(keeper: Bookkeeper, leg: Leg, *, cost: Decimal, proceeds: Decimal) -> None:
    entry = keeper.entry
    keeper.record_disposal(
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
