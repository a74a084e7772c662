"""Fees: what they are worth, and how they are booked."""

from decimal import Decimal

from markets.numbers import ZERO
from portfolios.accounting.booking.disposals import dispose
from portfolios.accounting.booking.row_values import net_worth_value, part_value
from portfolios.accounting.core.entries import Entry, Leg, first_leg
from portfolios.accounting.core.records import Fee, new_record
from portfolios.accounting.core.types import TransactionType
from portfolios.accounting.state.bookkeeper import Bookkeeper


def fee_value(keeper: Bookkeeper, entry: Entry, *, worth: Decimal | None) -> Decimal:
    """Value of a row's fee leg: at the row's own rate where its coin is in the row.

    `worth` is the value of the row's sent or received leg, where it is known.
    """
    fee = entry.fee
    if fee is None:
        return ZERO
    if fee.asset == keeper.currency and keeper.is_fiat(fee.asset):
        return fee.quantity
    # A split's fee leaves after it, in the new units.
    split = entry.type is TransactionType.SPLIT
    for leg in (entry.received, entry.sent) if split else (entry.sent, entry.received):
        if leg is not None and leg.asset == fee.asset:
            return part_value(keeper, fee, of=leg, worth=worth)
    return part_value(keeper, fee, of=None, worth=None)


def rest_value(keeper: Bookkeeper, quantity: Decimal) -> Decimal:
    """Value of units of the row's sent leg that did not reach the other side."""
    sent = first_leg(keeper.entry)
    return part_value(keeper, Leg(sent.asset, quantity), of=sent, worth=net_worth_value(keeper))


def charge(keeper: Bookkeeper, leg: Leg, *, value: Decimal, in_cost: bool) -> None:
    """Pay a fee: money from the balance; coins as a disposal at market value."""
    asset, quantity = leg
    if keeper.is_fiat(asset):
        keeper.move_money(leg, value=value, sign=-1)
    else:
        dispose(keeper, leg, proceeds=value, kind=TransactionType.FEE)
    if not in_cost:
        keeper.put_in(asset, value)
    entry = keeper.entry
    figures = (entry.at, keeper.day, asset, entry.account, quantity, value, in_cost, entry.id)
    keeper.record_fee(new_record(Fee, figures))


def charge_apart(keeper: Bookkeeper, entry: Entry, *, worth: Decimal | None) -> None:
    """Charge the fee of a row that is no trade; `worth` is what the row's units are worth."""
    if entry.fee is not None:
        value = fee_value(keeper, entry, worth=worth or None)
        charge(keeper, entry.fee, value=value, in_cost=False)
