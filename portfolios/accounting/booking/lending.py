"""Borrowing opens a lot and a debt of the same quantity; repaying closes both."""

from decimal import Decimal

from portfolios.accounting.booking.disposals import close_parts, settle_money
from portfolios.accounting.booking.fees import charge, charge_apart
from portfolios.accounting.booking.row_values import net_worth_value, part_value, single_value
from portfolios.accounting.booking.taking import cover
from portfolios.accounting.core.entries import Entry, Leg
from portfolios.accounting.core.numbers import plain
from portfolios.accounting.core.types import ProblemCode
from portfolios.accounting.state.bookkeeper import Bookkeeper
from portfolios.accounting.state.loans import Loan
from portfolios.accounting.state.lots import Part


def book_borrow(books: Bookkeeper, entry: Entry) -> None:
    """Neither income nor a flow: what came is owed."""
    leg = entry.received
    value = single_value(books, leg)
    if books.is_fiat(leg.asset):
        books.move_money(leg, value=value, sign=1)
        books.put_in(leg.asset, -value)
    else:
        books.open_lot(leg, cost=value, on_loan=True)
    books.count(leg.asset, -leg.quantity)
    loan = Loan(
        leg.asset,
        account=entry.account,
        borrowed_at=entry.at,
        quantity=leg.quantity,
        cost=value,
        transaction=entry.id,
    )
    books.loans.add(loan)
    charge_apart(books, entry, worth=value)


def book_repay(books: Bookkeeper, entry: Entry) -> None:
    """Close debts, and the lots given back, for the value at which the debts were taken up.

    So a loan that is only held and paid back gains nothing, and coins borrowed, sold and bought
    back gain what a short sale does. Units beyond the debt are interest: a fee.
    """
    leg = entry.sent
    fiat = books.is_fiat(leg.asset)
    worth = net_worth_value(books)
    if not fiat:
        cover(books, leg)
    left = leg.quantity
    repaid = books.loans.repay(leg.asset, leg.quantity, account=entry.account)
    for loan, units, borrowed_value in repaid:
        left -= units
        part = Leg(leg.asset, units)
        if fiat:
            _give_back_money(books, part, borrowed_value=borrowed_value)
        else:
            _give_back_coins(books, part, loan=loan, borrowed_value=borrowed_value)
        books.count(leg.asset, units)
    if left:
        message = f"{plain(left)} {leg.asset} repaid beyond the debt: counted as interest."
        books.note(
            ProblemCode.REPAID_MORE_THAN_BORROWED, message, entry, asset=leg.asset, quantity=left
        )
        rest = Leg(leg.asset, left)
        value = part_value(books, rest, of=leg, worth=worth)
        charge(books, rest, value=value, in_cost=False)
    charge_apart(books, entry, worth=worth)


def _give_back_money(books: Bookkeeper, leg: Leg, *, borrowed_value: Decimal) -> None:
    value = part_value(books, leg, of=None, worth=None)
    books.move_money(leg, value=value, sign=-1)
    books.put_in(leg.asset, value)
    settle_money(books, leg, value=value, owed=borrowed_value)


def _give_back_coins(books: Bookkeeper, leg: Leg, *, loan: Loan, borrowed_value: Decimal) -> None:
    """The loan's own lot goes first, where units of it are left; then the method picks."""
    entry = books.entry
    pool = books.pool(entry.account, leg.asset)
    books.change(leg.asset, -leg.quantity)
    parts: list[Part] = pool.take_loan(loan.transaction, most=leg.quantity, at=entry.at)
    parts += pool.take(leg.quantity - sum(part.quantity for part in parts), at=entry.at)
    close_parts(books, parts, quantity=leg.quantity, proceeds=borrowed_value, kind=entry.type)
