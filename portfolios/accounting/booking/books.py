"""From ledger entries to the whole books: lots, profits, balances, totals, problems."""

from collections.abc import Callable, Container, Hashable, Iterable, Iterator
from functools import partial
from operator import attrgetter

from markets.numbers import exact
from portfolios.accounting.booking.checks import split_valid
from portfolios.accounting.booking.closing import close_books
from portfolios.accounting.booking.passes import HandOver, book_rows, release_rows
from portfolios.accounting.core.entries import Entry, OutOfOrder
from portfolios.accounting.core.gift_pairs import gifts_among, touching_gifts
from portfolios.accounting.core.gifts import Gifts
from portfolios.accounting.core.policy import Policy
from portfolios.accounting.core.records import Books, Problem
from portfolios.accounting.order.ordering import Standing
from portfolios.accounting.prices.price_checks import PriceChecks, is_marked_split
from portfolios.accounting.prices.prices import Prices
from portfolios.accounting.state.bookkeeper import Bookkeeper


def build_books(
    entries: Iterable[Entry],
    *,
    prices: Prices,
    policy: Policy,
    validated: bool = False,
    only: Container[Hashable] | None = None,
    standing: Standing | None = None,
    on_progress: Callable[[float], None] | None = None,
    hand_over: HandOver | None = None,
    gifts: Gifts | None = None,
    doubt_prices: bool = False,
) -> Books:
    """Book a ledger, whose entries may come in any order.

    `validated` says that every entry already passed `validate_entry`. Nothing is raised for what
    a ledger or its prices hold: a row that cannot be booked, or was booked on an assumption, is a
    problem of the books. All amounts are in the policy's currency, on the transaction's day.
    `only` names the coins whose lots are asked for: those of others are passed over, money never
    is; then `standing` says in which order rows of one instant stand booked, for what is passed
    over may have decided it. `on_progress` gets the share booked, every few thousand rows, and
    `hand_over` disposals and fees, as in `stream_books`. `gifts` are the carried ones, where halves
    of them stand in other ledgers; without it, those of this ledger alone. `doubt_prices` says that
    a row whose price is far from the market's is a problem.
    """
    problems: list[Problem] = []
    if not validated:
        entries, problems = split_valid(entries, is_fiat=policy.is_fiat)
    new_keeper = partial(Bookkeeper, prices=prices, policy=policy, only=only)
    keeper, rows = new_keeper(), sorted(entries, key=attrgetter("at"))
    checks = _price_checks(keeper, rows, doubt_prices=doubt_prices)
    keeper.gifts = _settled(new_keeper, rows, gifts=gifts, standing=standing)
    with exact():
        released = release_rows(rows, on_progress=on_progress)
        keeper.problems[:0] = problems + book_rows(
            keeper, released, standing=standing, hand_over=hand_over, checks=checks
        )
        if checks is not None:
            keeper.problems += checks.problems()
        return close_books(keeper, first=keeper.first, as_of=policy.as_of or keeper.last_day)


def stream_books(
    entries: Iterable[Entry], *, prices: Prices, policy: Policy, hand_over: HandOver | None = None
) -> Books:
    """Book a ledger whose entries, which must be valid, come in order of time.

    Each is booked as it comes and none is stored. `hand_over` gets the disposals and fees since
    the last time whenever they are many; the books do not have those. Raises OutOfOrder where a row
    is earlier than the one before, or where it is one half of a carried gift or a split that prices
    must show.
    """
    keeper = Bookkeeper(prices=prices, policy=policy)
    with exact():
        keeper.problems[:0] = book_rows(keeper, _independent(entries), hand_over=hand_over)
        return close_books(keeper, first=keeper.first, as_of=policy.as_of or keeper.last_day)


def _independent(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The rows as they come.

    A carried gift can only be booked, and prices around a split only judged, where all rows are
    known.
    """
    for entry in entries:
        if entry.carried or is_marked_split(entry):
            raise OutOfOrder(entry.id)
        yield entry


def _price_checks(
    keeper: Bookkeeper, rows: list[Entry], *, doubt_prices: bool
) -> PriceChecks | None:
    """What compares rows with the market, where rows are doubted or a split must show."""
    split = {entry.sent.asset for entry in rows if is_marked_split(entry)}
    if not doubt_prices and not split:
        return None
    return PriceChecks(
        prices=keeper.prices,
        currency=keeper.currency,
        is_fiat=keeper.is_fiat,
        of_rows=doubt_prices,
        only=keeper.only if doubt_prices else split,
    )


def _settled(
    new_keeper: Callable[[], Bookkeeper],
    rows: list[Entry],
    *,
    gifts: Gifts | None,
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
            book_rows(keeper, rows, standing=standing)
        unsettled, left = gifts.unsettled, left - 1
        gifts = gifts.next_round(without=unsettled if left < 0 else ())
        if not unsettled:
            return gifts
