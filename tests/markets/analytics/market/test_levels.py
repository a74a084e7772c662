"""Support and resistance, by hand."""

import numpy as np
import pytest

from markets.analytics.market.levels import pivots, support_and_resistance

NAN = np.nan


def zigzag(*turns, days=10):
    """Closes in straight lines from turn to turn, so many days apart."""
    at = np.arange(len(turns)) * days
    return np.interp(np.arange(at[-1] + 1), at, turns)


def test_a_pivot_is_an_extreme_of_five_days_on_either_side():
    assert pivots(zigzag(100, 120, 90, 110)).tolist() == [10, 20]
    assert pivots(zigzag(100, 120, 90, 110)[:25]).tolist() == [10]  # not known yet
    assert pivots(zigzag(100, 120, 90, 110)[:26]).tolist() == [10, 20]


@pytest.mark.parametrize("close", [np.arange(5.0), np.full(40, 7.0), np.full(40, NAN)])
def test_too_short_or_still_a_series_has_none(close):
    assert pivots(close).tolist() == []
    assert support_and_resistance(close, atr=1.0).support == ()


def test_an_unknown_day_nearby_makes_none():
    close = zigzag(100, 120, 90, 110)
    close[14] = NAN
    assert pivots(close).tolist() == [20]


def test_levels_weigh_the_newer_pivots_more():
    close = zigzag(100, 120, 90, 122, 91, 105)
    found = support_and_resistance(close, atr=5.0)
    (support,), (resistance,) = found.support, found.resistance
    highs = 0.5 ** (np.array([40, 20]) / 180)
    assert resistance.price == pytest.approx(highs @ [120, 122] / highs.sum())
    assert resistance.strength == pytest.approx(highs.sum())
    assert (resistance.pivots, support.pivots) == (2, 2)
    assert support.price == pytest.approx(90.5, abs=0.1)


def test_pivots_join_within_half_a_range_of_the_mean():
    close = zigzag(100, 120, 90, 122, 91, 105)
    apart = np.log(122 / 120)
    assert support_and_resistance(close, atr=2 * apart * 105 * 1.001).resistance
    assert not support_and_resistance(close, atr=2 * apart * 105 * 0.999).resistance


def test_one_pivot_is_no_level():
    assert support_and_resistance(zigzag(100, 120, 90, 105), atr=5.0).resistance == ()


def test_the_three_nearest_on_either_side_the_nearest_first():
    tops = [200, 120, 180, 140, 160, 120, 200, 140, 180, 160]
    close = zigzag(100, *[price for top in tops for price in (top, 100)], 110)
    found = support_and_resistance(close, atr=2.0)
    assert [level.price for level in found.resistance] == pytest.approx([120, 140, 160])
    assert [level.price for level in found.support] == pytest.approx([100])


def test_only_the_last_year_counts():
    close = np.concatenate([zigzag(100, 120, 90, 120, 90, 100), np.linspace(100, 105, 365)])
    assert support_and_resistance(close, atr=5.0).support == ()


def test_without_a_range_or_a_close_there_are_none():
    close = zigzag(100, 120, 90, 122, 91, 105)
    assert support_and_resistance(close, atr=NAN).resistance == ()
    assert support_and_resistance(np.append(close, NAN), atr=5.0).resistance == ()
    assert support_and_resistance(np.array([]), atr=5.0).support == ()
