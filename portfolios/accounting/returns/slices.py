"""Parts of a portfolio through time: what each account holds of each asset, and what it took.

From these every slice (an asset, an account, a category) has its daily values and returns, which
add up to the portfolio's.
"""

from collections import defaultdict
from collections.abc import Container, Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from markets.numbers import ZERO, exact
from portfolios.accounting.core.records import Books
from portfolios.accounting.prices.prices import Prices
from portfolios.accounting.state.holdings import Key


@dataclass(frozen=True, slots=True)
class HoldingSeries:
    """What an account held of an asset, by the local days on which something changed.

    `units` are those at the end of each day, debts counted negative. `capital` is what was put
    in that day less what was taken out, as the rows valued it: summed over all holdings it is
    the day's net flow. `moved` is the value, at the day's price, of units that came from other
    accounts less that of units that went to them: over all accounts it is nothing. Rewards,
    gains and fees apart are in neither, so value − Σ capital − Σ moved is the holding's profit.
    Amounts are in the books' currency.
    """

    account: Hashable
    asset: Hashable
    days: tuple[date, ...]
    units: tuple[Decimal, ...]
    capital: tuple[Decimal, ...]
    moved: tuple[Decimal, ...]


def holding_series(
    books: Books, *, prices: Prices, only: Container[Hashable] | None = None
) -> Iterator[HoldingSeries]:
    """The series of every holding there ever was, or of those of the assets in `only`."""
    with exact():
        moved = _moved(books, prices)
    none: dict[date, Decimal] = {}
    for key in dict.fromkeys((*books.changes, *books.capital)):
        account, asset = key
        if only is not None and asset not in only:
            continue
        changes, capital = books.changes.get(key, none), books.capital.get(key, none)
        days = sorted({*changes, *capital})
        yield HoldingSeries(
            account,
            asset,
            tuple(days),
            tuple(_running(changes, days)),
            tuple(capital.get(day, ZERO) for day in days),
            tuple(moved[key].get(day, ZERO) for day in days),
        )


def _moved(books: Books, prices: Prices) -> defaultdict[Key, dict[date, Decimal]]:
    moved: defaultdict[Key, dict[date, Decimal]] = defaultdict(dict)
    for move in books.moves:
        price = prices.price(move.asset, day=move.day, currency=books.currency)
        value = move.quantity * price if price is not None else ZERO
        for account, signed in ((move.account, -value), (move.to_account, value)):
            days = moved[account, move.asset]
            days[move.day] = days.get(move.day, ZERO) + signed
    return moved


def _running(changes: Mapping[date, Decimal], days: list[date]) -> Iterator[Decimal]:
    held = ZERO
    with exact():
        for day in days:
            held += changes.get(day, ZERO)
            yield held
