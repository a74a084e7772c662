"""One pass over the rows of a ledger, in order of time: each is booked."""

from collections.abc import Callable, Iterable, Iterator

from portfolios.accounting.booking.checks import find_duplicates
from portfolios.accounting.booking.rows import book_row
from portfolios.accounting.core.entries import Entry, by_instant
from portfolios.accounting.core.records import Disposal, Fee, Problem
from portfolios.accounting.order.ordering import Standing, in_booking_order
from portfolios.accounting.prices.price_checks import PriceChecks
from portfolios.accounting.state.bookkeeper import Bookkeeper

HandOver = Callable[[list[Disposal], list[Fee]], None]

_WATCHED = 2000
# Disposals and fees are handed over when they are so many, and a quarter of those handed over
# before: their receiver may have to copy a process that grows with the ledger.
_WORTH_IT = 80_000


def book_rows(
    keeper: Bookkeeper,
    entries: Iterable[Entry],
    *,
    standing: Standing | None = None,
    hand_over: HandOver | None = None,
    checks: PriceChecks | None = None,
) -> list[Problem]:
    """Book the rows up to the policy's day; the suspected duplicates among them."""
    until = None if keeper.as_of is None else keeper.end_of(keeper.as_of)
    doubted: list[Problem] = []
    next_look = 0
    for rows in by_instant(entries):
        if until is not None and rows[0].at >= until:
            continue  # a file is read to its end, for a bad line may be there
        if len(rows) > 1:
            doubted += find_duplicates(rows, is_fiat=keeper.is_fiat)
            rows = in_booking_order(keeper, rows, standing=standing)
        for entry in rows:
            keeper.begin(entry)
            if checks is not None:
                checks.look(entry, day=keeper.day)
            book_row(keeper, entry)
            keeper.finish()
        if hand_over is not None and keeper.rank >= next_look:
            next_look = keeper.rank + _WATCHED
            _offer(keeper, hand_over)
    keeper.end()
    return doubted


def release_rows(
    rows: list[Entry], *, on_progress: Callable[[float], None] | None
) -> Iterator[Entry]:
    """Each row in turn, dropped from the list: of a long ledger they would take as much memory
    as the books."""
    rows.reverse()
    whole = len(rows)
    while rows:
        if on_progress is not None and len(rows) % _WATCHED == 0:
            on_progress(1 - len(rows) / whole)
        yield rows.pop()


def _offer(keeper: Bookkeeper, hand_over: HandOver) -> None:
    waiting = len(keeper.disposals) + len(keeper.fees)
    if waiting >= max(_WORTH_IT, keeper.given_away // 4):
        hand_over(*keeper.give_away())
