"""Categories against the market, by hand; their turns and the record of them."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from markets.analytics.market.index import index_returns
from markets.analytics.market.narratives import Narratives, narratives
from markets.analytics.panel import View
from markets.analytics.record import turn_hits, turn_record
from tests.markets.analytics.paths import as_panel, simulated, until

NAN = np.nan
NAMES = ("ai", "defi", "games", "layer-1", "memes", "oracles")


def market(rows=400, *, each=5, seed=3, growth=None):
    """Six categories of `each` coins; `growth` (T, 6) is added to their daily log returns."""
    panel = simulated(rows, len(NAMES) * each, seed=seed)
    close = panel.close
    if growth is not None:
        close = close * np.exp(np.cumsum(np.repeat(growth, each, axis=1), axis=0))
    listed = tuple(frozenset({name}) for name in NAMES for _ in range(each))
    caps = np.full(close.shape, 1e9)
    return as_panel(close, categories=listed, volume=1e7, extras={"market_cap": caps})


def test_a_category_is_ahead_by_its_log_return_less_the_markets():
    view = View(market())
    found = narratives(view)
    assert found.categories == NAMES
    members = np.zeros(view.close.shape, dtype=bool)
    members[:, 5:10] = True
    daily = np.log1p(index_returns(view, view.is_ranked & members))
    daily -= np.log1p(index_returns(view, view.is_ranked))
    for days in (14, 30, 90):
        assert found.ahead[days][-1, 1] == pytest.approx(daily[-days:].sum(), rel=1e-9)
        first = 89 + days  # ranked from row 89 on, so that the first return is on row 90
        assert np.isnan(found.ahead[days][first - 1]).all()
        assert np.isfinite(found.ahead[days][first]).all()


def test_volume_and_breadth_of_a_category():
    panel = market()
    volume = panel.volume.copy()
    volume[-7:, :5] = 3e7
    view = View(replace(panel, volume=volume))
    found = narratives(view)
    usual, lately = 1 / 6, 15 / (15 + 25)
    expected = lately / ((7 * lately + 83 * usual) / 90)
    assert found.volume_trend[-1, 0] == pytest.approx(expected)
    assert found.volume_trend[-8, 0] == pytest.approx(1)
    above = view.close[-1, :5] > view.close[-50:, :5].mean(axis=0)
    assert found.breadth[-1, 0] == pytest.approx(100 * above.mean())
    assert found.coins[-1].tolist() == [5] * 6


def test_momentum_is_the_mean_rank_of_what_is_known():
    found = narratives(View(market()))
    figures = (found.ahead[30], found.ahead[90], found.volume_trend, found.breadth)

    def rank(values, place):
        own = values[-1, place]
        below, equal = (values[-1] < own).sum(), np.isclose(values[-1], own, rtol=1e-9).sum()
        return 100 * (below + equal / 2) / 6

    mean = np.mean([rank(values, 2) for values in figures])
    assert found.momentum[-1, 2] == pytest.approx(mean, abs=1e-6)
    assert np.isnan(found.momentum[88]).all()


def test_fewer_than_five_coins_are_no_category():
    panel = market()
    listed = list(panel.categories)
    listed[0] = frozenset()
    found = narratives(View(replace(panel, categories=tuple(listed))))
    assert found.coins[-1, 0] == 4
    for values in (*found.ahead.values(), found.volume_trend, found.breadth, found.momentum):
        assert np.isnan(values[:, 0]).all()
    assert np.isfinite(found.momentum[-1, 1:]).all()


def test_no_categories_are_no_narratives():
    found = narratives(View(simulated(120, 3)))
    assert found.categories == ()
    assert found.turns.shape == found.momentum.shape == (120, 0)
    record = turn_record(found)
    assert (record.n, np.isnan(record.value)) == (0, True)


def test_membership_counts_as_it_was_on_its_day():
    panel = market()
    now = {
        name: np.broadcast_to(np.array([name in listed for listed in panel.categories]), (400, 30))
        for name in NAMES
    }
    late = {name: mask.copy() for name, mask in now.items()}
    late["ai"][:300] = False
    found = narratives(View(panel), members=late)
    assert found.coins[299:301, 0].tolist() == [0, 5]
    assert np.isnan(found.ahead[14][313, 0])
    assert np.isfinite(found.ahead[14][314, 0])
    whole = narratives(View(panel), members=now)
    assert np.array_equal(whole.momentum, narratives(View(panel)).momentum, equal_nan=True)


def turning():
    """The first category lags for months, then leads with its volume."""
    growth = np.zeros((400, 6))
    growth[150:300, 0] = -0.02
    growth[300:330, 0] = 0.06
    panel = market(growth=growth)
    volume = panel.volume.copy()
    volume[300:330, :5] *= 3
    return replace(panel, volume=volume)


def test_a_laggard_that_leads_with_volume_and_breadth_turns_once():
    turns = narratives(View(turning())).turns
    days = np.flatnonzero(turns[:, 0])
    assert len(days) == 1
    assert 300 < days[0] < 315


def risen(*, first, then, each=15):
    """A category that lags, of which `first` coins rise by a hair, and from row 300 on `then`."""
    close = np.full((330, len(NAMES) * each), 100.0)
    close[150:300, :each] *= 0.995 ** np.arange(1, 151)[:, None]
    close[300:, :each] = close[299, :each]
    close[:, :first] = 1.0001 ** np.arange(330)[:, None] * 100
    close[300:, first:then] *= 2
    volume = np.full(close.shape, 1e7)
    volume[300:, :each] *= 3
    listed = tuple(frozenset({name}) for name in NAMES for _ in range(each))
    caps = np.full(close.shape, 1e9)
    return as_panel(close, categories=listed, volume=volume, extras={"market_cap": caps})


@pytest.mark.parametrize(("first", "then", "turns"), [(2, 5, True), (4, 7, True), (2, 4, False)])
def test_a_rise_of_just_twenty_points_of_breadth_is_enough(first, then, turns):
    """In floats 5 of 15 less 2 of 15 are 19.999999999999993 points."""
    found = narratives(View(risen(first=first, then=then)))
    assert found.breadth[[299, 305], 0] == pytest.approx([100 * first / 15, 100 * then / 15])
    assert found.turns[300:, 0].any() == turns


@settings(max_examples=8, deadline=None)
@given(st.integers(200, 399))
def test_no_day_uses_a_later_one(rows):
    panel = turning()
    whole, cut = narratives(View(panel)), narratives(View(until(panel, rows)))
    assert np.array_equal(whole.turns[:rows], cut.turns)
    assert np.array_equal(whole.momentum[:rows], cut.momentum, equal_nan=True)


def with_turns(ahead, turns):
    """Narratives of which only what the record reads is given."""
    rest = np.full(ahead.shape, NAN)
    names = tuple(NAMES[: ahead.shape[1]])
    return Narratives(names, rest, {30: ahead}, rest, rest, rest, rest, turns)


def test_the_record_holds_turns_against_the_other_days_of_their_category():
    ahead = np.zeros((400, 2))
    ahead[:, 1] = 0.5  # always ahead: a turn of it proves nothing
    turns = np.zeros((400, 2), dtype=bool)
    turns[[100, 200, 390], 0] = turns[50, 1] = True
    ahead[130, 0], ahead[230, 0] = 0.3, 0.1
    record = turn_record(with_turns(ahead, turns))
    assert record.n == 3  # what follows the one on row 390 is not known yet
    assert record.value == pytest.approx((0.3 + 0.1 + 0) / 3, abs=1e-9)
    assert turn_hits(with_turns(ahead, turns)) == (3, 3)


@pytest.mark.parametrize(("edge", "is_found"), [(0.5, True), (0.0, False)])
def test_the_record_finds_a_planted_edge_and_none_otherwise(edge, is_found):
    draws = np.random.default_rng(11)
    ahead = draws.normal(0, 0.3, (1500, 6))
    turns = np.zeros((1500, 6), dtype=bool)
    turns[np.arange(40, 1400, 35), draws.integers(0, 6, 39)] = True
    ahead[30:][turns[:-30]] += edge
    record = turn_record(with_turns(ahead, turns))
    assert record.excludes(0) == is_found
