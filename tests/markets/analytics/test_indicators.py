"""Wilder's average true range, against figures worked out by hand."""

import numpy as np
import pytest

from markets.analytics.indicators import average_true_range, true_range


def series(*rows):
    return np.array(rows, dtype=float).T


def test_a_gap_counts_from_the_close_before():
    high, low, close = series((10, 8, 9), (15, 14, 14.5), (12, 9, 10), (11, 10.5, 11))
    assert np.isnan(true_range(high, low, close)[0])
    # 15 − 9; 14.5 − 9; 11 − 10.
    assert true_range(high, low, close)[1:].tolist() == [6, 5.5, 1]


def test_the_first_average_is_a_simple_mean_and_the_others_are_smoothed():
    high, low, close = series((10, 8, 9), (12, 9, 11), (13, 11, 12), (18, 12, 15), (16, 15, 15.5))
    # True ranges: 3, 2, 6, 1. Mean of the first three 11/3, then (11/3 × 2 + 1) ÷ 3.
    averages = average_true_range(high, low, close, days=3)
    assert np.isnan(averages[:3]).all()
    assert averages[3:] == pytest.approx([11 / 3, (22 / 3 + 1) / 3])


@pytest.mark.parametrize("length", [0, 1, 14])
def test_too_short_a_series_has_none(length):
    flat = np.full(length, 5.0)
    assert np.isnan(average_true_range(flat, flat, flat)).all()


def test_constant_days_come_to_their_range():
    high, low, close = np.full(40, 12.0), np.full(40, 9.0), np.full(40, 10.0)
    assert average_true_range(high, low, close)[-1] == pytest.approx(3.0)
