"""Rank correlations and quintiles against SciPy, loops and hand-computed cases."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr

from markets.analytics.record.outcomes import forward_returns
from markets.analytics.record.ranking import (
    correlation,
    daily_correlations,
    newey_west_t,
    quintiles,
)

NAN = np.nan


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000))
def test_each_day_is_scipys_rank_correlation_of_what_is_known(seed):
    draws = np.random.default_rng(seed)
    scores = draws.integers(0, 6, (4, 12)).astype(float)
    outcomes = draws.normal(size=(4, 12))
    scores[draws.random((4, 12)) < 0.2] = NAN
    outcomes[draws.random((4, 12)) < 0.2] = NAN
    for found, score, came in zip(
        daily_correlations(scores, outcomes), scores, outcomes, strict=True
    ):
        known = np.isfinite(score) & np.isfinite(came)
        if known.sum() < 6 or len(set(score[known])) == 1:
            assert np.isnan(found)
        else:
            assert found == pytest.approx(
                spearmanr(score[known], came[known]).statistic, abs=1e-12
            )  # fmt: skip


def test_five_assets_are_too_few():
    scores = np.array([[1, 2, 3, 4, 5, NAN], [1, 2, 3, 4, 5, 6]])
    outcomes = np.array([[1, 2, 3, 4, 5, 6], [6, 5, 4, 3, 2, 1.0]])
    assert daily_correlations(scores, outcomes) == pytest.approx([NAN, -1], nan_ok=True)


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(8)), st.floats(1e-3, 1e3))
def test_neither_order_nor_a_rising_transformation_counts(order, scale):
    draws = np.random.default_rng(1)
    scores, outcomes = draws.normal(size=(5, 8)), draws.normal(size=(5, 8))
    moved = daily_correlations(np.exp(scores[:, order]) * scale, outcomes[:, order] * scale)
    assert moved == pytest.approx(daily_correlations(scores, outcomes), abs=1e-12)


def test_newey_west_is_the_quadratic_form_of_its_weights():
    values = np.random.default_rng(2).normal(0.1, 1, 80)
    lags, n = 6, len(values)
    apart = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    weights = np.maximum(0, 1 - apart / (lags + 1))
    away = values - values.mean()
    error = np.sqrt(away @ weights @ away) / n
    assert newey_west_t(values, lags=lags) == pytest.approx(values.mean() / error, rel=1e-12)


@pytest.mark.parametrize("values", [[], [1.0] * 7, [1.0, 2.0] * 3, [3.0] * 50])
def test_too_short_or_still_a_series_has_no_t(values):
    assert np.isnan(newey_west_t(np.array(values), lags=6))


def test_a_mean_leaves_out_days_without_a_correlation():
    found = correlation(np.array([0.2, NAN, 0.4]), horizon=1)
    assert found.mean.value == pytest.approx(0.3)
    assert found.mean.n == 2


def test_fifths_by_score_lowest_first():
    scores = np.tile(np.arange(25.0), (3, 1))
    outcomes = np.tile(np.repeat([0.01, 0.02, 0.03, 0.04, 0.10], 5), (3, 1))
    scores[2, 0] = NAN  # 24 are too few
    found = quintiles(scores, outcomes, horizon=1)
    assert found.returns == pytest.approx((0.01, 0.02, 0.03, 0.04, 0.10))
    assert found.top_less_bottom.value == pytest.approx(0.09)
    assert found.top_less_bottom.n == 2
    assert quintiles(scores[2:], outcomes[2:], horizon=1) is None


def test_returns_ahead_and_the_loss_of_what_ended():
    close = np.array([[10, 10], [11, 5], [12, NAN], [18, NAN]], dtype=float)
    assert forward_returns(close, 1)[:, 0] == pytest.approx([0.1, 1 / 11, 0.5, NAN], nan_ok=True)
    assert forward_returns(close, 2)[:, 1] == pytest.approx([NAN] * 4, nan_ok=True)
    ended = forward_returns(close, 1, ended=np.array([False, True]))
    assert ended[:, 1] == pytest.approx([-0.5, -1, NAN, NAN], nan_ok=True)
    assert np.isnan(ended[3, 0])


def test_slow_scores_that_say_nothing_are_seldom_taken_for_an_effect():
    """Against the normal's 1.96 more of 40 records of pure chance show one than the 5% allow."""
    days, assets, horizon = 730, 30, 90
    significant = beyond_normal = 0
    for seed in range(40):
        draws = np.random.default_rng(seed)
        scores, moves = draws.normal(size=(days, assets)), draws.normal(size=(days, assets))
        for day in range(1, days):
            scores[day] = 0.95 * scores[day - 1] + 0.31 * scores[day]
        outcomes = np.full((days, assets), NAN)
        level = moves.cumsum(axis=0)
        outcomes[:-horizon] = level[horizon:] - level[:-horizon]
        found = correlation(daily_correlations(scores, outcomes), horizon=horizon)
        significant += found.is_significant
        beyond_normal += found.mean.excludes() and abs(found.t) >= 1.96
    assert significant <= 2 < beyond_normal
