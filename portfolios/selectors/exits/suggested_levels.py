"""Levels suggested by how far an asset usually moves in a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from markets.analytics.indicators import average_true_range
from markets.analytics.market.levels import WINDOW_DAYS as TURNS_WITHIN
from markets.analytics.market.levels import Level, support_and_resistance
from markets.models import Asset, Quote
from markets.numbers import exact_decimal, quantised, significant
from markets.selectors import DayPrices, price_history
from portfolios.models import Portfolio
from portfolios.selectors.books.holdings import currency_rate

FACTORS = (2, 3, 4)
ATR_DAYS = 14
TRIED_DAYS = 90
# A day alone hardly ever moves by two of its average ranges; a stop stands for longer.
SET_BEFORE_DAYS = 7
# Wilder's average forgets its first value slowly: so long before, that is under a hundredth.
WARM_UP_DAYS = 90
_DIGITS = 5


@dataclass(frozen=True, slots=True)
class SuggestedLevel:
    """A level `factor` average ranges from the price; money is in the portfolio's currency.

    `distance` is a fraction of the price, above 0 on both sides. `touched` of `tried` past days
    reached the level that the same rule had given a week before them.
    """

    factor: int
    average_range: Decimal
    level: Decimal
    distance: Decimal
    touched: int
    tried: int

    @property
    def trail_percent(self) -> Decimal:
        """The distance in per cent, as a form takes it."""
        return quantised(100 * self.distance, places=2)


@dataclass(frozen=True, slots=True)
class TurningLevel:
    """A price at which closes of the last 365 days turned `turns` times, as a fraction away."""

    level: Decimal
    distance: Decimal
    turns: int


@dataclass(frozen=True, slots=True)
class Suggestions:
    """`stops` and `support` under the price, `targets` and `resistance` over it, nearest first."""

    asset: Asset
    price: Decimal
    stops: list[SuggestedLevel]
    targets: list[SuggestedLevel]
    support: list[TurningLevel]
    resistance: list[TurningLevel]


def suggested_levels(portfolio: Portfolio, *, asset: Asset, today: date) -> Suggestions | None:
    """Levels 2, 3 and 4 average ranges from the price; None without a price or enough candles.

    Beside them where closes have turned, as the asset's page has it, on its side of the price now.
    The average is Wilder's ATR over 14 completed days (UTC). Three queries.
    """
    quote = Quote.objects.filter(asset=asset).first()
    rate = currency_rate(portfolio.currency)
    span = timedelta(days=max(TRIED_DAYS + WARM_UP_DAYS, TURNS_WITHIN))
    days = price_history(asset, start=today - span, end=today - timedelta(days=1))
    if quote is None or not rate:
        return None
    high, low, close = _arrays(days)
    ranges = average_true_range(high, low, close, days=ATR_DAYS)
    if not len(ranges) or not np.isfinite(ranges[-1]) or ranges[-1] <= 0:
        return None
    price = exact_decimal(quote.price) / rate
    average = exact_decimal(ranges[-1]) / rate

    def levels(side: int) -> list[SuggestedLevel]:
        reach = low if side < 0 else high
        made = (
            _level(factor * side, price=price, average=average, counts=_touched(
                reach, close, ranges, factor=factor * side))
            for factor in FACTORS
        )  # fmt: skip
        return [one for one in made if one is not None]

    turns = support_and_resistance(close, atr=float(ranges[-1]))
    turned = _turned((*turns.support, *turns.resistance), price=price, rate=rate)
    return Suggestions(
        asset=asset,
        price=price,
        stops=levels(-1),
        targets=levels(1),
        support=[one for one in turned if one.level < price],
        resistance=[one for one in turned if one.level > price],
    )


def _turned(found: Iterable[Level], *, price: Decimal, rate: Decimal) -> list[TurningLevel]:
    levels = (
        (significant(exact_decimal(one.price) / rate, digits=_DIGITS), one.pivots) for one in found
    )
    turned = [TurningLevel(level, abs(level / price - 1), pivots) for level, pivots in levels]
    return sorted(turned, key=lambda one: one.distance)


def _arrays(days: list[DayPrices]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """High, low and close; a day that has only a close was at it all day."""
    rows = [
        (day.close if day.high is None else day.high, day.close if day.low is None else day.low,
         day.close)
        for day in days
    ]  # fmt: skip
    high, low, close = np.array(rows, dtype=float).reshape(-1, 3).T
    return high, low, close


def _touched(
    reach: np.ndarray, close: np.ndarray, ranges: np.ndarray, *, factor: int
) -> tuple[int, int]:
    """On how many of the last days, of how many, a level set a week before was reached."""
    before = slice(-TRIED_DAYS - SET_BEFORE_DAYS, -SET_BEFORE_DAYS)
    levels = close[before] + factor * ranges[before]
    known = np.isfinite(levels) & (levels > 0)
    seen = reach[-len(levels) :] if len(levels) else reach[:0]
    reached = seen <= levels if factor < 0 else seen >= levels
    return int((reached & known).sum()), int(known.sum())


def _level(
    factor: int, *, price: Decimal, average: Decimal, counts: tuple[int, int]
) -> SuggestedLevel | None:
    """Five digits that count, as a person would write it; None where it is no price any more.

    A price that hardly moves takes more: as many as leave two of its average range.
    """
    digits = max(_DIGITS, price.adjusted() - average.adjusted() + 2)
    level = significant(price + factor * average, digits=digits)
    if level <= 0:
        return None
    return SuggestedLevel(abs(factor), average, level, abs(level / price - 1), *counts)
