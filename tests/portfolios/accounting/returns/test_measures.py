"""A period's figures together, against hand-computed ones and the empyrical library."""

from datetime import date
from decimal import Decimal
from random import Random

import empyrical
import pandas as pd
import pytest
from hypothesis import given

from markets.numbers import exact
from portfolios.accounting.returns.calendar_returns import calendar_returns
from portfolios.accounting.returns.measures import measures_of
from portfolios.accounting.returns.performance import daily_returns
from portfolios.accounting.returns.periods import stretch_of
from tests.portfolios.accounting.returns.series import START, any_days, days_from


def measured_over(days, *, first=None, prices=None):
    return measures_of(stretch_of(days, first=first), returns=daily_returns(days), prices=prices)


def test_the_return_of_a_period_chains_its_own_days():
    days = days_from(START, ("110", "100"), ("121",), ("180", "50"), ("160", "0", "30"))
    found = measured_over(days, first=date(2024, 1, 3))
    # 180 / 171 × 190 / 180
    assert found.time_weighted == pytest.approx(Decimal(190) / 171 - 1)
    assert found.returns[0].day == date(2024, 1, 3)
    assert found.time_weighted_yearly is None


def test_a_return_is_yearly_from_a_year_on():
    days = days_from(START, ("100", "100"), *[("100",)] * 728, ("121",))
    assert measured_over(days).time_weighted_yearly == pytest.approx(0.1)


def test_a_fall_is_measured_from_the_opening_of_the_period():
    days = days_from(START, ("100", "100"), ("200",), ("150",), ("180",), ("90",), ("200",))
    assert measured_over(days).drawdowns == pytest.approx((0, 0, -0.25, -0.1, -0.55, 0))
    later = measured_over(days, first=date(2024, 1, 4))
    assert later.drawdowns == pytest.approx((0, -0.5, 0))
    assert later.risk.drawdown.depth == pytest.approx(-0.5)
    assert len(later.drawdowns) == len(later.returns)


def test_the_first_day_of_the_series_is_not_measured_but_that_of_a_later_period_is():
    days = days_from(START, ("150", "100"), ("165",), ("148.5",))
    assert measured_over(days).risk.best_day == pytest.approx(0.1)
    assert measured_over(days[:2]).risk is None
    later = measured_over(days, first=date(2024, 1, 2))
    assert (later.risk.best_day, later.risk.worst_day) == pytest.approx((0.1, -0.1))


def test_months_are_chained_with_their_days():
    days = days_from(date(2023, 12, 30), ("100", "100"), ("110",), ("121",), ("60.5",))
    (first, second) = calendar_returns(daily_returns(days))
    assert (first.year, first.months[11].days, first.total) == (2023, 2, Decimal("0.1"))
    assert first.months[:11] == (None,) * 11
    assert second.months[0].value == Decimal("-0.45")
    assert second.total == Decimal("-0.45")


@given(any_days())
def test_the_months_chained_are_the_return_of_the_whole(days):
    returns = daily_returns(days)
    with exact():
        product = Decimal(1)
        for year in calendar_returns(returns):
            part = Decimal(1)
            for month in filter(None, year.months):
                part *= 1 + month.value
            assert float(part) == pytest.approx(float(1 + year.total))
            product *= 1 + year.total
        assert float(product - 1) == pytest.approx(float(returns[-1].chained))


def random_days(seed: int, *, length: int):
    source = Random(seed)
    rows, value = [("1000", "1000")], 1000.0
    for _ in range(length - 1):
        value *= 1 + source.gauss(0.001, 0.03)
        rows.append((f"{value:.12f}",))
    return days_from(START, *rows)


@pytest.mark.parametrize("seed", range(4))
def test_empyrical_agrees_on_the_risk_figures(seed):
    days, market = random_days(seed, length=500), random_days(seed + 100, length=500)
    closes = [Decimal(1000), *(day.value for day in market)]
    found = measured_over(days, prices=closes)
    index = pd.to_datetime([day.day for day in days[1:]])
    mine = pd.Series([float(day.simple) for day in found.returns[1:]], index=index)
    other = pd.Series([float(d.simple) for d in found.comparison.returns[1:]], index=index)
    yearly = {"annualization": 365}
    assert found.risk.volatility == pytest.approx(empyrical.annual_volatility(mine, **yearly))
    assert found.risk.downside_deviation == pytest.approx(empyrical.downside_risk(mine, **yearly))
    assert found.risk.sharpe == pytest.approx(empyrical.sharpe_ratio(mine, **yearly))
    assert found.risk.sortino == pytest.approx(empyrical.sortino_ratio(mine, **yearly))
    assert found.risk.calmar == pytest.approx(empyrical.calmar_ratio(mine, **yearly))
    assert found.risk.drawdown.depth == pytest.approx(empyrical.max_drawdown(mine))
    assert min(found.drawdowns) == pytest.approx(empyrical.max_drawdown(mine))
    assert found.risk.value_at_risk == pytest.approx(empyrical.value_at_risk(mine))
    assert found.risk.conditional_value_at_risk == pytest.approx(
        empyrical.conditional_value_at_risk(mine)
    )
    assert found.risk.tail_ratio == pytest.approx(empyrical.tail_ratio(mine))
    assert found.risk.beta == pytest.approx(empyrical.beta(mine, other))
    assert float(found.time_weighted) == pytest.approx(empyrical.cum_returns_final(mine))


def test_empyrical_agrees_on_the_months():
    days = random_days(9, length=400)
    returns = daily_returns(days)
    index = pd.to_datetime([day.day for day in returns])
    series = pd.Series([float(day.simple) for day in returns], index=index)
    theirs = empyrical.aggregate_returns(series, "monthly")
    for year in calendar_returns(returns):
        for number, month in enumerate(year.months, 1):
            if month is not None:
                assert float(month.value) == pytest.approx(theirs[year.year, number])
