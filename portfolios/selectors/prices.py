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
        self._last = len(days) - 1
        self._usd_closes: dict[int, np.ndarray] = usd_prices(assets, days)
        self._series: dict[tuple[int, int], list[Decimal | None]] = {}

    def price(self, asset: int, *, day: date, currency: int) -> Decimal | None:
        """Price of one unit in `currency`, exact to the digits that the close was given with."""
        if asset == currency:
            return ONE
        place = (day - self._first).days
        return self._prices(asset, currency)[min(place, self._last)] if place >= 0 else None

    def daily(self, asset: int, *, first: date, last: date, currency: int) -> list[Decimal | None]:
        """The same for every day from `first` to `last`, both included."""
        start, end = (first - self._first).days, (last - self._first).days
        if asset == currency:
            return [ONE] * (end - start + 1)
        prices = self._prices(asset, currency)
        before, after = min(0, start), max(0, end - self._last)
        held = prices[max(0, start) : end + 1]
        return [None] * -before + held + [prices[-1]] * min(after, end - start + 1)

    def _prices(self, asset: int, currency: int) -> list[Decimal | None]:
        """The prices of every day, worked out when they are first asked for."""
        key = (asset, currency)
        if key not in self._series:
            prices = self._in_usd(asset)
            if currency != self._usd:
                rates = self._prices(currency, self._usd)
                prices = [
                    None if price is None or rate is None else CONTEXT.divide(price, rate)
                    for price, rate in zip(prices, rates, strict=True)
                ]
            self._series[key] = prices
        return self._series[key]

    def _in_usd(self, asset: int) -> list[Decimal | None]:
        if asset == self._usd:
            return [ONE] * (self._last + 1)
        closes = self._usd_closes.get(asset)
        if closes is None:
            return [None] * (self._last + 1)
        # repr gives the shortest decimal that is this float: the price as it was quoted.
        return [None if close != close else Decimal(repr(close)) for close in closes.tolist()]
