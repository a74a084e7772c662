"""The altcoin checklist: each rule by hand, since when, and what followed."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from markets.analytics.market.checklist import RULES, checklist, rule_states
from markets.analytics.panel import View
from tests.markets.analytics.paths import as_panel, simulated, until

NAN = np.nan
ROWS = 500


def market(bitcoin, altcoins, *, volume=1e7):
    """Bitcoin and four coins, one unit each of which is its cap in thousand millions."""
    close = np.column_stack([bitcoin, *[altcoins] * 4]).astype(float)
    names = ("BTC", "C1", "C2", "C3", "C4")
    volume = np.broadcast_to(np.asarray(volume, dtype=float), (len(close), 5))
    return as_panel(close, assets=names, volume=volume, extras={"market_cap": close * 1e9})


FLAT = np.full(ROWS, 100.0)


def ramp(start, end, *, first, last):
    days = np.clip((np.arange(ROWS) - first) / (last - first), 0, 1)
    return start + (end - start) * days


def test_a_rising_altcoin_cap():
    state = rule_states(View(market(FLAT, ramp(100, 200, first=300, last=400))))
    state = state["altcoin_cap_rises"]
    assert np.isnan(state[:138]).all()  # known from row 89 on, its average from 138
    assert (state[140:301] == 0).all()
    assert (state[301:429] == 1).all()
    assert state[430] == 0  # no higher than 30 days before


def test_a_falling_dominance():
    state = rule_states(View(market(FLAT, ramp(100, 130, first=300, last=400))))["dominance_falls"]
    assert np.isnan(state[267])
    assert state[268] == 0  # the first whole window of 180 days
    dominance = 100 * 100 / (100 + 4 * ramp(100, 130, first=300, last=400))
    assert dominance[0] == 20
    first = np.flatnonzero(dominance <= 17)[0]
    assert (state[first - 1], state[first]) == (0, 1)
    assert (state[413], state[414]) == (1, 0)  # 14 days after its last fall


def test_most_coins_ahead_of_bitcoin():
    panel = market(FLAT, FLAT)
    close = panel.close.copy()
    close[300:, 1:3] *= 1.1
    half = rule_states(View(replace(panel, close=close)))["coins_lead"]
    close[300:, 3] *= 1.1
    most = rule_states(View(replace(panel, close=close)))["coins_lead"]
    assert (half[310], most[310]) == (0, 1)
    assert most[330] == 0
    assert np.isnan(most[88])


def test_usage_needs_both_addresses_and_commits():
    view = View(market(FLAT, FLAT))
    growth, commits = (np.full(ROWS, value) for value in (0.2, 10.0))
    commits[400:] = 11.0
    growth[:89] = commits[:89] = NAN
    state = rule_states(view, address_growth=growth, commits=commits)["usage_grows"]
    assert np.isnan(state[177])
    assert (state[399], state[400], state[-1]) == (0, 1, 0)
    few = rule_states(view, address_growth=growth / 2, commits=commits)["usage_grows"]
    assert few[400] == 0
    assert np.isnan(rule_states(view, address_growth=growth)["usage_grows"]).all()


def test_a_growing_volume():
    volume = np.where(np.arange(ROWS) < 300, 1e7, 2e7)[:, None]
    state = rule_states(View(market(FLAT, FLAT, volume=volume)))["volume_grows"]
    # After n days: (30 + n) ÷ 30 over (180 + n) ÷ 180 reaches 1.25 at n = 10.
    assert (state[308], state[309]) == (0, 1)
    assert state[-1] == 0
    assert np.isnan(state[267])


def test_a_rule_tells_its_state_and_since_when():
    view = View(market(FLAT, ramp(100, 200, first=300, last=499)))
    rules = {rule.name: rule for rule in checklist(view)}
    assert tuple(rules) == RULES
    cap, usage = rules["altcoin_cap_rises"], rules["usage_grows"]
    assert (cap.is_on, cap.since) == (True, np.datetime64("2021-01-01") + 301)
    assert (usage.is_on, usage.since) == (None, None)
    assert rules["volume_grows"].is_on is False
    assert rules["volume_grows"].since == np.datetime64("2021-01-01") + 268


def test_outcomes_are_shown_from_five_on():
    rows = 1000
    season = np.where(np.arange(rows) % 140 < 60, 1.01, 0.99)
    altcoins = 100 * np.cumprod(np.where(np.arange(rows) < 100, 1.0, season))
    rules = {rule.name: rule for rule in checklist(View(market(np.full(rows, 100.0), altcoins)))}
    lead = rules["coins_lead"]
    states = rule_states(View(market(np.full(rows, 100.0), altcoins)))["coins_lead"]
    starts = np.flatnonzero((states[1:] == 1) & (states[:-1] == 0)) + 1
    known = starts[starts + 30 < rows]
    assert lead.outcomes[30].n == len(known) >= 5
    expected = np.mean(altcoins[known + 30] / altcoins[known] - 1)
    assert lead.outcomes[30].mean == pytest.approx(expected)
    few = checklist(View(until(market(np.full(rows, 100.0), altcoins), 450)))[2]
    assert (few.outcomes[30].mean, few.outcomes[30].n > 0) == (None, True)


@settings(max_examples=8, deadline=None)
@given(st.integers(150, 399))
def test_no_day_uses_a_later_one(rows):
    panel = simulated(400, 6)
    panel = replace(
        panel, assets=("BTC", *panel.assets[1:]), extras={"market_cap": panel.close * 1e9}
    )
    whole, cut = rule_states(View(panel)), rule_states(View(until(panel, rows)))
    for name in RULES:
        assert np.array_equal(whole[name][:rows], cut[name], equal_nan=True)
