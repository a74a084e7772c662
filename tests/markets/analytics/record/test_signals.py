"""Following a signal against holding, worked out by hand and in simulated trends."""

import numpy as np
import pytest

from markets.analytics.record.signals import followed_returns, outcome, signal_records

NAN = np.nan


def long(*values):
    """A column whose last values come after 396 closes without a change."""
    return np.concatenate([np.zeros(400), values])[:, None]


def test_a_position_is_held_from_the_next_day_and_a_change_costs_once():
    trend = long(0, 1, 1, -1, -1, 0)
    returns = long(0.5, 0.1, 0.2, 0.3, -0.4, 0.1)
    followed, trades = followed_returns(trend, returns, cost=0.001)
    assert followed[400:, 0] == pytest.approx([0, 0, 0.2 - 0.001, 0.3, -0.001, 0])
    assert trades[400:, 0].tolist() == [0, 0, 1, 0, 1, 0]


def test_the_first_396_closes_are_left_out():
    returns = np.concatenate([[NAN], np.full(399, 0.01)])[:, None]
    followed, _ = followed_returns(np.ones((400, 1)), returns, cost=0.001)
    assert np.isnan(followed[:396]).all()
    assert followed[396:, 0] == pytest.approx(0.01)


def test_a_day_after_which_no_trend_was_known_is_none_and_changes_no_position():
    """Of a day that was missed, nobody knew a signal."""
    trend = long(1, NAN, NAN, 1, -1, NAN, 1)
    returns = long(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
    followed, trades = followed_returns(trend, returns, cost=0.001)
    expected = [0, 0.2 - 0.001, NAN, NAN, 0.5, -0.001, NAN]
    assert followed[400:, 0] == pytest.approx(expected, nan_ok=True)
    assert np.array_equal(trades[400:, 0], [0, 1, NAN, NAN, 0, 1, NAN], equal_nan=True)


def test_what_never_has_a_signal_is_in_no_record():
    """A stablecoin or a wrapped coin, which would count as a coin that was sold in time."""
    draws = np.random.default_rng(4)
    returns = draws.normal(0, 0.03, (600, 3))
    trend = np.sign(draws.normal(size=(600, 3)))
    days = np.datetime64("2021-01-01") + np.arange(600)
    coins = signal_records(trend, returns, days=days)
    trend = np.hstack([trend, np.full((600, 2), NAN)])
    returns = np.hstack([returns, np.full((600, 2), -0.01)])
    # As text, in which what is unknown equals itself.
    assert str(signal_records(trend, returns, days=days)) == str(coins)


def test_a_day_without_a_return_is_none():
    trend, returns = long(1, 1, 1), long(0.1, NAN, 0.1)
    followed, trades = followed_returns(trend, returns, cost=0.001)
    assert np.isnan(followed[401, 0])
    assert np.isnan(trades[401, 0])


def test_what_returns_came_to():
    found = outcome(np.array([0.1, -0.5, 0.2, 0.1]))
    assert found.growth == pytest.approx((1.1 * 0.5 * 1.2 * 1.1) ** (365 / 4) - 1)
    values = np.array([0.1, -0.5, 0.2, 0.1])
    assert found.sharpe == pytest.approx(values.mean() / values.std(ddof=1) * np.sqrt(365))
    assert found.worst_fall == pytest.approx(-0.5)


def test_a_fall_from_the_start_counts_and_a_total_loss_is_one():
    assert outcome(np.array([-0.2, 0.1])).worst_fall == pytest.approx(-0.2)
    assert outcome(np.array([0.1, 0.1])).worst_fall == 0
    assert outcome(np.array([0.1, -1.0])).growth == pytest.approx(-1)
    assert np.isnan(outcome(np.array([])).growth)


def trending(seed, *, drift):
    """Returns whose drift changes its sign each 100 days, and a trend that knows it a day late."""
    draws = np.random.default_rng(seed)
    sign = np.repeat(np.where(np.arange(20) % 2, -1.0, 1.0), 100)[:, None]
    returns = drift * sign + 0.02 * draws.standard_normal((2000, 8))
    return np.broadcast_to(sign, returns.shape), returns


DAYS = np.datetime64("2018-01-01") + np.arange(2000)


def test_a_trend_that_is_there_pays_and_falls_less():
    found = signal_records(*trending(1, drift=0.01), days=DAYS)[0.0010]["all"]
    assert found.sharpe.low > 0
    assert found.growth.low > 0
    assert found.worst_fall.low > 0
    assert found.trades_a_year == pytest.approx(365 / 100, rel=0.05)


def test_a_trend_that_is_not_there_shows_no_better_sharpe():
    better = [
        signal_records(*trending(seed, drift=0.0), days=DAYS)[0.0010]["all"].sharpe.low > 0
        for seed in range(4)
    ]
    assert sum(better) <= 1


def test_a_higher_cost_leaves_less():
    records = signal_records(*trending(3, drift=0.002), days=DAYS)
    cheap, dear = (records[cost]["all"] for cost in (0.0010, 0.0025))
    assert dear.following.growth < cheap.following.growth
    assert dear.holding == cheap.holding
    difference = cheap.following.sharpe - cheap.holding.sharpe
    assert cheap.sharpe.value == pytest.approx(difference)
    assert cheap.growth.value == pytest.approx(cheap.following.growth - cheap.holding.growth)


def test_too_short_a_history_has_nothing_to_show():
    found = signal_records(np.ones((100, 2)), np.zeros((100, 2)), days=DAYS[:100])[0.0010]["all"]
    assert found.n == 0
    assert np.isnan([found.following.growth, found.sharpe.value, found.trades_a_year]).all()
