"""A day's variance, its exponential average and what explains the next one, worked out by hand."""

from math import log, sqrt

import numpy as np
import pytest
from scipy import stats

from markets.analytics.forecast.ewma import ewma_quantiles, ewma_volatility
from markets.analytics.forecast.features import features, market_means, next_variance
from markets.analytics.forecast.variance import FLOOR, daily_variance
from markets.analytics.panel import View
from tests.markets.analytics.paths import as_panel

NAN = np.nan


def column(*values):
    return np.array(values, dtype=float)[:, None]


def variance_of(opened, high, low, close):
    """Of a day at 10 and one after it."""
    panel = as_panel(
        column(10, close), ranges=(column(10, opened), column(10, high), column(10, low))
    )
    return daily_variance(View(panel))[:, 0]


def test_a_range_and_the_night_before_it():
    first, second = variance_of(11, 14, 10, 12)
    night, day = log(11 / 10) ** 2, 0.5 * log(1.4) ** 2 - (2 * log(2) - 1) * log(12 / 11) ** 2
    assert second == pytest.approx(day + night, rel=1e-12)
    assert np.isnan(first)


@pytest.mark.parametrize(("opened", "high", "low"), [(NAN, 13, 9), (11, NAN, 9), (11, 13, NAN)])
def test_without_a_range_the_squared_return(opened, high, low):
    assert variance_of(opened, high, low, 12)[1] == pytest.approx(log(1.2) ** 2, rel=1e-12)


def test_a_still_day_has_the_floor():
    assert variance_of(10, 10, 10, 10)[1] == FLOOR


def test_the_average_starts_with_thirty_squares_and_anew_after_a_gap():
    returns = np.concatenate([[NAN], np.linspace(0.01, 0.05, 32), [NAN], np.full(30, 0.02)])
    volatility = ewma_volatility(returns[:, None])[:, 0]
    seed = np.mean(returns[1:31] ** 2)
    assert np.isnan(volatility[:30]).all()
    assert volatility[30] == pytest.approx(sqrt(seed), rel=1e-12)
    assert volatility[31] == pytest.approx(sqrt(0.97 * seed + 0.03 * returns[31] ** 2), rel=1e-12)
    assert np.isnan(volatility[33:63]).all()
    assert volatility[63] == pytest.approx(0.02, rel=1e-12)


def test_student_quantiles_have_the_variance_of_the_horizon():
    quantiles = ewma_quantiles(np.array([0.04]), 7, np.array([0.05, 0.5, 0.95]))[0]
    assert quantiles[2] == pytest.approx(0.04 * sqrt(7) * stats.t.ppf(0.95, 4) / sqrt(2), rel=1e-12)
    assert quantiles[1] == pytest.approx(0, abs=1e-15)
    assert quantiles[0] == pytest.approx(-quantiles[2], rel=1e-12)


def test_what_explains_a_variance():
    draws = np.random.default_rng(3)
    variance, returns = draws.uniform(1e-4, 1e-2, (300, 3)), draws.normal(0, 0.05, (300, 3))
    is_coin = np.tile([True, True, False], (300, 1))
    halves = [(variance[:, :1], is_coin[:, :1]), (variance[:, 1:], is_coin[:, 1:])]
    row = features(variance, returns, market_means(halves, days=300))[-1, 2]

    def mean(days, asset=2):
        return log(np.mean(variance[-days:, asset]))

    market = [(mean(days, 0) + mean(days, 1)) / 2 for days in (5, 22)]
    fall = min(returns[-1, 2], 0) / sqrt(np.mean(variance[-22:, 2]))
    expected = [1, mean(1), mean(5), mean(22), mean(66), mean(250), *market, fall]
    assert row == pytest.approx(expected, rel=1e-12)


def test_a_mean_of_250_days_falls_back_to_66():
    variance = np.random.default_rng(3).uniform(1e-4, 1e-2, (130, 1))
    explained_by = features(variance, np.zeros((130, 1)), np.zeros((130, 2)))[:, 0]
    assert explained_by[123, 5] == explained_by[123, 4]
    assert explained_by[124, 5] == pytest.approx(log(np.mean(variance[:125])), rel=1e-12)


def test_the_next_variance_needs_all_of_its_days():
    after = next_variance(column(9, 1, 3, NAN, 5, 7), 2)[:, 0]
    assert after == pytest.approx([log(2), NAN, NAN, log(6), NAN, NAN], nan_ok=True)
