"""The market's index and regime, by hand and against a loop over days."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from markets.analytics.market.index import SIZE_NAMES, capped_weights, chained, index_returns, sizes
from markets.analytics.market.regime import held_state, regime_figures, regime_in_words
from markets.analytics.panel import View
from tests.markets.analytics.paths import as_panel, simulated, until

NAN = np.nan


def weights(*size):
    return capped_weights(np.array([size], dtype=float))[0].tolist()


def test_what_is_above_a_quarter_is_shared_in_proportion():
    assert weights(10, 10, 10, 10, 10) == pytest.approx([0.2] * 5)
    assert weights(50, 20, 20, 10) == pytest.approx([0.25] * 4)
    # 60% → 25%; the others share 75% as 16 : 8 : 8 : 8, of which 30% is again too much.
    assert weights(60, 16, 8, 8, 8) == pytest.approx([0.25, 0.25, 1 / 6, 1 / 6, 1 / 6])


def test_fewer_than_four_weigh_the_same_and_the_unknown_nothing():
    assert weights(9, 1, NAN, 0, -3) == [0.5, 0.5, 0, 0, 0]
    assert weights(NAN, NAN) == [0, 0]


def test_sizes_whose_sum_overflows_weigh_in_proportion_all_the_same():
    assert weights(1e308, 1e308, 1e308, 1e308, 5e307) == pytest.approx([2 / 9] * 4 + [1 / 9])
    assert weights(np.inf, 2, 2, 1, 1, 1, 1) == pytest.approx([0, 0.25, 0.25, *[0.125] * 4])


@given(st.lists(st.floats(0.01, 1e12), min_size=4, max_size=30), st.floats(1e-3, 1e3))
def test_weights_sum_to_one_and_keep_their_limit_and_order(size, scale):
    found = np.array(weights(*size))
    assert found.sum() == pytest.approx(1)
    assert found.max() <= 0.25 * (1 + 1e-9)
    assert (np.diff(found[np.argsort(size)]) >= -1e-12).all()
    assert weights(*(scale * value for value in size)) == pytest.approx(found)


def caps(panel, *by_asset):
    return panel.close * np.array(by_asset, dtype=float)


def view(rows=120, *, seed=4, **extras):
    panel = simulated(rows, 5, seed=seed)
    return View(
        as_panel(
            panel.close,
            extras={"market_cap": caps(panel, 900, 5, 4, 3, 2)} if not extras else extras["extras"],
            volume=extras.get("volume", NAN),
        )
    )


def test_a_day_has_the_members_and_weights_of_the_day_before():
    market = view()
    found = index_returns(market, market.is_ranked)
    assert np.isnan(found[:90]).all()  # ranked from the 90th close, row 89, on
    for t in (90, 119):
        cap = market.cap[t - 1]
        share = capped_weights(cap[None])[0]
        growth = market.panel.close[t] / market.panel.close[t - 1] - 1
        assert found[t] == pytest.approx(share @ growth, rel=1e-12)
    index = chained(found)
    assert np.isnan(index[:89]).all()
    assert index[89] == 1
    assert index[-1] == pytest.approx(np.prod(1 + found[90:]))


def test_without_caps_volume_weighs_and_without_that_all_alike():
    volume = np.tile([8e6, 4e6, 2e6, 1e6, 1e6], (120, 1))
    by_volume, by = sizes(view(extras={}, volume=volume))
    assert by[-1] == SIZE_NAMES.index("volume")
    assert by_volume[-1].tolist() == volume[-1].tolist()
    market = view(extras={})
    assert not market.is_ranked.any()
    assert sizes(market)[1][-1] == SIZE_NAMES.index("equal")
    equal = index_returns(market, np.ones(market.close.shape, dtype=bool))
    assert equal[50] == pytest.approx(market.simple[50].mean())


def test_the_first_caps_do_not_change_what_was_weighed_before():
    cap = np.full((120, 5), NAN)
    cap[110:] = 1e9
    volume = np.tile([8e6, 4e6, 2e6, 1e6, 1e6], (120, 1))
    _, by = sizes(view(extras={"market_cap": cap}, volume=volume))
    assert by[109] == SIZE_NAMES.index("volume")
    assert by[110] == SIZE_NAMES.index("cap")


def test_a_coin_that_ended_counts_at_its_last_close():
    panel = simulated(120, 5)
    close = panel.close.copy()
    close[100:, 0] = NAN
    ended = View(as_panel(close, extras={"market_cap": np.full(close.shape, 1e9)}))
    found = index_returns(ended, ended.is_ranked)
    alive = ended.simple[103, 1:]
    assert found[103] == pytest.approx(0.2 * alive.sum())
    assert found[104] == pytest.approx(ended.simple[104, 1:].mean())


def test_a_state_holds_between_its_ends():
    on = np.array([0, 0, 1, 0, 0, 0, 1], dtype=bool)
    off = np.array([0, 0, 0, 0, 1, 0, 0], dtype=bool)
    assert held_state(on, off, off=-1.0).tolist() == [0, 0, 1, 1, -1, -1, 1]


def test_a_trend_begins_two_percent_from_its_average():
    returns = np.concatenate([[NAN], np.zeros(210), [0.021, 0.0, -0.0415], np.zeros(3)])
    found = regime_figures(returns)
    # 1.021 against an average of 1.0001; then 0.9786 against 1.0001.
    assert found["trend"][:211].tolist() == [0] * 211
    assert found["trend"][211:214].tolist() == [1, 1, -1]
    assert found["index"][0] == 1


def test_stress_begins_above_the_80th_percentile_and_ends_under_the_70th():
    draws = np.random.default_rng(8)
    size = np.where(np.arange(1000) >= 800, np.where(np.arange(1000) < 860, 5.0, 0.5), 1.0)
    returns = 0.02 * size * draws.standard_normal(1000)
    returns[0] = NAN
    stress = regime_figures(returns)["stress"]
    volatility = [NAN] * 1000
    for t in range(30, 1000):
        volatility[t] = np.std(returns[t - 29 : t + 1], ddof=1)
    state, expected = 0.0, []
    for t in range(1000):
        if t >= 30 + 729:
            calm, stressed = np.quantile(volatility[t - 729 : t + 1], [0.7, 0.8])
            state = 1.0 if volatility[t] > stressed else 0.0 if volatility[t] < calm else state
        expected.append(state)
    assert stress.tolist() == expected
    assert (stress[830], stress[999]) == (1, 0)


def test_regimes_in_words():
    assert regime_in_words(1.0, 0.0) == "rising calm"
    assert regime_in_words(-1.0, 1.0) == "falling stressed"
    assert regime_in_words(0.0, 0.0) is None


@given(st.integers(95, 119))
def test_no_day_uses_a_later_one(rows):
    whole, cut = view(), View(until(view().panel, rows))
    before = index_returns(whole, whole.is_ranked)[:rows]
    assert np.array_equal(before, index_returns(cut, cut.is_ranked), equal_nan=True)
