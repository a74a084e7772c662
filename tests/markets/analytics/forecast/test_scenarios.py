"""Paths of price from quantiles."""

from math import exp, sqrt

import numpy as np
import pytest

from markets.analytics.forecast import interpolate_quantiles, scenarios

ONE = np.array([-0.07, -0.05, -0.02, 0, 0.02, 0.05, 0.07])
QUANTILES = {1: ONE, 7: 2 * ONE, 30: 5 * ONE}


def test_quantiles_are_linear_in_the_root_of_the_days():
    share = (sqrt(16) - sqrt(7)) / (sqrt(30) - sqrt(7))
    assert interpolate_quantiles(QUANTILES, 16) == pytest.approx((2 + 3 * share) * ONE)
    assert interpolate_quantiles(QUANTILES, 0.25) == pytest.approx(ONE / 2)
    assert interpolate_quantiles(QUANTILES, 7) == pytest.approx(2 * ONE)


@pytest.mark.parametrize("horizon", [-1, 31])
def test_nothing_is_said_beyond_the_longest(horizon):
    with pytest.raises(ValueError, match="must be from 0 to 30"):
        interpolate_quantiles(QUANTILES, horizon)


def test_bear_base_and_bull_start_at_the_close():
    bear, base, bull = scenarios(200.0, QUANTILES)
    assert [path.name for path in (bear, base, bull)] == ["bear", "base", "bull"]
    assert {path.prices[0] for path in (bear, base, bull)} == {200.0}
    assert (len(bull.prices), bull.prices[30]) == (31, pytest.approx(200 * exp(0.25)))
    assert bear.prices[7] == pytest.approx(200 * exp(-0.1))
    assert set(base.prices) == {200.0}


def test_an_unknown_fan_has_no_paths():
    assert scenarios(1.0, {}) == scenarios(1.0, {7: np.full(7, np.nan)}) == ()
