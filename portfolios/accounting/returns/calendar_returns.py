"""Daily returns chained by calendar month and year."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from markets.numbers import ONE, exact
from portfolios.accounting.returns.performance import DailyReturn

MONTHS = 12


@dataclass(frozen=True, slots=True)
class MonthReturn:
    """Π (1 + r) − 1 over the days of a month that the series has, and how many these are."""

    value: Decimal
    days: int


@dataclass(frozen=True, slots=True)
class YearReturns:
    """A year's months, January first, None where the series has no day; and the year's chain."""

    year: int
    months: tuple[MonthReturn | None, ...]
    total: Decimal


def calendar_returns(returns: Sequence[DailyReturn]) -> tuple[YearReturns, ...]:
    """Every year of the series, oldest first. All months chained give the series' own return."""
    with exact():
        return tuple(
            _year(year, list(days)) for year, days in groupby(returns, key=lambda r: r.day.year)
        )


def _year(year: int, days: list[DailyReturn]) -> YearReturns:
    months: list[MonthReturn | None] = [None] * MONTHS
    total = ONE
    for month, found in groupby(days, key=lambda r: r.day.month):
        growth, count = ONE, 0
        for day in found:
            growth *= ONE + day.simple
            count += 1
        months[month - 1] = MonthReturn(growth - ONE, count)
        total *= growth
    return YearReturns(year, tuple(months), total - ONE)
