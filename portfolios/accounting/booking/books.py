"""From ledger entries to the whole books: lots, profits, balances, totals, problems."""

from collections.abc import Callable, Container, Hashable, Iterable, Iterator
from datetime import UTC, date, tzinfo
from functools import partial
from operator import attrgetter

from markets.numbers import exact
from portfolios.accounting.booking.checks import find_duplicates, split_valid
from portfolios.accounting.booking.closing import close_books
from portfolios.accounting.booking.rows import book_row
from portfolios.accounting.core.entries import Entry, OutOfOrder, by_instant
from portfolios.accounting.core.gifts import Gifts, gifts_among, touching_gifts
from portfolios.accounting.core.records import Books, Disposal, Fee, Problem
from portfolios.accounting.core.types import Method, Scope
from portfolios.accounting.order.ordering import Standing, in_booking_order
from portfolios.accounting.prices.price_checks import PriceChecks, is_marked_split
from portfolios.accounting.prices.prices import Prices
from portfolios.accounting.state.bookkeeper import Bookkeeper

_WATCHED = 2000
# Disposals and fees are handed over when they are so many, and a quarter of those handed over
# before: their receiver may have to copy a process that grows with the ledger.
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
    in_order: bool = False,
    only: Container[Hashable] | None = None,
    standing: Standing | None = None,
    on_progress: Callable[[float], None] | None = None,
    hand_over: Callable[[list[Disposal], list[Fee]], None] | None = None,
    gifts: Gifts | None = None,
    doubt_prices: bool = False,
) -> Books:
    """Book a ledger.

    `entries` may come in any order. `fiat` tells which assets are money. Rows after the local
    day `as_of` are left out; without it the books end on the last row's day. `validated` says
    that every entry already passed `validate_entry`. Nothing is raised for what a ledger or its
    prices hold: a row that cannot be booked, or was booked on an assumption, is a problem of
    the books. All amounts are in `currency`, on the transaction's day. `only` names the coins whose
    lots are asked for: those of others are passed over, money never is; then `standing` tells in
    which order rows of one instant stand booked, for what is passed over may have decided it.
    `on_progress` gets the share booked, every few thousand rows. `gifts` are the carried
    ones, where halves of them stand in other ledgers; without it, those of this ledger alone.
    `doubt_prices` says that a row whose price is far from the market's is a problem.

    `in_order` says that the entries, which must be valid, come in order of time: each is booked as
    it comes and none is kept. Raises OutOfOrder where that is not so, or where a row is one half of
    a carried gift or a split that prices must show; how many there are cannot be known, and
    `on_progress` is not called.
    """
    problems = []
    if not validated:
        entries, problems = split_valid(entries, fiat=fiat)
    new_keeper = partial(
        Bookkeeper,
        prices=prices,
        currency=currency,
        is_fiat=fiat if callable(fiat) else fiat.__contains__,
        method=method,
        scope=scope,
        track_cash=track_cash,
        tz=tz,
        only=only,
    )
    keeper, checks = new_keeper(), None
    if in_order:
        entries = _independent(entries)
    else:
        rows = sorted(entries, key=attrgetter("at"))
        split = {entry.sent.asset for entry in rows if is_marked_split(entry)}
        if doubt_prices or split:
            checks = PriceChecks(
                prices=prices, currency=currency, is_fiat=keeper.is_fiat, of_rows=doubt_prices,
                only=only if doubt_prices else split,
            )  # fmt: skip
        keeper.gifts = _settled(new_keeper, rows, gifts=gifts, as_of=as_of, standing=standing)
        entries = _let_go(rows, on_progress)
    with exact():
        doubted = _book(keeper, entries, as_of, standing, hand_over, checks)
        keeper.problems[:0] = [*problems, *doubted]
        if checks is not None:
            keeper.problems += checks.problems()
        return close_books(keeper, first=keeper.first, as_of=as_of or keeper.day)


def _independent(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The rows as they come.

    A carried gift can only be booked, and prices around a split only judged, where all rows are
    known.
    """
    for entry in entries:
        if entry.carried or is_marked_split(entry):
            raise OutOfOrder(entry.id)
        yield entry


def _settled(
    new_keeper: Callable[[], Bookkeeper],
    rows: list[Entry],
    *,
    gifts: Gifts | None,
    as_of: date | None,
    standing: Standing | None,
) -> Gifts:
    """The gifts of a ledger with the lots that go with them.

    A receipt that is booked before its gift (in one instant, it always is) finds them a round
    later; one of a gift that was received itself, a round after that. What does not come to rest
    in as many rounds as there are rows is no pair: an average that feeds on itself.
    """
    is_fiat = new_keeper().is_fiat
    if gifts is None:
        gifts = gifts_among(rows, is_fiat=is_fiat)
    if not gifts.rows:
        return gifts
    rows = touching_gifts(rows, gifts, is_fiat=is_fiat)
    left = len(gifts.rows)
    while True:
        keeper = new_keeper()
        keeper.gifts = gifts
        with exact():
            _book(keeper, iter(rows), as_of, standing, None)
        unsettled, left = gifts.unsettled, left - 1
        gifts = gifts.next_round(without=unsettled if left < 0 else ())
        if not unsettled:
            return gifts


def _let_go(rows: list[Entry], on_progress: Callable | None) -> Iterator[Entry]:
    """Each row in turn, not kept: of a long ledger they would take as much memory as the books."""
    rows.reverse()
    whole = len(rows)
    while rows:
        if on_progress is not None and len(rows) % _WATCHED == 0:
            on_progress(1 - len(rows) / whole)
        yield rows.pop()


def _book(
    keeper: Bookkeeper,
    entries: Iterable[Entry],
    as_of: date | None,
    standing: Standing | None,
    hand_over: Callable | None,
    checks: PriceChecks | None = None,
) -> list[Problem]:
    """Book the rows up to a day; the suspected duplicates among them."""
    until = None if as_of is None else keeper.end_of(as_of)
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


def _offer(keeper: Bookkeeper, hand_over: Callable) -> None:
    waiting = len(keeper.disposals) + len(keeper.fees)
    if waiting >= max(_WORTH_IT, keeper.given_away // 4):
        hand_over(*keeper.give_away())
