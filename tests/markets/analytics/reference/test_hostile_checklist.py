"""The altcoin checklist of coins with holes, ends and unknown caps, against the reference."""

import numpy as np
import pandas as pd
import pytest

from markets.analytics.market.checklist import RULES, checklist, rule_states
from markets.analytics.panel import View
from tests.markets.analytics.reference.checklist import outcomes_of, states_of
from tests.markets.analytics.reference.test_hostile_narratives import hostile, market_from

DRAWS = np.random.default_rng(31)


@pytest.fixture(scope="module")
def panel():
    """Bitcoin has a fifth of the market and more."""
    found = hostile(rows=900)
    found.extras["market_cap"][:, 0] *= 200
    return found


@pytest.fixture(scope="module")
def medians(panel):
    """Growth that goes in and out of its limit, and commits of which a month is unknown."""
    rows = len(panel.days)
    growth = 0.1 + 0.05 * np.sin(np.arange(rows) / 9) + DRAWS.normal(0, 0.02, rows)
    commits = np.round(40 + 5 * np.sin(np.arange(rows) / 25) + DRAWS.normal(0, 1, rows))
    growth[:200], commits[:120], commits[500:530] = np.nan, np.nan, np.nan
    return {"address_growth": growth, "commits": commits}


@pytest.fixture(scope="module")
def market(panel):
    return market_from(panel)


@pytest.fixture(scope="module")
def expected(market, medians):
    growth, commits = (pd.Series(values, market.days) for values in medians.values())
    with np.errstate(all="ignore"):
        return states_of(market, growth=growth, commits=commits)


@pytest.mark.parametrize("name", RULES)
def test_each_rule_on_every_day(panel, medians, expected, name):
    assert {0.0, 1.0} <= set(expected[name])  # both occur
    assert np.isnan(expected[name].iloc[0])
    found = rule_states(View(panel), **medians)[name]
    assert np.array_equal(found, expected[name].to_numpy(), equal_nan=True)


def test_its_state_since_when_and_what_followed(panel, medians, market, expected):
    for rule in checklist(View(panel), **medians):
        states = expected[rule.name]
        assert rule.is_on == bool(states.iloc[-1]), rule.name
        others = states[states != states.iloc[-1]]
        assert rule.since == others.index[-1] + pd.Timedelta(days=1), rule.name
        for days, outcomes in rule.outcomes.items():
            known = outcomes_of(market, states, days=days)
            assert outcomes.n == len(known), rule.name
            if len(known) >= 5:
                assert outcomes.mean == pytest.approx(np.mean(known), rel=1e-9), rule.name
            else:
                assert outcomes.mean is None, rule.name
