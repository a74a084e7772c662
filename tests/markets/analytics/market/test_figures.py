"""The figures of the market by their ids, worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from markets.analytics.market import market_figures, market_problems
from markets.analytics.market.breadth import breadth, season_figures, season_in_words
from markets.analytics.market.totals import change_in_points
from markets.analytics.panel import View
from tests.markets.analytics.paths import as_panel, changed, reordered, simulated, until

NAN = np.nan
IDS = {
    "total_cap", "altcoin_cap", "dominance", "dominance_ex_stable", "season", "season_then",
    "breadth_50", "breadth_200", "index", "trend", "stress",
}  # fmt: skip


def market(rows=230, assets=6, *, seed=2, kinds=None, caps=None, close=None):
    close = simulated(rows, assets, seed=seed).close if close is None else close
    assets = close.shape[1]
    sizes = np.arange(assets, 0, -1) * 1e8 if caps is None else np.asarray(caps, dtype=float)
    names = ("BTC", *(f"C{number:03}" for number in range(1, assets)))
    extras = {"market_cap": np.broadcast_to(sizes, close.shape)}
    return as_panel(close, assets=names, kinds=kinds, extras=extras, volume=1e7)


def test_every_figure_has_a_value_a_day():
    found = market_figures(View(market()))
    assert found.keys() == IDS
    assert {values.shape for values in found.values()} == {(230,)}
    assert {values.dtype for values in found.values()} == {np.dtype(float)}


def test_caps_and_dominance():
    kinds = ("coin", "coin", "stablecoin", "wrapped", "fund", "coin")
    panel = market(kinds=kinds, caps=[60, 20, 15, 99, 99, 5])
    close = panel.close.copy()
    close[:170, 5] = NAN  # 60 closes: not ranked yet
    found = market_figures(View(replace(panel, close=close)))
    assert found["total_cap"][-1] == 95
    assert found["altcoin_cap"][-1] == 20
    assert found["dominance"][-1] == pytest.approx(100 * 60 / 95)
    assert found["dominance_ex_stable"][-1] == pytest.approx(75)
    assert found["total_cap"][50] == 15  # the stablecoin alone, before any coin is ranked
    assert np.isnan(found["dominance"][50])


def test_a_missing_day_keeps_the_cap():
    panel = market()
    cap = panel.extras["market_cap"].copy()
    close = panel.close.copy()
    close[200, 0] = cap[200, 0] = NAN
    found = market_figures(View(replace(panel, close=close, extras={"market_cap": cap})))
    assert found["dominance"][200] == found["dominance"][199]


def test_a_cap_that_overflows_is_unknown_and_costs_no_other():
    panel = market(caps=[60, 20, 15, 5, 5, 5])
    supply = np.full(panel.close.shape, 1.0)
    cap, close = panel.extras["market_cap"].copy(), panel.close.copy()
    cap[:, 5], close[:, 5], supply[:, 5] = NAN, 1e200, 1e200
    extras = {"market_cap": cap, "circulating_supply": supply}
    with np.errstate(over="ignore"):
        found = market_figures(View(replace(panel, close=close, extras=extras)))
    assert found["total_cap"][-1] == 105
    assert (np.diff(found["index"][90:]) != 0).all()


def test_a_total_that_overflows_is_unknown():
    with np.errstate(over="ignore"):
        found = market_figures(View(market(caps=[1e308, 1e308, 15, 5, 5, 5])))
    assert np.isnan(found["total_cap"]).all()
    assert np.isnan(found["dominance"]).all()
    assert np.isfinite(found["index"][-1])


def test_without_caps_there_are_none_and_the_index_says_so():
    panel = replace(market(), extras={})
    view = View(panel)
    found = market_figures(view)
    for name in ("total_cap", "altcoin_cap", "dominance", "dominance_ex_stable", "season"):
        assert np.isnan(found[name]).all()
    assert np.isfinite(found["index"][89:]).all()
    (problem,) = market_problems(view)
    assert problem.code == "index_by_volume"
    assert "141 days from 2021-03-31 to 2021-08-18" in problem.message
    assert market_problems(View(market())) == ()


def test_without_bitcoin_nothing_is_compared_with_it():
    panel = market(assets=40)
    panel = replace(panel, assets=("ADA", *panel.assets[1:]))
    found = market_figures(View(panel))
    assert np.isnan(found["dominance"]).all()
    assert np.isnan(found["season"]).all()
    assert found["altcoin_cap"][-1] == found["total_cap"][-1]


def ramps(*last, rows=230, flat_until=100):
    """Closes of 100 up to a day, from then on growing in a line to `last`."""
    days = np.clip(np.arange(rows) - flat_until, 0, None) / (rows - 1 - flat_until)
    return 100 + days[:, None] * (np.array(last, dtype=float) - 100)


def test_breadth_is_the_share_of_ranked_coins_above_their_average():
    close = ramps(150, 120, 80, 130, 60, 90)
    view = View(market(close=close, kinds=("coin",) * 5 + ("stablecoin",)))
    assert breadth(view, days=50)[-1] == pytest.approx(60)
    assert breadth(view, days=50)[99] == 0  # at its average is not above it
    assert np.isnan(breadth(view, days=200)[198])
    assert np.isfinite(breadth(view, days=200)[199])


def test_the_season_counts_the_largest_ahead_of_bitcoin():
    last = [150] + [200] * 20 + [150] * 10 + [100] * 20 + [300] * 10
    close = ramps(*last, flat_until=139)
    caps = [1000, *range(100, 40, -1)]
    found = season_figures(View(market(close=close, caps=caps)))
    # Of the 50 largest 20 are ahead, 10 even; the 10 best are too small to count.
    assert found["season"][-1] == pytest.approx(100 * (20 + 5) / 50)


def test_the_season_of_then_keeps_the_members_of_then():
    last = [150] + [200] * 20 + [100] * 30 + [300] * 10
    close = ramps(*last, flat_until=139)
    panel = market(close=close, caps=[1000] + [90] * 50 + [10] * 10)
    cap = panel.extras["market_cap"].copy()
    cap[-1, 41:51], cap[-1, 51:] = 10, 90  # what rose took the place of what did not
    found = season_figures(View(replace(panel, extras={"market_cap": cap})))
    assert found["season"][-1] == pytest.approx(60)
    assert found["season_then"][-1] == pytest.approx(40)


def test_equal_caps_at_the_fiftieth_place_all_count():
    close = ramps(150, *[200] * 49, *[100] * 3, flat_until=139)
    panel = market(close=close, caps=[1000, *[90] * 49, *[10] * 3])
    assert season_figures(View(panel))["season"][-1] == pytest.approx(100 * 49 / 52)


def test_fewer_than_thirty_have_no_season():
    assert np.isnan(season_figures(View(market(assets=30)))["season"]).all()
    assert np.isfinite(season_figures(View(market(assets=31)))["season"][-1])


def test_a_season_in_words():
    assert season_in_words(75.0) == "altcoin season"
    assert season_in_words(25.0) == "Bitcoin season"
    assert season_in_words(50.0) is season_in_words(NAN) is None


def test_a_change_is_in_points():
    assert change_in_points(np.array([40.0, 41, 43]), days=2) == pytest.approx(
        [NAN, NAN, 3], nan_ok=True
    )


@settings(max_examples=10, deadline=None)
@given(st.lists(st.floats(1e-6, 1e6), min_size=32, max_size=32))
def test_a_coin_that_stands_still_is_even_in_any_unit(scale):
    found = market_figures(View(market(close=np.full((230, 32), 100.0) * scale)))
    assert found["season"][-1] == found["season_then"][-1] == 50
    assert found["breadth_50"][-1] == found["breadth_200"][-1] == 0


@settings(max_examples=15, deadline=None)
@given(st.integers(92, 229))
def test_no_day_uses_a_later_one(rows):
    panel = market(assets=35)
    whole, cut = market_figures(View(panel)), market_figures(View(until(panel, rows)))
    for name in IDS:
        assert np.array_equal(whole[name][:rows], cut[name], equal_nan=True)


@settings(max_examples=10, deadline=None)
@given(st.permutations(range(6)), st.lists(st.floats(1e-6, 1e6), min_size=6, max_size=6))
def test_neither_order_nor_unit_of_the_assets_counts(order, scale):
    panel = market()
    moved = changed(reordered(panel, order), lambda values: values * scale)
    moved = replace(moved, volume=panel.volume, extras=reordered(panel, order).extras)
    whole, other = market_figures(View(panel)), market_figures(View(moved))
    for name in IDS:
        assert np.allclose(whole[name], other[name], rtol=1e-9, atol=1e-9, equal_nan=True)
