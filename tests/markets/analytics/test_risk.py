"""Risk figures of daily returns: by hand, and as empyrical, SciPy and pandas compute them."""

from math import sqrt

import empyrical
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from markets.analytics import risk

# Deviations from their mean of 0.01: 0.02, −0.04, 0, 0.04, −0.02; their squares sum to 0.004.
FIVE = [0.03, -0.03, 0.01, 0.05, -0.01]

RETURNS = st.lists(st.floats(-0.9, 3.0), min_size=5, max_size=60).filter(
    lambda values: np.std(values) > 1e-3
)


def test_figures_of_five_days_by_hand():
    deviation = sqrt(0.004 / 4)
    assert risk.volatility(FIVE) == pytest.approx(deviation * sqrt(365))
    below = sqrt((0.03**2 + 0.01**2) / 5)
    assert risk.downside_deviation(FIVE) == pytest.approx(below * sqrt(365))
    assert risk.sharpe(FIVE) == pytest.approx(0.01 / deviation * sqrt(365))
    assert risk.sortino(FIVE) == pytest.approx(0.01 / below * sqrt(365))
    # In order −0.03, −0.01, 0.01, 0.03, 0.05: place 0.2 of 4 lies a fifth of the way to −0.01.
    assert risk.quantile(FIVE, 0.05) == pytest.approx(-0.026)
    assert risk.conditional_value_at_risk(FIVE) == pytest.approx(-0.03)
    assert risk.profit_factor(FIVE) == pytest.approx(0.09 / 0.04)
    assert risk.skew(FIVE) == pytest.approx(0.0, abs=1e-12)  # as far above its mean as below


def test_a_risk_free_rate_is_taken_from_each_day():
    rate = 0.01
    assert risk.sharpe(FIVE, risk_free=rate) == pytest.approx(0.0, abs=1e-12)
    assert risk.sortino(FIVE, risk_free=rate) == pytest.approx(0.0, abs=1e-12)
    below = sqrt((0.04**2 + 0.02**2) / 5) * sqrt(365)
    assert risk.downside_deviation(FIVE, target=rate) == pytest.approx(below)


@given(RETURNS)
def test_they_are_what_the_libraries_compute(values):
    series = np.array(values)
    expected = {
        "volatility": empyrical.annual_volatility(series, annualization=365),
        "downside_deviation": empyrical.downside_risk(series, annualization=365),
        "sharpe": empyrical.sharpe_ratio(series, annualization=365),
        "conditional_value_at_risk": series[series <= np.quantile(series, 0.05)].mean(),
        "skew": pd.Series(series).skew(),
        "kurtosis": pd.Series(series).kurt(),
    }
    for name, value in expected.items():
        assert getattr(risk, name)(values) == pytest.approx(value, rel=1e-7, abs=1e-9), name
    for share in (0.0, 0.05, 0.5, 0.95, 1.0):
        assert risk.quantile(values, share) == pytest.approx(np.quantile(series, share)), share
    assert risk.skew(values) == pytest.approx(stats.skew(series, bias=False), rel=1e-7, abs=1e-9)


@given(RETURNS, st.floats(-2, 2), st.floats(-0.1, 0.1))
def test_what_moves_in_proportion_with_a_benchmark_has_that_beta(values, slope, start):
    own = [start + slope * value for value in values]
    assert risk.beta(own, values) == pytest.approx(slope, abs=1e-9)
    if abs(slope) > 1e-3:
        assert risk.correlation(own, values) == pytest.approx(np.sign(slope), abs=1e-9)
        assert risk.beta(values, values) == pytest.approx(1.0)


@given(RETURNS, RETURNS)
def test_a_beta_is_the_slope_of_a_line(own, benchmark):
    days = min(len(own), len(benchmark))
    own, benchmark = own[:days], benchmark[:days]
    if np.std(benchmark) < 1e-3 or np.std(own) < 1e-3:
        return
    line = stats.linregress(benchmark, own)
    assert risk.beta(own, benchmark) == pytest.approx(line.slope, rel=1e-7, abs=1e-9)
    assert risk.correlation(own, benchmark) == pytest.approx(line.rvalue, rel=1e-7, abs=1e-9)


def test_what_divides_by_zero_is_none():
    still, rising = [0.25] * 6, [0.01, 0.02, 0.03]
    assert risk.sharpe(still) is None
    assert risk.sortino(rising) is None
    assert risk.profit_factor(rising) is None
    assert risk.skew(still) is risk.kurtosis(still) is None
    assert risk.beta(FIVE, [0.5] * 5) is risk.correlation(FIVE, [0.5] * 5) is None
    assert risk.ratio(1.0, 0.0) is None


@pytest.mark.parametrize("value", [0.1, 0.07, 1 / 3, -0.013, 1e-9])
def test_equal_returns_have_no_deviation_though_their_mean_is_rounded(value):
    """0.1 + 0.1 + 0.1 is not 0.3, so that the mean of three is not 0.1."""
    for days in (3, 6, 30, 365):
        still = [value] * days
        assert risk.volatility(still) == 0.0
        assert risk.sharpe(still) is None
        assert risk.correlation(still, list(range(days))) is None
        assert risk.skew(still) is risk.kurtosis(still) is None


def test_a_skew_takes_three_days_and_a_kurtosis_four():
    assert risk.skew([0.1, -0.1]) is risk.kurtosis([0.1, -0.1, 0.3]) is None
    assert risk.skew([0.0, 0.0, 0.3]) == pytest.approx(sqrt(3))
    assert risk.kurtosis([0.0, 0.0, 0.0, 0.4]) == pytest.approx(4.0)


def test_a_benchmark_of_other_days_is_refused():
    with pytest.raises(ValueError):
        risk.beta(FIVE, FIVE[:4])
