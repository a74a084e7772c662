"""Stretches of a series of daily values: what each opened and closed with, and earned."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from operator import attrgetter

from markets.analytics.risk import DAYS_A_YEAR
from markets.numbers import ZERO, exact
from portfolios.accounting.prices.rates import Rates
from portfolios.accounting.prices.valuation import DailyValue
from portfolios.accounting.returns.performance import money_weighted_rates

_ONE_DAY = timedelta(days=1)
_DAY = attrgetter("day")


@dataclass(frozen=True)
class Stretch:
    """Days in a row and the value before the first of them.

    `offset` is the first day's place in the series that the days were taken from.
    """

    opening: Decimal
    days: tuple[DailyValue, ...]
    offset: int = 0

    @property
    def first(self) -> date:
        return self.days[0].day

    @property
    def last(self) -> date:
        return self.days[-1].day

    @property
    def opened_on(self) -> date:
        """The day at whose end the stretch opens."""
        return self.first - _ONE_DAY

    @property
    def closing(self) -> Decimal:
        return self.days[-1].value if self.days else self.opening

    @cached_property
    def inflow(self) -> Decimal:
        with exact():
            return sum((day.inflow for day in self.days), ZERO)

    @cached_property
    def outflow(self) -> Decimal:
        with exact():
            return sum((day.outflow for day in self.days), ZERO)

    @property
    def net_flow(self) -> Decimal:
        with exact():
            return self.inflow - self.outflow

    @property
    def profit(self) -> Decimal:
        """closing − opening − net flow."""
        with exact():
            return self.closing - self.opening - self.net_flow


def stretch_of(
    days: Sequence[DailyValue], *, first: date | None = None, last: date | None = None
) -> Stretch:
    """The days from `first` to `last`, both included; without limits, all of them."""
    start = 0 if first is None else bisect_left(days, first, key=_DAY)
    end = len(days) if last is None else bisect_right(days, last, key=_DAY)
    opening = days[start - 1].value if start else ZERO
    return Stretch(opening, tuple(days[start:end]), start)


@dataclass(frozen=True, slots=True)
class MoneyWeighted:
    """XIRR: the yearly rates that fit, and the growth over the period at the one nearest 0.

    `days` are those from the first money to the close; `is_yearly` says whether they make a year.
    """

    rates: Rates
    own: float | None
    days: int

    @property
    def yearly(self) -> float | None:
        return self.rates.nearest

    @property
    def is_yearly(self) -> bool:
        return self.days >= DAYS_A_YEAR


def money_weighted(stretch: Stretch) -> MoneyWeighted:
    """The money-weighted return; the opening value is put in at the end of the day before."""
    days = stretch.days
    if not days:
        return MoneyWeighted(Rates((), None), None, 0)
    if stretch.opening:
        days = (DailyValue(stretch.opened_on, stretch.opening, stretch.opening, ZERO), *days)
    rates = money_weighted_rates(days)
    begun = next((day.day for day in days if day.inflow != day.outflow), days[-1].day)
    span = (days[-1].day - begun).days
    nearest = rates.nearest
    own = None if nearest is None else (1 + nearest) ** (span / DAYS_A_YEAR) - 1
    return MoneyWeighted(rates, own, span)
