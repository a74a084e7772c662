"""The figures of a period of any series, beside a benchmark."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markets.models import Asset
from portfolios.accounting.returns.calendar_returns import YearReturns, calendar_returns
from portfolios.accounting.returns.measures import Measures, measures_of
from portfolios.accounting.returns.performance import daily_returns
from portfolios.accounting.returns.periods import Period, Stretch, opening_day, stretch_of
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
    stretch = _stretch(series, period=period, first=first, last=last)
    measures = None
    if stretch.days:
        prices = None if benchmark is None else benchmark_prices(series, stretch, benchmark)
        measures = measures_of(stretch, returns=returns, prices=prices)
    return Performance(series, period, calendar_returns(returns), measures, benchmark)


def _stretch(series: Series, *, period: Period, first: date | None, last: date | None) -> Stretch:
    if period == Period.CUSTOM:
        return stretch_of(series.days, first=first, last=last)
    if period == Period.ALL or not series.days:
        return stretch_of(series.days)
    opening = opening_day(period, last=series.days[-1].day)
    return stretch_of(series.days, first=opening + _ONE_DAY)


def owned_by(user) -> list[Portfolio]:
    """The portfolios that make up "all together": those that the user owns."""
    owned = Portfolio.objects.for_user(user).filter(owner=user)
    return list(owned.select_related("currency").with_rights(user))


def common_currency(portfolios: Sequence[Portfolio]) -> Asset | None:
    """The currency of most of them; of equally many, the first's."""
    currencies = [portfolio.figures_currency for portfolio in portfolios]
    return max(currencies, key=currencies.count, default=None)
