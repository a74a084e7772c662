"""Risk figures against hand-computed values and an independent library."""

from datetime import date, timedelta
from decimal import Decimal
from math import sqrt

import numpy as np
import pytest
from scipy import stats

from portfolios.accounting.returns import risk
from portfolios.accounting.returns.performance import DailyReturn

START = date(2024, 1, 1)
RETURNS = [0.0, 0.1, -0.2, 0.05, 0.25, -0.1, 0.02, -0.03, 0.04, 0.01]
BENCHMARK = [0.0, 0.08, -0.1, 0.02, 0.2, -0.07, 0.03, -0.05, 0.01, 0.0]


def chain(simple: list[float]) -> list[DailyReturn]:
    growth, days = 1.0, []
    for place, one in enumerate(simple):
        growth *= 1 + one
        day = START + timedelta(days=place)
        days.append(DailyReturn(day, Decimal(str(one)), Decimal(str(growth - 1))))
    return days


def test_the_first_day_is_not_measured_and_two_more_are_needed():
    assert risk.risk_of(chain([0.5, 0.1])) is None
    assert risk.risk_of(chain([])) is None
    found = risk.risk_of(chain([0.5, 0.1, -0.1]))
    assert found.best_day == pytest.approx(0.1)
    assert found.volatility == pytest.approx(sqrt(0.02) * sqrt(365))


def test_figures_agree_with_numpy_and_scipy():
    found = risk.risk_of(chain(RETURNS), benchmark=BENCHMARK)
    days, market = np.array(RETURNS[1:]), np.array(BENCHMARK[1:])
    below = np.sqrt(np.mean(np.minimum(days, 0) ** 2)) * np.sqrt(365)
    assert found.volatility == pytest.approx(days.std(ddof=1) * np.sqrt(365))
    assert found.downside_deviation == pytest.approx(below)
    assert found.sharpe == pytest.approx(days.mean() * 365 / (days.std(ddof=1) * np.sqrt(365)))
    assert found.sortino == pytest.approx(days.mean() * 365 / below)
    assert found.value_at_risk == pytest.approx(np.quantile(days, 0.05))
    assert found.conditional_value_at_risk == pytest.approx(-0.2)
    assert (found.best_day, found.worst_day) == (0.25, -0.2)
    tails = np.quantile(days, 0.95) / abs(np.quantile(days, 0.05))
    assert found.tail_ratio == pytest.approx(tails)
    assert found.skew == pytest.approx(stats.skew(days, bias=False))
    assert found.kurtosis == pytest.approx(stats.kurtosis(days, bias=False))
    assert found.profit_factor == pytest.approx(0.47 / 0.33)
    assert found.beta == pytest.approx(np.cov(days, market)[0, 1] / market.var(ddof=1))
    assert found.correlation == pytest.approx(np.corrcoef(days, market)[0, 1])


def test_a_fall_to_next_to_nothing_and_back_is_exact():
    nothing = Decimal("-0.99999999999999999999")  # as a float it is −1
    simple = [Decimal(0), nothing, Decimal(10) ** 20 - 1, Decimal("-0.3")]
    days = [DailyReturn(START + timedelta(days=n), one, one) for n, one in enumerate(simple)]
    fall = risk.max_drawdown(days[1:], since=START)
    assert (fall.depth, fall.recovered) == (float(nothing), START + timedelta(days=2))
    assert risk.running_drawdowns(days[1:]) == pytest.approx([-1, 0, -0.3])


def test_the_deepest_fall_has_its_days():
    fall = risk.risk_of(chain([0.0, 0.1, -0.5, 0.0, 1.0, -0.1])).drawdown
    assert fall.depth == pytest.approx(-0.5)
    assert fall.start == START + timedelta(days=1)
    assert fall.end == START + timedelta(days=2)
    assert fall.recovered == START + timedelta(days=4)


def test_a_fall_from_the_very_start_begins_on_the_first_day():
    fall = risk.risk_of(chain([0.3, -0.1, -0.1])).drawdown
    assert fall.depth == pytest.approx(-0.19)
    assert (fall.start, fall.recovered) == (START, None)


def test_without_a_fall_the_depth_is_nothing():
    found = risk.risk_of(chain([0.0, 0.1, 0.1]))
    assert found.drawdown.depth == 0
    assert (found.calmar, found.profit_factor, found.sortino) == (None, None, None)


def test_calmar_is_yearly_only_from_a_year_on():
    assert risk.calmar([0.1, -0.05], depth=-0.05) == pytest.approx((1.1 * 0.95 - 1) / 0.05)
    year = [0.1] + [0.0] * 729
    assert risk.calmar(year, depth=-0.5) == pytest.approx((1.1**0.5 - 1) / 0.5)


def test_without_spread_there_is_no_shape():
    found = risk.risk_of(chain([0.0, 0.0, 0.0, 0.0, 0.0]), benchmark=[0.0] * 5)
    assert (found.sharpe, found.skew, found.kurtosis) == (None, None, None)
    assert (found.beta, found.correlation) == (None, None)
