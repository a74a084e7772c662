"""Prices as data: an asset's price in a currency on a day, found directly or by crossing."""

from bisect import bisect_right
from collections.abc import Hashable, Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple, Protocol

from portfolios.accounting.numbers import CONTEXT, ONE

_ONE_DAY = timedelta(days=1)
_MOST_STEPS = 3


class Prices(Protocol):
    """Where the books look up prices. Neither method raises for an unknown asset."""

    def price(self, asset: Hashable, *, day: date, currency: Hashable) -> Decimal | None:
        """Price of one unit on `day` (the last one before, if none that day), or None."""

    def daily(
        self, asset: Hashable, *, first: date, last: date, currency: Hashable
    ) -> Sequence[Decimal | None]:
        """The same for every day from `first` to `last`, both included."""


class Quote(NamedTuple):
    """One unit of `asset` cost `price` units of `currency` on `day`."""

    day: date
    asset: Hashable
    price: Decimal
    currency: Hashable


class _Series:
    """The quotes of one pair in order of days; of two for one day the later given holds."""

    __slots__ = ("days", "quotes")

    def __init__(self, quotes: dict[date, Decimal]) -> None:
        self.quotes = quotes
        self.days = sorted(quotes)

    def day_before(self, day: date) -> date | None:
        """The last day up to `day` that has a quote."""
        if day in self.quotes:
            return day
        place = bisect_right(self.days, day)
        return self.days[place - 1] if place else None

    def at(self, day: date) -> Decimal | None:
        """The price that holds on a day."""
        found = self.quotes.get(day)
        return self.quotes.get(self.day_before(day)) if found is None else found

    def each_day(self, first: date, last: date) -> list[Decimal | None]:
        """The price that holds on each day from `first` to `last`."""
        place = bisect_right(self.days, first)
        held = self.quotes[self.days[place - 1]] if place else None
        found: list[Decimal | None] = []
        start = first
        for later in self.days[place : bisect_right(self.days, last)]:
            found += [held] * (later - start).days
            start, held = later, self.quotes[later]
        return found + [held] * ((last - start).days + 1)


class PriceTable:
    """Prices held in memory. A pair serves both ways: EUR in USD also gives USD in EUR.

    Where a pair is quoted in both directions the more recent quote is used. Where it is not
    quoted at all, the price is crossed through the fewest currencies that lead there (at most
    two), in the order in which pairs were first given. Prices of 0 or less cannot be inverted.
    """

    def __init__(self, quotes: Iterable[tuple[date, Hashable, Decimal, Hashable]] = ()) -> None:
        pairs: dict[tuple[Hashable, Hashable], dict[date, Decimal]] = {}
        for day, asset, price, currency in quotes:
            pairs.setdefault((asset, currency), {})[day] = price
        self._series = {pair: _Series(by_day) for pair, by_day in pairs.items()}
        self._hubs = dict.fromkeys(currency for _, currency in pairs)
        self._routes: dict[tuple[Hashable, Hashable], list[tuple[Hashable, ...]]] = {}
        self._alone: dict[tuple[Hashable, Hashable], _Series | None] = {}
        self._known: dict[tuple[Hashable, Hashable, date], Decimal | None] = {}

    @property
    def assets(self) -> frozenset[Hashable]:
        """Every asset and currency that some quote names."""
        return frozenset(name for pair in self._series for name in pair)

    def price(self, asset: Hashable, *, day: date, currency: Hashable) -> Decimal | None:
        """Price of one unit on `day` (the last one before, if none that day), or None."""
        if asset == currency:
            return ONE
        series = self._only_series(asset, currency)
        if series is not None:
            found = series.at(day)
            return None if found is None else CONTEXT.plus(found)
        key = (asset, currency, day)
        if key not in self._known:
            self._known[key] = self._crossed(asset, day=day, currency=currency)
        return self._known[key]

    def daily(
        self, asset: Hashable, *, first: date, last: date, currency: Hashable
    ) -> list[Decimal | None]:
        """`price` for every day from `first` to `last`, both included."""
        series = self._only_series(asset, currency)
        if series is not None:
            return series.each_day(first, last)
        length = (last - first).days + 1
        if asset != currency and not self._routes_between(asset, currency):
            return [None] * length
        days = (first + number * _ONE_DAY for number in range(length))
        return [self.price(asset, day=day, currency=currency) for day in days]

    def _only_series(self, asset: Hashable, currency: Hashable) -> _Series | None:
        """The one series that a pair's price can come from, where that is so: as mostly."""
        key = (asset, currency)
        if key not in self._alone:
            routes = self._routes_between(asset, currency)
            alone = len(routes) == 1 and (currency, asset) not in self._series
            self._alone[key] = self._series.get(key) if alone else None
        return self._alone[key]

    def _crossed(self, asset: Hashable, *, day: date, currency: Hashable) -> Decimal | None:
        for route in self._routes_between(asset, currency):
            product = ONE
            for start, end in pairwise(route):
                step = self._quoted(start, end, day=day)
                if step is None:
                    break
                product = CONTEXT.multiply(product, step)
            else:
                return product
        return None

    def _quoted(self, asset: Hashable, currency: Hashable, *, day: date) -> Decimal | None:
        direct = self._series.get((asset, currency))
        inverse = self._series.get((currency, asset))
        forth = direct.day_before(day) if direct else None
        back = inverse.day_before(day) if inverse else None
        if back is not None and (forth is None or back > forth) and inverse.quotes[back] > 0:
            return CONTEXT.divide(ONE, inverse.quotes[back])
        return None if forth is None else direct.quotes[forth]

    def _routes_between(self, asset: Hashable, currency: Hashable) -> list[tuple[Hashable, ...]]:
        key = (asset, currency)
        if key not in self._routes:
            self._routes[key] = self._find_routes(asset, currency)
        return self._routes[key]

    def _find_routes(self, asset: Hashable, currency: Hashable) -> list[tuple[Hashable, ...]]:
        """Every way from asset to currency over hubs, shortest first."""
        routes, paths = [], [(asset,)]
        for _ in range(_MOST_STEPS):
            routes += [(*path, currency) for path in paths if self._linked(path[-1], currency)]
            paths = [
                (*path, hub)
                for path in paths
                for hub in self._hubs
                if hub != currency and hub not in path and self._linked(path[-1], hub)
            ]
        return routes

    def _linked(self, one: Hashable, other: Hashable) -> bool:
        return (one, other) in self._series or (other, one) in self._series
