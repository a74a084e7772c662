"""The markets' daily closes as the accounting asks for them."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from markets.selectors import usd_prices
from portfolios.accounting.numbers import CONTEXT, ONE

USD = "usd"


class LedgerPrices:
    """Prices of a ledger's assets over its days, read with one query.

    Assets are keyed by primary key. A day has the close of its UTC candle, or the last one
    before it; today's is the latest close that is stored.
    """

    def __init__(self, assets: Iterable[int], *, first: date, last: date, usd: int):
        self._usd = usd
        self._first = first
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        self._closes: dict[int, np.ndarray] = usd_prices(assets, days)
        self._last = len(days) - 1
        self._exact: dict[tuple[int, int], Decimal | None] = {}

    def price(self, asset: int, *, day: date, currency: int) -> Decimal | None:
        """Price of one unit in `currency`, exact to the digits that the close was given with."""
        if asset == currency:
            return ONE
        place = (day - self._first).days
        return self._cross(asset, currency, place)

    def daily(self, asset: int, *, first: date, last: date, currency: int) -> list[Decimal | None]:
        """The same for every day from `first` to `last`, both included."""
        start, end = (first - self._first).days, (last - self._first).days
        if asset == currency:
            return [ONE] * (end - start + 1)
        return [self._cross(asset, currency, place) for place in range(start, end + 1)]

    def _cross(self, asset: int, currency: int, place: int) -> Decimal | None:
        price = self._in_usd(asset, place)
        if price is None or currency == self._usd:
            return price
        rate = self._in_usd(currency, place)
        return None if rate is None else CONTEXT.divide(price, rate)

    def _in_usd(self, asset: int, place: int) -> Decimal | None:
        if asset == self._usd:
            return ONE
        if place < 0:
            return None
        key = (asset, min(place, self._last))
        if key not in self._exact:
            closes = self._closes.get(asset)
            close = float("nan") if closes is None else float(closes[key[1]])
            # repr gives the shortest decimal that is this float: the price as it was quoted.
            self._exact[key] = None if close != close else Decimal(repr(close))
        return self._exact[key]
