"""How each type of row is booked."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from markets.numbers import ZERO
from markets.wording import sentence
from portfolios.accounting.booking.disposals import dispose, lose_money
from portfolios.accounting.booking.fees import charge, charge_apart, fee_value, rest_value
from portfolios.accounting.booking.giving import book_carried, note_unmatched
from portfolios.accounting.booking.lending import book_borrow, book_repay
from portfolios.accounting.booking.row_values import exchange_value, net_worth_value, single_value
from portfolios.accounting.booking.taking import cover
from portfolios.accounting.booking.transfers import book_split, carry_lots
from portfolios.accounting.core.entries import (
    Charging,
    Entry,
    Exchange,
    Leg,
    Receiving,
    Sending,
    first_leg,
)
from portfolios.accounting.core.gifts import is_half
from portfolios.accounting.core.records import Income
from portfolios.accounting.core.types import (
    INCOME_TYPES,
    INFLOW_TYPES,
    OUTFLOW_TYPES,
    ProblemCode,
    TransactionType,
)
from portfolios.accounting.state.bookkeeper import Bookkeeper

# These rows bring nothing from outside and earn nothing.
_CARRYING = frozenset(
    {
        TransactionType.TRANSFER,
        TransactionType.SPLIT,
        TransactionType.BORROW,
        TransactionType.REPAY,
    }
)


def book_trade(keeper: Bookkeeper, entry: Exchange) -> None:
    """A buy, a sale or a swap: by its legs, a disposal, an acquisition or both."""
    sent, received = entry.sent, entry.received
    pays, gets = keeper.is_fiat(sent.asset), keeper.is_fiat(received.asset)
    value = exchange_value(keeper, entry)
    fee = fee_value(keeper, entry, worth=value or None) if entry.fee else ZERO
    sale = not pays and (gets or entry.type is TransactionType.SELL)
    if pays:
        keeper.move_money(sent, value=value, sign=-1)
    else:
        dispose(keeper, sent, proceeds=value - fee if sale else value, kind=entry.type)
    if gets:
        keeper.move_money(received, value=value, sign=1)
    else:
        keeper.open_lot(received, cost=value if sale else value + fee)
    if entry.fee is not None:
        charge(keeper, entry.fee, value=fee, in_cost=not (pays and gets))


def book_income(keeper: Bookkeeper, entry: Receiving) -> None:
    """A reward: income at market value, and a lot of that cost."""
    leg = entry.received
    value = _bring_in(keeper, leg)
    keeper.put_in(leg.asset, -value)
    keeper.income.append(
        Income(
            entry.at,
            keeper.day,
            entry.type,
            leg.asset,
            entry.account,
            leg.quantity,
            value,
            entry.id,
        )
    )
    charge_apart(keeper, entry, worth=value)


def book_inflow(keeper: Bookkeeper, entry: Receiving) -> None:
    """A deposit, a gift or payment received, an opening balance: a lot and an inflow."""
    leg = entry.received
    value = _bring_in(keeper, leg)
    keeper.flow(value, asset=leg.asset)
    charge_apart(keeper, entry, worth=value)


def _bring_in(keeper: Bookkeeper, leg: Leg) -> Decimal:
    value = single_value(keeper, leg)
    if keeper.is_fiat(leg.asset):
        keeper.move_money(leg, value=value, sign=1)
    else:
        keeper.open_lot(leg, cost=value)
    return value


def book_outflow(keeper: Bookkeeper, entry: Sending) -> None:
    """A withdrawal, a gift given, a payment made: a disposal at market value and an outflow."""
    leg = entry.sent
    value = single_value(keeper, leg)
    if keeper.is_fiat(leg.asset):
        keeper.move_money(leg, value=value, sign=-1)
    else:
        dispose(keeper, leg, proceeds=value, kind=entry.type)
    keeper.flow(-value, asset=leg.asset)
    charge_apart(keeper, entry, worth=value)


def book_loss(keeper: Bookkeeper, entry: Sending) -> None:
    """Lost or stolen: a disposal for nothing, and no flow."""
    leg = entry.sent
    if keeper.is_fiat(leg.asset):
        value = single_value(keeper, leg)
        keeper.move_money(leg, value=value, sign=-1)
        lose_money(keeper, leg, value=value)
    else:
        dispose(keeper, leg, proceeds=ZERO, kind=entry.type)
    charge_apart(keeper, entry, worth=net_worth_value(keeper))


def book_fee(keeper: Bookkeeper, entry: Charging) -> None:
    """A fee on its own."""
    charge(keeper, entry.fee, value=single_value(keeper, entry.fee), in_cost=False)


def book_transfer(keeper: Bookkeeper, entry: Sending) -> None:
    """Units change accounts with their lots; what does not arrive is the transfer's fee.

    The fee picks its lots before the move does, so that it closes the same lots in either
    scope.
    """
    sent = entry.sent
    moved = entry.received or sent
    fiat = keeper.is_fiat(sent.asset)
    if entry.to_account is None or entry.to_account == entry.account:
        message = sentence(
            "The transfer of {asset} does not say where it goes: nothing was moved.",
            asset=sent.asset,
        )
        keeper.note(
            ProblemCode.UNMATCHED_TRANSFER, message, entry, asset=sent.asset, quantity=sent.quantity
        )
        _charge_rest(keeper, sent, moved=moved)
    else:
        if not fiat:
            cover(keeper, sent, moves=True)
        _charge_rest(keeper, sent, moved=moved)
        if not fiat:
            carry_lots(keeper, moved)
        elif keeper.track_cash:
            keeper.move(sent.asset, moved.quantity)
    charge_apart(keeper, entry, worth=net_worth_value(keeper))


def _charge_rest(keeper: Bookkeeper, sent: Leg, *, moved: Leg) -> None:
    """Charge what did not arrive; that it is gone is known even where the rest stays."""
    rest = sent.quantity - moved.quantity
    if rest:
        charge(keeper, Leg(sent.asset, rest), value=rest_value(keeper, rest), in_cost=False)


# Each function names in its own type the legs that a valid row of these types has.
_BOOKING: dict[TransactionType, Callable[[Bookkeeper, Any], None]] = {
    TransactionType.BUY: book_trade,
    TransactionType.SELL: book_trade,
    TransactionType.SWAP: book_trade,
    TransactionType.TRANSFER: book_transfer,
    TransactionType.SPLIT: book_split,
    TransactionType.BORROW: book_borrow,
    TransactionType.REPAY: book_repay,
    TransactionType.LOST: book_loss,
    TransactionType.FEE: book_fee,
    **dict.fromkeys(INCOME_TYPES, book_income),
    **dict.fromkeys(INFLOW_TYPES, book_inflow),
    **dict.fromkeys(OUTFLOW_TYPES, book_outflow),
}


def book_row(keeper: Bookkeeper, entry: Entry) -> None:
    """Book a row; where it only carries lots that are passed over, what it paid in fees."""
    if entry.type in _CARRYING and keeper.passes_over(first_leg(entry).asset):
        charge_apart(keeper, entry, worth=None)
    elif is_half(entry, is_fiat=keeper.is_fiat):
        _book_half(keeper, entry)
    else:
        _BOOKING[entry.type](keeper, entry)


def _book_half(keeper: Bookkeeper, entry: Entry) -> None:
    """A carried gift; without its other half it is one like any other."""
    if keeper.gifts.is_paired(entry):
        book_carried(keeper, entry)
    else:
        note_unmatched(keeper, entry)
        _BOOKING[entry.type](keeper, entry)
