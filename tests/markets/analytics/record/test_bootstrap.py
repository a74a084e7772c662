"""The circular block bootstrap: against drawing rows one by one, and its own coverage."""

import numpy as np
import pytest

from markets.analytics.record.bootstrap import (
    SEED,
    TAILS,
    block_days,
    estimate,
    resampled_rows,
    with_interval,
)


def mean(sums):
    return sums[..., 0] / sums[..., 1]


def of(values, **options):
    return estimate(
        np.column_stack([values, np.ones_like(values)]), mean, **{"horizon": 1, **options}
    )


def test_a_block_is_sixty_days_or_twice_the_horizon():
    assert [block_days(horizon) for horizon in (1, 30, 31, 90)] == [60, 60, 62, 180]


def test_sums_of_blocks_are_those_of_their_rows():
    values = np.random.default_rng(5).normal(size=500)
    drawn = np.concatenate([values[rows].mean(axis=1) for rows in resampled_rows(500, block=60)])
    found = of(values)
    assert (found.low, found.high) == pytest.approx(np.quantile(drawn, TAILS), rel=1e-9)
    assert (found.value, found.n) == (pytest.approx(values.mean()), 500)


def test_blocks_are_consecutive_days_that_wrap_round():
    rows = next(resampled_rows(200, block=60))[0]
    steps = np.diff(rows.reshape(-1)) % 200
    assert (np.delete(steps, [59, 119, 179]) == 1).all()


def test_the_same_days_have_the_same_interval_and_another_seed_another():
    values = np.random.default_rng(6).normal(size=300)
    assert of(values) == of(values)
    assert of(values).low != of(values, seed=SEED + 1).low


@pytest.mark.parametrize(("horizon", "days"), [(1, 119), (90, 359), (1, 1)])
def test_fewer_than_two_blocks_show_no_interval(horizon, days):
    found = of(np.arange(days) + 1.0, horizon=horizon)
    assert found.n == days
    assert np.isnan([found.low, found.high]).all()
    assert not found.excludes(0)


def test_nothing_has_no_value():
    found = of(np.array([]))
    assert np.isnan([found.value, found.low, found.high]).all()
    assert found.n == 0


def test_an_effect_is_shown_only_where_the_interval_excludes_its_absence():
    draws = np.linspace(0.2, 1.2, 101)
    found = with_interval(0.7, draws, days=120, horizon=1, n=120)
    assert found.excludes(0.1)
    assert found.excludes(1.3)
    assert not found.excludes(1.0)


def test_it_holds_the_truth_about_as_often_as_it_says():
    draws = np.random.default_rng(7)
    series = draws.normal(size=(200, 1500))
    for t in range(1, 1500):  # dependence over days, which single days drawn apart would miss
        series[:, t] += 0.7 * series[:, t - 1]
    held = sum(not of(row).excludes(0) for row in series)
    assert 170 <= held <= 200
