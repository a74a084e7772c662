"""Borrowing opens a lot and a debt of the same quantity; repaying closes both."""

from decimal import Decimal

from markets.numbers import plain_figure
from markets.wording import sentence
from portfolios.accounting.booking.disposals import close_parts, settle_money
from portfolios.accounting.booking.fees import charge, charge_apart
from portfolios.accounting.booking.row_values import net_worth_value, part_value, single_value
from portfolios.accounting.booking.taking import cover
from portfolios.accounting.core.entries import Leg, Receiving, Sending
from portfolios.accounting.core.types import ProblemCode
from portfolios.accounting.state.bookkeeper import Bookkeeper
from portfolios.accounting.state.loans import Loan
from portfolios.accounting.state.open_lots import LotPart


def book_borrow(keeper: Bookkeeper, entry: Receiving) -> None:
    """Neither income nor a flow: what came is owed."""
    leg = entry.received
    value = single_value(keeper, leg)
    if keeper.is_fiat(leg.asset):
        keeper.move_money(leg, value=value, sign=1)
        keeper.put_in(leg.asset, -value)
    else:
        keeper.open_lot(leg, cost=value, on_loan=True)
    keeper.count(leg.asset, -leg.quantity)
    loan = Loan(
        leg.asset,
        account=entry.account,
        borrowed_at=entry.at,
        quantity=leg.quantity,
        cost=value,
        transaction=entry.id,
    )
    keeper.loans.add(loan)
    charge_apart(keeper, entry, worth=value)


def book_repay(keeper: Bookkeeper, entry: Sending) -> None:
    """Close debts, and the lots given back, for the value at which the debts were taken up.

    So a loan that is only held and paid back gains nothing, and coins borrowed, sold and bought
    back gain what a short sale does. Units beyond the debt are interest: a fee.
    """
    leg = entry.sent
    fiat = keeper.is_fiat(leg.asset)
    worth = net_worth_value(keeper)
    if not fiat:
        cover(keeper, leg)
    left = leg.quantity
    repaid = keeper.loans.repay(leg.asset, leg.quantity, account=entry.account)
    for loan, units, borrowed_value in repaid:
        left -= units
        part = Leg(leg.asset, units)
        if fiat:
            _give_back_money(keeper, part, borrowed_value=borrowed_value)
        else:
            _give_back_coins(keeper, part, loan=loan, borrowed_value=borrowed_value)
        keeper.count(leg.asset, units)
    if left:
        message = sentence(
            "{units} {asset} repaid beyond the debt: counted as interest.",
            units=plain_figure(left), asset=leg.asset,
        )  # fmt: skip
        keeper.note(
            ProblemCode.REPAID_MORE_THAN_BORROWED, message, entry, asset=leg.asset, quantity=left
        )
        rest = Leg(leg.asset, left)
        value = part_value(keeper, rest, of=leg, worth=worth)
        charge(keeper, rest, value=value, in_cost=False)
    charge_apart(keeper, entry, worth=worth)


def _give_back_money(keeper: Bookkeeper, leg: Leg, *, borrowed_value: Decimal) -> None:
    value = part_value(keeper, leg, of=None, worth=None)
    keeper.move_money(leg, value=value, sign=-1)
    keeper.put_in(leg.asset, value)
    settle_money(keeper, leg, value=value, owed=borrowed_value)


def _give_back_coins(keeper: Bookkeeper, leg: Leg, *, loan: Loan, borrowed_value: Decimal) -> None:
    """The loan's own lot goes first, where units of it are left; then the method picks."""
    entry = keeper.entry
    pool = keeper.pool(entry.account, leg.asset)
    keeper.change(leg.asset, -leg.quantity)
    parts: list[LotPart] = pool.take_loan(loan.transaction, most=leg.quantity, at=entry.at)
    parts += pool.take(leg.quantity - sum(part.quantity for part in parts), at=entry.at)
    close_parts(keeper, parts, quantity=leg.quantity, proceeds=borrowed_value, kind=entry.type)
