"""What came of coins that had run up: hand-made closes, chance, and an effect that was planted."""

import numpy as np
import pytest

from markets.analytics.record.run_ups import has_run_up, run_up_record


def closes(*, days=400, coins=1):
    return np.full((days, coins), 100.0)


def everywhere(close):
    return np.ones(close.shape, dtype=bool)


@pytest.mark.parametrize(("days", "limit"), [(30, 2.0), (90, 3.0), (365, 5.0)])
def test_a_price_has_run_up_from_its_limit_on(days, limit):
    close = closes()
    close[-1] = 100.0 * limit
    assert has_run_up(close)[-1, 0]
    close[-1] = 99.9 * limit
    assert has_run_up(close)[-1, 0] == (days != 30)  # it is as far above that of 30 days before
    assert not has_run_up(close[:30])[-1, 0]


def test_a_gap_of_a_fifth_of_the_days_leaves_it_unknown():
    close = closes()
    close[-1] = 210.0
    close[-10:-3] = np.nan
    assert not has_run_up(close)[-1, 0]
    close[-10] = 100.0
    assert has_run_up(close)[-1, 0]


def test_a_run_up_begins_once_and_is_compared_with_other_days():
    """It doubles at once on day 100 and is up for 30 days; from day 120 on a tenth is lost."""
    close = closes(days=200)
    close[100:] = 200.0
    close[120:] = 180.0
    found = run_up_record(close, asked=everywhere(close))
    assert (found.loss.n, found.lost) == (1, 1)
    assert found.after == pytest.approx((-0.1, -0.1, -0.1))
    # 100 days before with outcomes (30 of them double, 10 of those 1.8 times), 50 after it.
    is_up = has_run_up(close)[:, 0]
    other = ~is_up[:170]
    outcome = close[30:, 0] / close[:170, 0] - 1
    assert found.loss.value == pytest.approx(1 - (outcome[other] < 0).mean())
    assert found.usual == pytest.approx(tuple(np.quantile(outcome[other], (0.05, 0.5, 0.95))))


def test_only_what_is_asked_counts_and_an_asset_that_ended_has_no_outcome():
    close = closes(days=200, coins=3)
    close[100:] = 200.0
    close[110:, 1] = np.nan
    asked = everywhere(close)
    asked[:, 2] = False
    assert run_up_record(close, asked=asked).loss.n == 1
    none = run_up_record(close, asked=~everywhere(close))
    assert none.loss.n == 0
    assert np.isnan([none.loss.value, *none.after, *none.usual]).all()


def moved(seed, *, fall):
    """Coins that move by chance, so far that they run up at times; then they fall by so much."""
    rng = np.random.default_rng(seed)
    moves = rng.normal(0, 0.07, (900, 60)) + rng.normal(0, 0.02, (900, 1))
    if fall:
        is_up = has_run_up(100 * np.exp(np.cumsum(moves, axis=0)))
        for day in range(1, len(moves)):
            moves[day] -= np.where(is_up[max(day - 30, 0) : day].any(axis=0), fall / 30, 0.0)
    return 100 * np.exp(np.cumsum(moves, axis=0))


def test_a_fall_that_was_planted_is_found_and_chance_alone_is_not():
    close = moved(1, fall=0.5)
    found = run_up_record(close, asked=everywhere(close))
    assert found.loss.low > 0.1
    shown = [run_up_record(one, asked=everywhere(one)).loss.excludes()
             for one in (moved(seed, fall=0.0) for seed in range(12))]  # fmt: skip
    assert sum(shown) <= 1


def test_parts_of_the_columns_are_added_up(monkeypatch):
    close = moved(2, fall=0.2)
    whole = run_up_record(close, asked=everywhere(close))
    monkeypatch.setattr("markets.analytics.series._PART_CELLS", len(close) * 7)
    assert run_up_record(close, asked=everywhere(close)) == whole
