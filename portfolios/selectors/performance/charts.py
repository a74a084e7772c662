"""A portfolio's series as a chart draws them: value, what was put in, returns, drawdown."""

from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from markets.analytics.charts.bars import Step, seconds_of, shown_places
from markets.analytics.charts.chart import MONEY_DIGITS, Chart
from markets.analytics.charts.periods import Period
from portfolios.accounting.prices.valuation import DailyValue
from portfolios.accounting.returns.measures import Measures
from portfolios.accounting.returns.periods import Stretch
from portfolios.models import Portfolio
from portfolios.selectors.performance.performance import Performance, stretch_over

MONEY = {"value": MONEY_DIGITS, "paid": MONEY_DIGITS, "same": MONEY_DIGITS}


def value_chart(portfolio: Portfolio, period: Period) -> Chart:
    """The value at the end of each day of a period, and what was put in by then. One query."""
    rows = portfolio.dailyvalues.order_by("day").values_list("day", "value", "inflow", "outflow")
    days = [DailyValue(*row) for row in rows]
    return value_chart_of(days, period=period, symbol=portfolio.figures_currency.symbol)


def value_chart_of(days: Sequence[DailyValue], *, period: Period, symbol: str) -> Chart:
    """The same of days that are at hand, in the currency of that symbol."""
    stretch = stretch_over(days, period=period)
    return _chart(stretch, _money(stretch), period=period, symbol=symbol)


def performance_chart(found: Performance) -> Chart:
    """Everything that the page of returns draws; without days, a chart without points.

    `value` − `paid` of the last point is the period's profit: `paid` begins with the opening
    value. `return`, `drawdown` and `benchmark` are fractions since the period opened; `same` is
    the value of the same flows in the benchmark.
    """
    if found.measures is None:
        return _empty(found)
    stretch = found.measures.stretch
    series = _money(stretch) | _returns(found.measures)
    return _chart(stretch, series, period=found.period, symbol=found.series.currency.symbol)


def return_chart(found: Performance) -> Chart:
    """The returns and drawdowns alone, which are the same for any size of portfolio."""
    if found.measures is None:
        return _empty(found)
    stretch, returns = found.measures.stretch, _returns(found.measures)
    return _chart(stretch, returns, period=found.period, symbol=found.series.currency.symbol)


def _empty(found: Performance) -> Chart:
    symbol = found.series.currency.symbol
    return Chart(found.period, Step.DAY, np.array([], np.int64), {}, currency=symbol)


def _money(stretch: Stretch) -> dict[str, list[float]]:
    """A value a day, the opening one first where there is one."""
    days = stretch.days
    paid = list(accumulate((day.inflow - day.outflow for day in days), initial=stretch.opening))
    opened = [stretch.opening] if stretch.offset else []
    values = opened + [day.value for day in days]
    return {"value": list(map(float, values)), "paid": list(map(float, paid[-len(values) :]))}


def _returns(measures: Measures) -> dict[str, list[float]]:
    opened = [0.0] if measures.stretch.offset else []
    series = {
        "return": opened + [float(one.chained) for one in measures.returns],
        "drawdown": opened + list(measures.drawdowns),
    }
    if measures.comparison:
        beside = measures.comparison
        series["benchmark"] = opened + [float(one.chained) for one in beside.returns]
        before = [max(float(measures.stretch.opening), 0.0)] if opened else []
        series["same"] = before + [float(day.value) for day in beside.same.days]
    return series


def _chart(
    stretch: Stretch, series: dict[str, list[float]], *, period: Period, symbol: str
) -> Chart:
    days = ([stretch.opened_on] if stretch.offset else []) + [day.day for day in stretch.days]
    columns = {name: np.array(values, dtype=float) for name, values in series.items()}
    seconds = seconds_of(days)
    places = shown_places(*columns.values())
    return Chart(
        period=period,
        step=Step.DAY,
        time=seconds[places],
        series={name: values[places] for name, values in columns.items()},
        opening={name: float(values[0]) for name, values in columns.items() if len(values)},
        currency=symbol,
        digits=MONEY,
    )
