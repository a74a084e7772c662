"""Rows moved in time, means over assets, limits and quantiles of windows."""

import numpy as np
import pytest

from markets.analytics.series import exceeds, reaches, row_mean, shift, window_quantiles

NAN = np.nan


def column(*values):
    return np.array(values, dtype=float)[:, None]


def test_rows_move_both_ways():
    assert np.array_equal(shift(column(1, 2, 3), 1), column(NAN, 1, 2), equal_nan=True)
    assert np.array_equal(shift(column(1, 2, 3), -2), column(3, NAN, NAN), equal_nan=True)
    assert np.isnan(shift(column(1, 2), 5)).all()


def test_a_quantile_interpolates_between_its_neighbours():
    quantiles = window_quantiles(np.array([9, 1, 3, 2, 4.0]), 4, np.array([0, 0.5, 0.9]))
    assert np.isnan(quantiles[:3]).all()
    assert quantiles[4] == pytest.approx(np.quantile([1, 3, 2, 4], [0, 0.5, 0.9]))


def test_a_window_with_unknown_days_needs_four_of_five():
    values = np.array([NAN, 5, NAN, 1, 3, 2, NAN, NAN])
    medians = window_quantiles(values, 5, np.array([0.5]))[:, 0]
    assert medians == pytest.approx([NAN] * 5 + [2.5, NAN, NAN], nan_ok=True)


@pytest.mark.parametrize("values", [[], [NAN, NAN, NAN], [NAN, 1, 2]])
def test_too_short_a_series_has_no_quantiles(values):
    assert np.isnan(window_quantiles(np.array(values, dtype=float), 3, np.array([0.5]))).all()


def test_a_mean_over_assets_leaves_out_what_is_unknown_or_no_member():
    values = np.array([[1, NAN, 5, 7], [NAN, NAN, NAN, 1]])
    member = np.array([[True, True, True, False]] * 2)
    assert row_mean(values, member) == pytest.approx([3, NAN], nan_ok=True)


@pytest.mark.parametrize("limit", [20.0, 1.25, 0.1, -3.0])
def test_what_rounding_left_beside_a_limit_is_at_it(limit):
    below, above = np.nextafter(limit, -100), np.nextafter(limit, 100)
    values = np.array([limit - 1e-9, below, limit, above, limit + 1e-9, NAN])
    assert reaches(values, limit).tolist() == [False, True, True, True, True, False]
    assert exceeds(values, limit).tolist() == [False, False, False, False, True, False]
