"""The markets' daily closes as the accounting asks for them."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from markets.models import Candle
from markets.numbers import CONTEXT, ONE, exact_decimal
from markets.selectors import usd_prices

_ONE_DAY = timedelta(days=1)


class LedgerPrices:
    """Prices of a ledger's assets over its days, read with three queries.

    Assets are keyed by primary key. A day has the close of its UTC candle, or the last one
    before it; today's is the latest close that is stored.
    """

    def __init__(self, assets: Iterable[int], *, first: date, last: date, usd: int):
        self._usd = usd
        self._first = first
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        self._last = len(days) - 1
        self._usd_closes: dict[int, np.ndarray] = usd_prices(assets, days)
        self._candles: dict[int, dict[date, tuple[float, float]]] = {}
        self._known: dict[tuple[int, int, int], Decimal | None] = {}

    def price(self, asset: int, *, day: date, currency: int) -> Decimal | None:
        """Price of one unit in `currency`, exact to the digits that the close was given with."""
        if asset == currency:
            return ONE
        place = min((day - self._first).days, self._last)
        if place < 0:
            return None
        key = (asset, currency, place)
        if key not in self._known:
            self._known[key] = self._between(asset, currency, place, place)[0]
        return self._known[key]

    def daily(self, asset: int, *, first: date, last: date, currency: int) -> list[Decimal | None]:
        """The same for every day from `first` to `last`, both included."""
        start, end = (first - self._first).days, (last - self._first).days
        if asset == currency:
            return [ONE] * (end - start + 1)
        if start >= 0 and end <= self._last:
            return self._between(asset, currency, start, end)
        days = (first + timedelta(days=number) for number in range(end - start + 1))
        return [self.price(asset, day=day, currency=currency) for day in days]

    def band(self, asset: int, *, day: date, currency: int) -> tuple[Decimal, Decimal] | None:
        """The lowest and highest price of the day, the one before and the one after.

        By candles, whose days are those of UTC; None where the day itself has none. One query the
        first time that an asset is asked for.
        """
        if asset not in self._candles:
            candles = Candle.objects.filter(asset=asset).order_by()
            self._candles[asset] = {
                one: (low or close, high or close)
                for one, low, high, close in candles.values_list("day", "low", "high", "close")
            }
        ranges, rate = self._candles[asset], self.price(self._usd, day=day, currency=currency)
        if rate is None or day not in ranges:
            return None
        ends = [end for step in (-1, 0, 1) for end in ranges.get(day + step * _ONE_DAY, ())]
        low, high = (exact_decimal(end) for end in (min(ends), max(ends)))
        return CONTEXT.multiply(low, rate), CONTEXT.multiply(high, rate)

    def lacking(self, asset: int, *, day: date, currency: int) -> tuple[int, int]:
        """Of an asset without a price on a day, the pair whose rate is not there."""
        if self.price(asset, day=day, currency=self._usd) is None:
            return asset, currency
        return self._usd, currency

    def _between(self, asset: int, currency: int, start: int, end: int) -> list[Decimal | None]:
        prices = self._in_usd(asset, start, end)
        if currency == self._usd:
            return prices
        rates = self._in_usd(currency, start, end)
        return [
            None if price is None or rate is None else CONTEXT.divide(price, rate)
            for price, rate in zip(prices, rates, strict=True)
        ]

    def _in_usd(self, asset: int, start: int, end: int) -> list[Decimal | None]:
        if asset == self._usd:
            return [ONE] * (end - start + 1)
        closes = self._usd_closes.get(asset)
        if closes is None:
            return [None] * (end - start + 1)
        # repr gives the shortest decimal that is this float: the price as it was quoted.
        return [
            None if close != close else exact_decimal(close)
            for close in closes[start : end + 1].tolist()
        ]
