"""Following a signal with holdings as they were, by hand."""

import numpy as np
import pytest

from markets.analytics.record.holdings import followed_holdings

NAN = np.nan


def test_a_holding_counts_while_its_trend_was_up_the_close_before():
    closes = np.array([[100.0], [110.0], [99.0], [108.9]])
    trend = np.array([[1.0], [-1.0], [-1.0], [1.0]])
    follow, hold, traded = followed_holdings(closes, closes, trend, cost=0.01)
    assert np.isnan(follow[0])
    assert hold[1:] == pytest.approx([0.1, -0.1, 0.1])
    # Up at the first close, so the rise counts; sold at the second, which costs on the day after.
    assert follow[1:] == pytest.approx([0.1, -0.01, 0.0])
    assert traded[1:] == pytest.approx([0.0, 1.0, 0.0])


def test_shares_are_those_of_the_day_before_and_what_has_no_signal_stays():
    closes = np.array([[10.0, 1.0], [11.0, 1.0], [12.1, 0.5]])
    values = np.array([[30.0, 10.0], [500.0, 500.0], [0.0, 0.0]])
    trend = np.array([[-1.0, NAN]] * 3)
    follow, hold, _ = followed_holdings(values, closes, trend, cost=0.0)
    assert hold[1:] == pytest.approx([0.75 * 0.1, 0.5 * 0.1 - 0.5 * 0.5])
    assert follow[1:] == pytest.approx([0.0, -0.25])


def test_days_after_nothing_was_held_are_unknown():
    closes = np.full((4, 1), 5.0)
    values = np.array([[0.0], [0.0], [5.0], [5.0]])
    follow, hold, _ = followed_holdings(values, closes, np.ones((4, 1)), cost=0.1)
    assert np.isnan(follow[:3]).all()
    assert (follow[3], hold[3]) == (0.0, 0.0)


def test_no_day_uses_a_later_one():
    draws = np.random.default_rng(5)
    closes = np.exp(np.cumsum(draws.normal(0, 0.05, (60, 4)), axis=0))
    values, trend = closes * 3, draws.choice([-1.0, 0.0, 1.0, NAN], closes.shape)
    whole = followed_holdings(values, closes, trend, cost=0.002)
    cut = followed_holdings(values[:40], closes[:40], trend[:40], cost=0.002)
    for all_days, first_days in zip(whole, cut, strict=True):
        assert np.array_equal(all_days[:40], first_days, equal_nan=True)
