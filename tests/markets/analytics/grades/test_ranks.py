import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from markets.analytics.grades.ranks import rank_among, ranks_of
from markets.analytics.panel import View
from markets.analytics.points.registry import DATA_POINTS
from tests.markets.analytics.paths import as_panel

NAN = np.nan


def rank(*values, among=None):
    row = np.array([values], dtype=float)
    counted = np.ones(row.shape, dtype=bool) if among is None else np.array([among])
    return rank_among(row, counted)[0]


def test_a_rank_counts_those_below_and_half_of_the_equal_itself_included():
    assert rank(1, 2, 2, 3, 4).tolist() == [10, 40, 40, 70, 90]


def test_what_is_unknown_or_not_among_the_ranked_takes_no_part():
    found = rank(1, NAN, 2, 3, 4, 5, -9, among=[True] * 6 + [False])
    assert np.array_equal(found, [10, NAN, 30, 50, 70, 90, NAN], equal_nan=True)


def test_fewer_than_five_have_no_rank():
    assert np.isnan(rank(1, 2, 3, 4)).all()
    assert np.isnan(rank(1, 2, 3, 4, NAN)).all()


def test_values_that_differ_in_their_last_bits_are_equal():
    third = 0.1 + 0.2
    assert third != 0.3
    assert rank(third, 0.3, 1, 2, 3).tolist() == [20, 20, 50, 70, 90]
    assert rank(1e-12, 1.1e-12, 1, 2, 3).tolist() == [10, 30, 50, 70, 90]


@given(st.lists(st.integers(-5, 5), min_size=5, max_size=40))
def test_ranks_are_scipys(values):
    expected = 100 * (stats.rankdata(values) - 0.5) / len(values)
    # rankdata's mean rank of ties is below + (equal + 1) / 2; half of the equal is less by ½.
    assert rank(*values) == pytest.approx(expected)


def test_less_is_better_where_the_direction_says_so():
    closes = 100 * np.exp(np.cumsum(np.random.default_rng(1).normal(0, 1, (200, 5)), axis=0)
                          * [0.01, 0.02, 0.03, 0.04, 0.05])  # fmt: skip
    view = View(as_panel(closes, volume=1e6)).last()
    found = ranks_of(view, DATA_POINTS["vol_90"])[0]
    volatility = view.once(DATA_POINTS["vol_90"].compute)[0]
    assert (np.argsort(found) == np.argsort(-volatility)).all()


def test_a_point_bound_to_size_is_ranked_within_its_tier_too():
    """25 small coins of volumes 1M to 25M, and 5 large ones of more."""
    volume = 1e6 * np.arange(1.0, 31.0)
    cap = np.where(np.arange(30) < 25, 1e8, 1e11)
    shape = (120, 30)
    panel = as_panel(np.full(shape, 5.0), volume=np.broadcast_to(volume, shape),
                     extras={"market_cap": np.broadcast_to(cap, shape)})  # fmt: skip
    found = ranks_of(View(panel).last(), DATA_POINTS["volume_30"])[0]
    whole = 100 * (np.arange(30) + 0.5) / 30
    small = 100 * (np.arange(25) + 0.5) / 25
    assert found[:25] == pytest.approx((whole[:25] + small) / 2)
    assert found[25:] == pytest.approx(whole[25:])
