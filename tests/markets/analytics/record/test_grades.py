"""The record is honest: it finds an effect that was planted, and none where none was."""

import numpy as np
import pytest

from markets.analytics.record import RECENT, WHOLE, grade_record

ROWS, ASSETS = 900, 30
DAYS = np.datetime64("2021-01-01") + np.arange(ROWS)


def world(seed, *, edge):
    """Scores that persist, and closes whose daily returns lean on them by `edge` deviations."""
    draws = np.random.default_rng(seed)
    scores = draws.normal(size=(ROWS, ASSETS))
    for t in range(1, ROWS):
        scores[t] = 0.95 * scores[t - 1] + np.sqrt(1 - 0.95**2) * scores[t]
    market, own = draws.standard_t(4, (ROWS, 1)), draws.standard_t(4, (ROWS, ASSETS))
    returns = 0.02 * market + 0.03 * own
    returns[1:] += 0.03 * edge * scores[:-1]
    return scores, np.exp(np.cumsum(returns, axis=0))


def record(scores, close, **options):
    return grade_record(scores, close, days=DAYS, tiers={}, **options)


@pytest.mark.parametrize("seed", range(4))
def test_a_planted_effect_is_found(seed):
    for found in record(*world(seed, edge=0.15), horizons=[1, 7]):
        assert found.by_span[WHOLE].mean.low > 0
        assert found.by_span[WHOLE].t > 2
        assert found.quintiles.top_less_bottom.low > 0


def test_no_effect_is_found_where_none_was_planted():
    excluded = [
        found.by_span[WHOLE].mean.excludes(0)
        for seed in range(12)
        for found in record(*world(100 + seed, edge=0.0), horizons=[1, 7])
    ]
    # Of 24 intervals of 95%, 1.2 are expected to miss; 5 or more have a chance below 1%.
    assert sum(excluded) <= 4


def test_spans_and_tiers_count_their_own_days_and_assets():
    scores, close = world(1, edge=0.1)
    large = np.zeros(scores.shape, dtype=bool)
    large[:, :10] = True
    few = np.zeros(scores.shape, dtype=bool)
    few[:, :5] = True
    (found,) = grade_record(
        scores, close, days=DAYS, tiers={"large": large, "mid": few}, horizons=[7]
    )
    assert list(found.by_span) == [WHOLE, RECENT, "2021", "2022", "2023"]
    assert {name: part.mean.n for name, part in found.by_span.items()} == {
        WHOLE: 893, RECENT: 723, "2021": 365, "2022": 365, "2023": 163,
    }  # fmt: skip
    (alone,) = record(scores[:, :10], close[:, :10], horizons=[7])
    assert found.by_tier["large"] == alone.by_span[WHOLE]
    assert found.by_tier["mid"].mean.n == 0
    assert alone.quintiles is None


def test_the_dead_count():
    scores, close = world(2, edge=0.0)
    close[450:, :3] = np.nan
    scores[450:, :3] = np.nan
    scores[:450, :3] = 9.0
    ended = np.arange(ASSETS) < 3
    before, after = (
        record(scores, close, horizons=[30], ended=mark)[0] for mark in (None, ended)
    )  # fmt: skip
    assert after.by_span["2022"].mean.value < before.by_span["2022"].mean.value
    assert after.quintiles.returns[4] < before.quintiles.returns[4]


def test_a_past_day_does_not_depend_on_later_ones():
    scores, close = world(3, edge=0.1)
    whole = record(scores, close, horizons=[1])[0]
    cut = grade_record(scores[:366], close[:366], days=DAYS[:366], tiers={}, horizons=[1])[0]
    assert cut.by_span["2021"] == whole.by_span["2021"]
