"""From ledger entries to the whole books: lots, profits, balances, totals, problems."""

from bisect import bisect_left
from collections.abc import Callable, Container, Hashable, Iterable
from datetime import UTC, date, tzinfo
from operator import attrgetter

from portfolios.accounting.bookkeeper import Bookkeeper
from portfolios.accounting.checks import find_duplicates, split_valid
from portfolios.accounting.closing import close_books
from portfolios.accounting.entries import Entry, in_booking_order
from portfolios.accounting.numbers import exact
from portfolios.accounting.prices import Prices
from portfolios.accounting.records import Books, Disposal, Fee
from portfolios.accounting.rows import book_row
from portfolios.accounting.types import Method, Scope

_WATCHED = 2000
# Disposals and fees are handed over when they are so many, and as many again as were handed over
# before: whoever takes them may have to copy a process that grows with the ledger.
_WORTH_IT = 80_000


def build_books(
    entries: Iterable[Entry],
    *,
    prices: Prices,
    currency: Hashable,
    fiat: Container[Hashable] | Callable[[Hashable], bool],
    method: Method = Method.FIFO,
    scope: Scope = Scope.PORTFOLIO,
    track_cash: bool = True,
    as_of: date | None = None,
    tz: tzinfo = UTC,
    validated: bool = False,
    only: Container[Hashable] | None = None,
    watch: Callable[[float], None] | None = None,
    hand_over: Callable[[list[Disposal], list[Fee]], None] | None = None,
) -> Books:
    """Book a ledger.

    `entries` may come in any order. `fiat` tells which assets are money. Rows after the local
    day `as_of` are left out; without it the books end on the last row's day. `validated` says
    that every entry already passed `validate_entry`. Nothing is raised for what a ledger or its
    prices hold: a row that cannot be booked, or was booked on an assumption, is a problem of
    the books. All amounts are in `currency`, on the transaction's day. `only` names the coins whose
    lots are asked for: those of others are passed over, money never is. `watch` is told, every few
    thousand rows, what share of them is booked.
    """
    problems = []
    if not validated:
        entries, problems = split_valid(entries, fiat=fiat)
    keeper = Bookkeeper(
        prices=prices,
        currency=currency,
        is_fiat=fiat if callable(fiat) else fiat.__contains__,
        method=method,
        scope=scope,
        track_cash=track_cash,
        tz=tz,
        only=only,
    )
    rows = in_booking_order(entries)
    if as_of is not None:
        del rows[bisect_left(rows, keeper.end_of(as_of), key=attrgetter("at")) :]
    keeper.problems += [*problems, *find_duplicates(rows, is_fiat=keeper.is_fiat)]
    with exact():
        first = keeper.local_day(rows[0].at) if rows else None
        last = as_of if as_of is not None or not rows else keeper.local_day(rows[-1].at)
        _book(keeper, rows, watch, hand_over)
        return close_books(keeper, first=first, as_of=last)


def _book(
    keeper: Bookkeeper, rows: list[Entry], watch: Callable | None, hand_over: Callable | None
) -> None:
    """Book and drop each row: of a long ledger they would take as much memory as the books."""
    rows.reverse()
    whole = len(rows)
    while rows:
        if len(rows) % _WATCHED == 0:
            if watch is not None:
                watch(1 - len(rows) / whole)
            waiting = len(keeper.disposals) + len(keeper.fees)
            if hand_over is not None and waiting >= max(_WORTH_IT, keeper.given.count):
                hand_over(*keeper.give_away())
        entry = rows.pop()
        keeper.begin(entry)
        book_row(keeper, entry)
        keeper.finish()
    keeper.end()
