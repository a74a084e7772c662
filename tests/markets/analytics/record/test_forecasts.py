"""Loss and coverage of a forecast: by hand, by loops, and of one that is known to be right."""

import numpy as np
import pytest
from scipy import stats

from markets.analytics.forecast import LEVELS
from markets.analytics.record.forecasts import (
    forecast_record,
    log_outcomes,
    pinball,
    tally,
    walk_quantiles,
)
from tests.markets.analytics.paths import simulated

NAN = np.nan


def test_an_outcome_is_known_so_many_days_later():
    close = np.exp(np.array([[0.0], [1.0], [3.0]]))
    assert log_outcomes(close, 2)[:, 0] == pytest.approx([3, NAN, NAN], nan_ok=True)


def test_the_loss_weighs_each_side_by_its_level():
    quantiles = np.zeros((1, 1, 7))
    assert pinball(quantiles, np.array([[2.0]]))[0, 0] == pytest.approx(2 * np.mean(LEVELS))
    assert pinball(quantiles, np.array([[-2.0]]))[0, 0] == pytest.approx(2 * np.mean(LEVELS))
    quantiles[0, 0] = 3
    below = 1 * np.mean([1 - level for level in LEVELS])
    assert pinball(quantiles, np.array([[2.0]]))[0, 0] == pytest.approx(below)


@pytest.mark.parametrize("horizon", [1, 7])
def test_the_walk_is_the_quantiles_of_the_last_year_less_their_median(horizon):
    close = simulated(420, 2).close
    found = walk_quantiles(close, horizon)
    first = 365 - 1 + horizon
    assert np.isnan(found[:first]).all()
    for t in (first, 400):
        past = np.log(close[t - 364 : t + 1, 1] / close[t - 364 - horizon : t + 1 - horizon, 1])
        expected = np.quantile(past, LEVELS) - np.median(past)
        assert found[t, 1] == pytest.approx(expected, rel=1e-12, abs=1e-15)


def test_the_walk_does_not_look_ahead():
    close = simulated(420, 2).close
    cut = walk_quantiles(close[:400], 7)
    assert np.array_equal(walk_quantiles(close, 7)[:400], cut, equal_nan=True)


def normal_world(seed, *, rows=1100, assets=4):
    """Closes whose volatility swings slowly, and the true quantiles of each next day."""
    draws = np.random.default_rng(seed)
    volatility = 0.04 * np.exp(0.7 * np.sin(2 * np.pi * np.arange(rows + 1) / 120))[:, None]
    returns = volatility[:-1] * draws.standard_normal((rows, assets))
    truth = volatility[1:, :, None] * stats.norm.ppf(LEVELS)
    return np.exp(np.cumsum(returns, axis=0)), np.broadcast_to(truth, (rows, assets, 7))


DAYS = np.datetime64("2021-01-01") + np.arange(1100)


def record_of(quantiles, close):
    return forecast_record(tally(quantiles, close, assets="ABCD", horizon=1), days=DAYS, horizon=1)


def test_a_true_forecast_beats_the_walk_and_covers_what_it_says():
    close, truth = normal_world(1)
    found = record_of(truth, close)
    assert found.loss_ratio["all"].high < 1
    assert found.loss_ratio["all"].n == 4 * (1100 - 1 - 365)
    assert found.coverage["all"].shares == pytest.approx({50: 50, 80: 80, 90: 90}, abs=2)
    assert found.coverage["all"].n == sum(found.by_asset[asset].n for asset in "ABCD") == 4 * 1099
    assert list(found.coverage) == ["all", "last_2_years", "2021", "2022", "2023", "2024"]


def test_the_walk_itself_has_no_edge():
    close, _ = normal_world(2)
    found = record_of(walk_quantiles(close, 1), close)
    assert found.loss_ratio["all"].value == pytest.approx(1)
    assert not found.loss_ratio["all"].excludes(1)


def test_too_wide_a_fan_loses_and_covers_too_much():
    close, truth = normal_world(3)
    found = record_of(4 * truth, close)
    assert found.loss_ratio["all"].low > 1
    assert found.coverage["all"].shares[80] > 99


def test_days_without_an_outcome_or_a_forecast_do_not_count():
    close, truth = normal_world(4)
    truth = truth.copy()
    truth[:1000] = NAN
    found = record_of(truth, close)
    assert found.coverage["all"].n == 4 * 99
    assert found.coverage["2021"].n == 0
    assert np.isnan(found.coverage["2021"].shares[80])
    assert np.isnan(found.loss_ratio["2021"].value)


def test_tallies_of_parts_add_up_to_that_of_all():
    close, truth = normal_world(5)
    halves = [
        tally(truth[:, columns], close[:, columns], assets=names, horizon=1)
        for columns, names in ((slice(0, 1), "A"), (slice(1, 4), "BCD"))
    ]
    found = forecast_record(halves[0] + halves[1], days=DAYS, horizon=1)
    whole = record_of(truth, close)
    assert found.by_asset == whole.by_asset
    assert found.coverage["all"] == whole.coverage["all"]
    assert found.loss_ratio["all"].value == pytest.approx(whole.loss_ratio["all"].value, rel=1e-12)
    assert found.loss_ratio["all"].low == pytest.approx(whole.loss_ratio["all"].low, rel=1e-9)
