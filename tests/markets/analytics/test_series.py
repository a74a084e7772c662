"""Trailing windows against loops over each of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from markets.analytics.series import (
    row_mean,
    shift,
    trailing_mean,
    trailing_sum,
    window_deviation,
    window_mean,
    window_quantiles,
)

NAN = np.nan


def column(*values):
    return np.array(values, dtype=float)[:, None]


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=40), st.integers(1, 50))
def test_a_trailing_sum_is_that_of_each_window(values, days):
    sums = trailing_sum(column(*values), days)[:, 0]
    assert sums.tolist() == [
        sum(values[max(0, t - days + 1) : t + 1]) for t in range(len(values))
    ]  # fmt: skip


def test_a_large_value_leaves_nothing_behind():
    sums = trailing_sum(column(1e17, 1e-3, 1e-3, 1e-3, 1e-3), 2)[:, 0]
    assert sums[2:].tolist() == [2e-3] * 3


def test_rows_move_both_ways():
    assert np.array_equal(shift(column(1, 2, 3), 1), column(NAN, 1, 2), equal_nan=True)
    assert np.array_equal(shift(column(1, 2, 3), -2), column(3, NAN, NAN), equal_nan=True)
    assert np.isnan(shift(column(1, 2), 5)).all()


def test_a_mean_needs_its_whole_window():
    means = window_mean(column(NAN, 1, 2, 3, 4, 5), 5)[:, 0]
    assert means[-1] == 3
    assert np.isnan(means[:-1]).all()


def test_a_window_with_a_gap_needs_four_days_of_five():
    means = window_mean(column(1, 2, NAN, 4, 5, NAN, 7), 5)[:, 0]
    assert means[4] == 3  # (1 + 2 + 4 + 5) ÷ 4
    assert np.isnan(means[[3, 5, 6]]).all()


def test_a_mean_of_half_a_window_begins_earlier():
    means = trailing_mean(column(2, 4, 9), 4, least=2)[:, 0]
    assert np.isnan(means[0])
    assert means[1:].tolist() == [3, 5]


def test_a_deviation_has_n_less_one():
    deviations = window_deviation(column(1, 2, 3, NAN, 9, 4), 5)[:, 0]
    assert np.isnan(deviations[:4]).all()
    assert deviations[4:] == pytest.approx(
        [np.std(known, ddof=1) for known in ([1, 2, 3, 9], [2, 3, 9, 4])]
    )


def test_a_quantile_interpolates_between_its_neighbours():
    quantiles = window_quantiles(np.array([9, 1, 3, 2, 4.0]), 4, np.array([0, 0.5, 0.9]))
    assert np.isnan(quantiles[:3]).all()
    assert quantiles[4] == pytest.approx(np.quantile([1, 3, 2, 4], [0, 0.5, 0.9]))


def test_a_mean_over_assets_leaves_out_what_is_unknown_or_no_member():
    values = np.array([[1, NAN, 5, 7], [NAN, NAN, NAN, 1]])
    member = np.array([[True, True, True, False]] * 2)
    assert row_mean(values, member) == pytest.approx([3, NAN], nan_ok=True)
