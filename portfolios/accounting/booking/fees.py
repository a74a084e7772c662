"""Fees: what they are worth, and how they are booked."""

from decimal import Decimal

from portfolios.accounting.booking.disposals import dispose
from portfolios.accounting.booking.row_values import net_worth_value, part_value
from portfolios.accounting.core.entries import Entry, Leg
from portfolios.accounting.core.numbers import ZERO
from portfolios.accounting.core.records import Fee, new_record
from portfolios.accounting.core.types import TransactionType
from portfolios.accounting.state.bookkeeper import Bookkeeper


def fee_value(books: Bookkeeper, entry: Entry, *, worth: Decimal | None) -> Decimal:
    """Value of a row's fee leg: at the row's own rate where its coin is in the row.

    `worth` is the value of the row's sent or received leg, where it is known.
    """
    fee = entry.fee
    if fee is None:
        return ZERO
    if fee.asset == books.currency and books.is_fiat(fee.asset):
        return fee.quantity
    # A split's fee leaves after it, in the new units.
    split = entry.type is TransactionType.SPLIT
    for leg in (entry.received, entry.sent) if split else (entry.sent, entry.received):
        if leg is not None and leg.asset == fee.asset:
            return part_value(books, fee, of=leg, worth=worth)
    return part_value(books, fee, of=None, worth=None)


def rest_value(books: Bookkeeper, quantity: Decimal) -> Decimal:
    """Value of units of the row's sent leg that did not reach the other side."""
    sent = books.entry.sent
    return part_value(books, Leg(sent.asset, quantity), of=sent, worth=net_worth_value(books))


def charge(books: Bookkeeper, leg: Leg, *, value: Decimal, in_cost: bool) -> None:
    """Pay a fee: money from the balance; coins as a disposal at market value."""
    asset, quantity = leg
    if books.is_fiat(asset):
        books.move_money(leg, value=value, sign=-1)
    else:
        dispose(books, leg, proceeds=value, kind=TransactionType.FEE)
    if not in_cost:
        books.put_in(asset, value)
    entry = books.entry
    figures = (entry.at, books.day, asset, entry.account, quantity, value, in_cost, entry.id)
    books.record_fee(new_record(Fee, figures))


def charge_apart(books: Bookkeeper, entry: Entry, *, worth: Decimal | None) -> None:
    """Charge the fee of a row that is no trade; `worth` is what the row's units are worth."""
    if entry.fee is not None:
        value = fee_value(books, entry, worth=worth or None)
        charge(books, entry.fee, value=value, in_cost=False)
