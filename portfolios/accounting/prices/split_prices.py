"""Splits as events of a price, and prices of before them in the units of then."""

from collections.abc import Callable, Container, Hashable, Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple, TypeGuard

from markets.numbers import CONTEXT, ONE
from portfolios.accounting.core.entries import Entry, Exchange
from portfolios.accounting.core.types import TransactionType
from portfolios.accounting.prices.prices import Prices

# Rows of several accounts are one split when they lie so near and their ratios differ by rounding.
_WITHIN = timedelta(days=7)
_ROUNDING = Decimal("0.001")


class SplitEvent(NamedTuple):
    """One unit of `asset` became `ratio` units of `into` on a day; `entry` is its first row."""

    asset: Hashable
    into: Hashable
    ratio: Decimal
    day: date
    entry: Exchange


def is_split(entry: Entry) -> TypeGuard[Exchange]:
    """Whether a row turns old units into new ones."""
    return entry.type is TransactionType.SPLIT


def split_events(rows: Iterable[tuple[Exchange, date]]) -> list[SplitEvent]:
    """The splits of coins among some rows, each with its local day, in order of time."""
    events: list[SplitEvent] = []
    for entry, day in sorted(rows, key=lambda row: (row[0].at, row[0].order)):
        asset, into = entry.sent.asset, entry.received.asset
        ratio = CONTEXT.divide(entry.received.quantity, entry.sent.quantity)
        known = any(
            (one.asset, one.into) == (asset, into)
            and day - one.day <= _WITHIN
            and one.entry.account != entry.account
            and abs(one.ratio - ratio) <= ratio * _ROUNDING
            for one in events
        )
        if not known:
            events.append(SplitEvent(asset, into, ratio, day, entry))
    return events


def later_ratio(events: Iterable[SplitEvent], asset: Hashable, *, day: date) -> Decimal:
    """How many units a unit of a day became by the splits after it."""
    ratio = ONE
    for event in events:
        if event.asset == asset and event.day > day:
            ratio = CONTEXT.multiply(ratio, event.ratio)
    return ratio


class UnadjustedPrices:
    """Prices of which those of some assets are adjusted for splits, as they were on their days.

    A price of before a split is multiplied by its ratio, for the units that were held then.
    """

    def __init__(
        self, prices: Prices, events: Iterable[SplitEvent], *, assets: Container[Hashable]
    ) -> None:
        self._prices = prices
        self._events: dict[Hashable, list[SplitEvent]] = {}
        for event in events:
            if event.asset in assets:
                self._events.setdefault(event.asset, []).append(event)

    def price(self, asset: Hashable, *, day: date, currency: Hashable) -> Decimal | None:
        """As the prices that it stands on, in the units of the day."""
        found = self._prices.price(asset, day=day, currency=currency)
        return None if found is None else self._restored(found, asset, day, currency)

    def daily(
        self, asset: Hashable, *, first: date, last: date, currency: Hashable
    ) -> Sequence[Decimal | None]:
        """The same for every day from `first` to `last`, both included."""
        found = self._prices.daily(asset, first=first, last=last, currency=currency)
        if asset not in self._events and currency not in self._events:
            return found
        return [
            None
            if price is None
            else self._restored(price, asset, first + timedelta(days=place), currency)
            for place, price in enumerate(found)
        ]

    def lacking(
        self, asset: Hashable, *, day: date, currency: Hashable
    ) -> tuple[Hashable, Hashable]:
        """As the prices that it stands on."""
        return self._prices.lacking(asset, day=day, currency=currency)

    def band(
        self, asset: Hashable, *, day: date, currency: Hashable
    ) -> tuple[Decimal, Decimal] | None:
        """As the prices that it stands on, in the units of the day."""
        band = self._prices.band(asset, day=day, currency=currency)
        if band is None:
            return None
        low, high = band
        return (
            self._restored(low, asset, day, currency), self._restored(high, asset, day, currency)
        )  # fmt: skip

    def _restored(self, price: Decimal, asset: Hashable, day: date, currency: Hashable) -> Decimal:
        """A price in the units of its day."""
        if asset in self._events:
            price = CONTEXT.multiply(price, later_ratio(self._events[asset], asset, day=day))
        if currency in self._events:
            price = CONTEXT.divide(price, later_ratio(self._events[currency], currency, day=day))
        return price


def splits_of(
    entries: Iterable[Entry], *, local_day: Callable[[datetime], date]
) -> list[SplitEvent]:
    """The splits among the rows of a ledger."""
    return split_events((entry, local_day(entry.at)) for entry in entries if is_split(entry))
