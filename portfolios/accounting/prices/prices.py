"""Prices as data: an asset's price in a currency on a day, found directly or by crossing."""

from collections.abc import Hashable, Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple, Protocol

from markets.numbers import CONTEXT, ONE
from portfolios.accounting.prices.series import QuoteSeries

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

    def lacking(
        self, asset: Hashable, *, day: date, currency: Hashable
    ) -> tuple[Hashable, Hashable]:
        """Of an asset without a price on a day, the pair whose rate is not there.

        The asset itself and the currency, unless the asset has a price in another currency.
        """

    def band(
        self, asset: Hashable, *, day: date, currency: Hashable
    ) -> tuple[Decimal, Decimal] | None:
        """The lowest and highest price known around a day; None where that day has none itself."""


class Quote(NamedTuple):
    """One unit of `asset` cost `price` units of `currency` on `day`."""

    day: date
    asset: Hashable
    price: Decimal
    currency: Hashable


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
        self._series = {pair: QuoteSeries(by_day) for pair, by_day in pairs.items()}
        self._hubs = dict.fromkeys(currency for _, currency in pairs)
        self._routes: dict[tuple[Hashable, Hashable], list[tuple[Hashable, ...]]] = {}
        self._alone: dict[tuple[Hashable, Hashable], QuoteSeries | None] = {}
        self._ways: dict[tuple[Hashable, Hashable], QuoteSeries | None] = {}
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
        if asset == currency:
            return [ONE] * ((last - first).days + 1)
        return self._crossed_daily(asset, currency, first=first, last=last)

    def lacking(
        self, asset: Hashable, *, day: date, currency: Hashable
    ) -> tuple[Hashable, Hashable]:
        """Of an asset without a price on a day, the pair whose rate is not there."""
        for pair in self._series:
            if asset in pair:
                other = pair[pair[0] == asset]
                if self.price(asset, day=day, currency=other) is not None:
                    return other, currency
        return asset, currency

    def band(
        self, asset: Hashable, *, day: date, currency: Hashable
    ) -> tuple[Decimal, Decimal] | None:
        """The lowest and highest price of the day, the one before and the one after.

        None where the day itself has no quote of the asset.
        """
        if not any(asset in pair and day in one.quotes for pair, one in self._series.items()):
            return None
        days = (day - _ONE_DAY, day, day + _ONE_DAY)
        found = [self.price(asset, day=one, currency=currency) for one in days]
        known = [price for price in found if price is not None]
        return (min(known), max(known)) if known else None

    def _only_series(self, asset: Hashable, currency: Hashable) -> QuoteSeries | None:
        """The one series that a pair's price can come from, where that is so: as mostly."""
        key = (asset, currency)
        if key not in self._alone:
            routes = self._routes_between(asset, currency)
            alone = len(routes) == 1 and (currency, asset) not in self._series
            self._alone[key] = self._series.get(key) if alone else None
        return self._alone[key]

    def _crossed(self, asset: Hashable, *, day: date, currency: Hashable) -> Decimal | None:
        for route in self._routes_between(asset, currency):
            found = _product(self._quoted(*pair, day=day) for pair in pairwise(route))
            if found is not None:
                return found
        return None

    def _crossed_daily(
        self, asset: Hashable, currency: Hashable, *, first: date, last: date
    ) -> list[Decimal | None]:
        """`_crossed` for each day; in one go, for it is asked for thousands of days at a time."""
        found: list[Decimal | None] = [None] * ((last - first).days + 1)
        for route in self._routes_between(asset, currency):
            steps = [self._quoted_daily(*pair, first=first, last=last) for pair in pairwise(route)]
            crossed = map(_product, zip(*steps, strict=True))
            found = [
                old if old is not None else new for old, new in zip(found, crossed, strict=True)
            ]
            if all(price is not None for price in found):
                break
        return found

    def _quoted_daily(
        self, asset: Hashable, currency: Hashable, *, first: date, last: date
    ) -> list[Decimal | None]:
        """`_quoted` for each day."""
        alone = self._one_way(asset, currency)
        if alone is not None:
            return alone.each_day(first, last)
        days = (first + number * _ONE_DAY for number in range((last - first).days + 1))
        return [self._quoted(asset, currency, day=day) for day in days]

    def _quoted(self, asset: Hashable, currency: Hashable, *, day: date) -> Decimal | None:
        alone = self._one_way(asset, currency)
        if alone is not None:
            return alone.at(day)
        forth = self._last_quote(asset, currency, day=day)
        back = self._last_quote(currency, asset, day=day)
        if back is not None and (forth is None or back[0] > forth[0]) and back[1] > 0:
            return CONTEXT.divide(ONE, back[1])
        return None if forth is None else forth[1]

    def _last_quote(
        self, asset: Hashable, currency: Hashable, *, day: date
    ) -> tuple[date, Decimal] | None:
        """The last quote of a pair as it stands in the table, with its day."""
        series = self._series.get((asset, currency))
        on = series.day_before(day) if series else None
        return None if series is None or on is None else (on, series.quotes[on])

    def _one_way(self, asset: Hashable, currency: Hashable) -> QuoteSeries | None:
        """The quotes of a pair that is quoted in one direction only, turned round if need be."""
        key = (asset, currency)
        if key not in self._ways:
            direct, inverse = self._series.get(key), self._series.get((currency, asset))
            if direct is None and inverse is not None:
                self._ways[key] = inverse.inverted()
            else:
                self._ways[key] = direct if inverse is None else None
        return self._ways[key]

    def _routes_between(self, asset: Hashable, currency: Hashable) -> list[tuple[Hashable, ...]]:
        key = (asset, currency)
        if key not in self._routes:
            self._routes[key] = self._find_routes(asset, currency)
        return self._routes[key]

    def _find_routes(self, asset: Hashable, currency: Hashable) -> list[tuple[Hashable, ...]]:
        """Every way from asset to currency over hubs, shortest first."""
        routes: list[tuple[Hashable, ...]] = []
        paths: list[tuple[Hashable, ...]] = [(asset,)]
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


def _product(quotes: Iterable[Decimal | None]) -> Decimal | None:
    """The quotes multiplied, or None where one is missing."""
    product = ONE
    for quote in quotes:
        if quote is None:
            return None
        product = CONTEXT.multiply(product, quote)
    return product
