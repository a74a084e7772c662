"""Support and resistance of any closes: what holds of all levels, and of a plain second reading."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from markets.analytics.market.levels import pivots, support_and_resistance

WALKS = st.integers(0, 10_000).map(
    lambda seed: 100 * np.exp(np.cumsum(np.random.default_rng(seed).normal(0, 0.04, 420)))
)


def plain_levels(close, atr):
    """(price, strength, pivots) of every level, in the words of the definition."""
    close = close[-365:]
    found = []
    for day in range(5, len(close) - 5):
        around = close[day - 5 : day + 6]
        if np.isnan(around).any() or around.max() == around.min():
            continue
        if close[day] in (around.max(), around.min()):
            found.append((close[day], len(close) - 1 - day))
    groups = []
    for price, age in sorted(found, key=lambda one: one[0]):
        if groups:
            mean = sum(np.log(other) for other, _ in groups[-1]) / len(groups[-1])
            if np.log(price) - mean <= 0.5 * atr / close[-1]:
                groups[-1].append((price, age))
                continue
        groups.append([(price, age)])
    levels = []
    for group in groups:
        if len(group) >= 2:
            weights = [0.5 ** (age / 180) for _, age in group]
            price = sum(w * p for w, (p, _) in zip(weights, group, strict=True)) / sum(weights)
            levels.append((price, sum(weights), len(group)))
    return levels


@settings(max_examples=12, deadline=None)
@given(WALKS, st.floats(0.5, 20.0), st.sampled_from([0, 3]))
def test_levels_are_those_of_the_definition_the_nearest_three_on_either_side(close, atr, hole):
    close = close.copy()
    close[-100 : -100 + hole] = np.nan
    levels, last = plain_levels(close, atr), close[-1]
    below = sorted((one for one in levels if one[0] < last), reverse=True)[:3]
    above = sorted(one for one in levels if one[0] > last)[:3]
    found = support_and_resistance(close, atr=atr)
    for shown, expected in ((found.support, below), (found.resistance, above)):
        figures = [(level.price, level.strength, level.pivots) for level in shown]
        assert figures == [pytest.approx(one) for one in expected]


@settings(max_examples=10, deadline=None)
@given(WALKS, st.floats(1e-9, 1e9))
def test_the_unit_of_a_price_scales_its_levels_and_nothing_else(close, unit):
    plain = support_and_resistance(close, atr=4.0)
    scaled = support_and_resistance(close * unit, atr=4.0 * unit)
    for one, other in ((plain.support, scaled.support), (plain.resistance, scaled.resistance)):
        assert [level.price * unit for level in one] == pytest.approx(
            [level.price for level in other]
        )
        assert [level.pivots for level in one] == [level.pivots for level in other]


@settings(max_examples=10, deadline=None)
@given(WALKS, st.integers(60, 400))
def test_a_pivot_is_known_five_days_later_and_stays(close, rows):
    whole, cut = pivots(close), pivots(close[:rows])
    assert cut.tolist() == whole[whole < rows - 5].tolist()


def test_equal_tops_are_a_pivot_each():
    close = np.concatenate([np.linspace(90, 99, 10), [100, 98, 100], np.linspace(99, 90, 10)])
    assert pivots(close).tolist() == [10, 12]
    (resistance,) = support_and_resistance(close, atr=1.0).resistance
    assert (resistance.price, resistance.pivots) == (pytest.approx(100.0), 2)


@pytest.mark.parametrize("price", [120.0, 0.1, 1e-7 / 3])
def test_a_level_at_the_close_itself_is_neither_support_nor_resistance(price):
    """Also where the weighted mean of equal tops is rounded to just below them."""
    turns = np.array([100, 120, 100, 120, 100, 120, 110, 120]) * price / 120
    close = np.interp(np.arange(71), np.arange(0, 71, 10), turns)
    found = support_and_resistance(close, atr=price / 120)
    assert found.resistance == ()
    assert [level.price for level in found.support] == pytest.approx([price * 100 / 120])


def test_a_pivot_of_half_a_year_ago_weighs_half():
    """Tops of 200 and 204 that lie 180 days apart: weights of 2 to 1 for the newer."""
    close = np.full(365, 150.0) + 0.001 * np.arange(365)
    newer = 300
    close[newer - 180], close[newer] = 200.0, 204.0
    (resistance,) = support_and_resistance(close, atr=10.0).resistance[-1:]
    assert resistance.price == pytest.approx((200 + 2 * 204) / 3)
    assert resistance.strength == pytest.approx(0.5 ** (64 / 180) * 1.5)
