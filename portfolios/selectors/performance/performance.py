"""The figures of a period of any series, beside a benchmark."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markets.analytics.charts.periods import Period, opening_day
from markets.models import Asset
from portfolios.accounting.prices.valuation import DailyValue
from portfolios.accounting.returns.calendar_returns import YearReturns, calendar_returns
from portfolios.accounting.returns.measures import Measures, measures_of
from portfolios.accounting.returns.performance import daily_returns
from portfolios.accounting.returns.periods import Stretch, stretch_of
from portfolios.models import Portfolio
from portfolios.selectors.performance.benchmarks import Benchmark, benchmark_prices
from portfolios.selectors.performance.series import Series

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Performance:
    """A period of a series. `measures` is None where the period has no day of it."""

    series: Series
    period: Period
    years: tuple[YearReturns, ...]
    measures: Measures | None
    benchmark: Benchmark | None


def performance_of(
    series: Series,
    *,
    period: Period = Period.ALL,
    first: date | None = None,
    last: date | None = None,
    benchmark: Benchmark | None = None,
) -> Performance:
    """Every figure of a period; `first` and `last` (both included) are those of a custom one."""
    returns = daily_returns(series.days)
    stretch = stretch_over(series.days, period=period, first=first, last=last)
    measures = None
    if stretch.days:
        prices = None if benchmark is None else benchmark_prices(series, stretch, benchmark)
        measures = measures_of(stretch, returns=returns, prices=prices)
    return Performance(series, period, calendar_returns(returns), measures, benchmark)


def stretch_over(
    days: Sequence[DailyValue],
    *,
    period: Period,
    first: date | None = None,
    last: date | None = None,
) -> Stretch:
    """The days of a period that ends with the last of them, or of a custom one."""
    if period == Period.CUSTOM:
        return stretch_of(days, first=first, last=last)
    if period == Period.ALL or not days:
        return stretch_of(days)
    opening = opening_day(period, last=days[-1].day)
    return stretch_of(days, first=opening + _ONE_DAY)


def owned_by(user) -> list[Portfolio]:
    """The portfolios that make up "all together": those that the user owns."""
    owned = Portfolio.objects.for_user(user).filter(owner=user)
    return list(owned.select_related("currency").with_rights(user))


def common_currency(portfolios: Sequence[Portfolio]) -> Asset | None:
    """The currency of most of them; of equally many, the first's."""
    currencies = [portfolio.figures_currency for portfolio in portfolios]
    return max(currencies, key=currencies.count, default=None)
