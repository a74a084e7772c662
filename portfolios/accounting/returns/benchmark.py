"""A benchmark: an asset's own returns, and what the same flows would have become in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from markets.numbers import ONE, ZERO, exact
from portfolios.accounting.prices.valuation import DailyValue
from portfolios.accounting.returns.performance import DailyReturn
from portfolios.accounting.returns.periods import MoneyWeighted, Stretch, money_weighted


@dataclass(frozen=True, slots=True)
class SameFlows:
    """What a stretch's flows would be worth at the end of each day in the benchmark.

    `unpaid` is what outflows asked for beyond what was there: the value stops at 0 then.
    """

    days: tuple[DailyValue, ...]
    unpaid: Decimal
    short_on: date | None

    @property
    def closing(self) -> Decimal:
        return self.days[-1].value


@dataclass(frozen=True, slots=True)
class Comparison:
    """A benchmark over the days of a stretch; `priced_since` is the first day it has a price.

    Before that day it earns nothing, and money waits.
    """

    returns: tuple[DailyReturn, ...]
    same: SameFlows
    money_weighted: MoneyWeighted
    priced_since: date | None

    @property
    def total(self) -> Decimal:
        return self.returns[-1].chained


def compare(stretch: Stretch, *, prices: Sequence[Decimal | None]) -> Comparison:
    """A stretch beside an asset. `prices` are closes from the day before the first day on.

    r_d = price_d / price_{d−1} − 1, 0 where one of the two is missing.
    """
    factors = _factors(prices)
    same = _same_flows(stretch, factors=factors)
    named = zip([stretch.opened_on, *(day.day for day in stretch.days)], prices, strict=True)
    return Comparison(
        returns=_chained(stretch, factors=factors),
        same=same,
        money_weighted=money_weighted(Stretch(max(stretch.opening, ZERO), same.days)),
        priced_since=next((day for day, price in named if price), None),
    )


def _factors(prices: Sequence[Decimal | None]) -> list[Decimal]:
    with exact():
        return [now / before if before and now else ONE for before, now in pairwise(prices)]


def _chained(stretch: Stretch, *, factors: Sequence[Decimal]) -> tuple[DailyReturn, ...]:
    growth, returns = ONE, []
    with exact():
        for day, factor in zip(stretch.days, factors, strict=True):
            growth *= factor
            returns.append(DailyReturn(day.day, factor - ONE, growth - ONE))
    return tuple(returns)


def _same_flows(stretch: Stretch, *, factors: Sequence[Decimal]) -> SameFlows:
    """V_d = (V_{d−1} + inflow_d) × price_d / price_{d−1} − outflow_d, but not below 0.

    An inflow buys at the close before its day, an outflow sells at the close of its own: as the
    time-weighted return counts them, so that what holds only the benchmark equals it.
    """
    value = max(stretch.opening, ZERO)
    days, unpaid, short_on = [], ZERO, None
    with exact():
        for day, factor in zip(stretch.days, factors, strict=True):
            there = (value + day.inflow) * factor
            paid = min(day.outflow, there)
            if paid < day.outflow:
                unpaid += day.outflow - paid
                short_on = short_on or day.day
            value = there - paid
            days.append(DailyValue(day.day, value, day.inflow, paid))
    return SameFlows(tuple(days), unpaid, short_on)
