"""Prices that cannot be right: a row's far from the market's, and those adjusted for a split."""

from collections import defaultdict
from collections.abc import Callable, Container, Hashable, Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from math import log
from typing import NamedTuple, TypeGuard

from markets.numbers import ONE, plain_figure
from markets.wording import sentence
from portfolios.accounting.core.entries import Entry, Exchange, Leg
from portfolios.accounting.core.records import Problem
from portfolios.accounting.core.types import ProblemCode, TransactionType
from portfolios.accounting.prices.prices import Prices
from portfolios.accounting.prices.row_prices import Compared, compare, far_message, is_far
from portfolios.accounting.prices.split_prices import (
    SplitEvent,
    is_split,
    later_ratio,
    split_events,
)

# A ratio explains how far a price is off when what is left is within so many times.
_EXPLAINED = Decimal("1.25")
# Nearer to 1, a split is lost among ordinary moves of a price.
_LEAST_RATIO = log(1.5)
_AROUND = range(-3, 4)
_ONE_DAY = timedelta(days=1)


def is_marked_split(entry: Entry) -> TypeGuard[Exchange]:
    """Whether a row is a split so large that prices must show it."""
    if entry.type is not TransactionType.SPLIT or not is_split(entry):
        return False
    return abs(log(entry.received.quantity / entry.sent.quantity)) >= _LEAST_RATIO


class _Suspect(NamedTuple):
    entry: Entry
    day: date
    found: Compared


class PriceChecks:
    """Looks at each row as it is booked; what is wrong is known at the end, with all splits.

    Rows whose price is far from the market's are reported where `of_rows`. `only` names the coins
    whose rows are compared; without it, all are.
    """

    def __init__(
        self,
        *,
        prices: Prices,
        currency: Hashable,
        is_fiat: Callable[[Hashable], bool],
        of_rows: bool = False,
        only: Container[Hashable] | None = None,
    ) -> None:
        self._of_rows, self._only = of_rows, only
        self._prices, self._currency, self._is_fiat = prices, currency, is_fiat
        self._suspects: list[_Suspect] = []
        self._agreeing: defaultdict[Hashable, list[date]] = defaultdict(list)
        self._splits: list[tuple[Exchange, date]] = []

    def look(self, entry: Entry, *, day: date) -> None:
        """Compare one row with the market."""
        if is_split(entry):
            self._splits.append((entry, day))
            return
        if not any(map(self._is_compared, (entry.received, entry.sent))):
            return
        found = compare(
            entry, prices=self._prices, day=day, currency=self._currency, is_fiat=self._is_fiat
        )
        if found is None:
            return
        if is_far(found, prices=self._prices, day=day, currency=self._currency):
            self._suspects.append(_Suspect(entry, day, found))
        else:
            self._agreeing[found.asset].append(day)

    def _is_compared(self, leg: Leg | None) -> bool:
        if self._only is None:
            return True
        return leg is not None and leg.asset in self._only and not self._is_fiat(leg.asset)

    def problems(self) -> Iterator[Problem]:
        """The splits for which prices are adjusted, then the rows that none of them explains."""
        events = split_events(self._splits)
        adjusted = [event for event in events if self._is_adjusted(event, events)]
        yield from map(_adjusted_problem, adjusted)
        for suspect in self._suspects:
            if self._of_rows and not _explains(adjusted, suspect):
                entry, day, found = suspect
                message = far_message(found, day=day, currency=self._currency)
                yield Problem(
                    ProblemCode.PRICE_FAR_FROM_MARKET, message, entry.id, entry.line, found.asset,
                    entry.account,
                )  # fmt: skip

    def _is_adjusted(self, event: SplitEvent, events: list[SplitEvent]) -> bool:
        if abs(log(event.ratio)) < _LEAST_RATIO:
            return False
        jumps = self._jumps(event)
        if jumps:
            return False
        rows = [one for one in self._suspects if one.day <= event.day]
        pro = sum(one.found.asset == event.asset and _explains(events, one) for one in rows)
        con = sum(day < event.day for day in self._agreeing[event.asset])
        return pro > con or (pro == con == 0 and jumps is False)

    def _jumps(self, event: SplitEvent) -> bool | None:
        """Whether some price around the split moves as the split does; None: none is known."""
        days = [event.day + step * _ONE_DAY for step in _AROUND]
        before = [self._quoted(event.asset, day) for day in days]
        after = before
        if event.asset != event.into:
            after = [self._quoted(event.into, day) for day in days]
        moves = []
        for place, price in enumerate(before):
            following = next((one for one in after[place + 1 :] if one), None)
            if price and following and days[place] < event.day + 3 * _ONE_DAY:
                moves.append(log(following / price))
        if not moves or not any(before[:3]) or not any(after[3:]):
            return None
        expected = -log(event.ratio)
        return any(abs(move - expected) < abs(move) for move in moves)

    def _quoted(self, asset: Hashable, day: date) -> Decimal | None:
        """The price of a day that has one of its own, above 0."""
        if self._prices.band(asset, day=day, currency=self._currency) is None:
            return None
        return self._prices.price(asset, day=day, currency=self._currency) or None


def _explains(events: Iterable[SplitEvent], suspect: _Suspect) -> bool:
    found = suspect.found
    ratio = later_ratio(events, found.asset, day=suspect.day)
    left = found.stated / found.market / ratio
    return ratio != ONE and ONE / _EXPLAINED <= left <= _EXPLAINED


def _adjusted_problem(event: SplitEvent) -> Problem:
    entry = event.entry
    sent, received = (
        f"{plain_figure(leg.quantity)} {leg.asset}" for leg in (entry.sent, entry.received)
    )
    message = sentence(
        "The prices of {asset} look adjusted for the split of {day} ({sent} became {received}): "
        "those before it are given as if it had happened already, so the value of those days is "
        "wrong.",
        asset=event.asset, day=event.day, sent=sent, received=received,
    )  # fmt: skip
    return Problem(
        ProblemCode.PRICES_ADJUSTED, message, entry.id, entry.line, event.asset, entry.account
    )
