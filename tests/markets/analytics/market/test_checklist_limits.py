"""The altcoin checklist at each of its limits, by states and outcomes that are written out."""

from dataclasses import replace

import numpy as np
import pytest

from markets.analytics.market.checklist import checklist, outcomes_of, rule_states
from markets.analytics.panel import View
from tests.markets.analytics.market.test_checklist import FLAT, ROWS, market

NAN = np.nan
NAMES = ("BTC", "C1", "C2", "C3", "C4")


def stepped(*levels, at=300):
    """100 up to a day, from then on each level for ten days, the last one to the end."""
    steps = np.repeat(np.array(levels, dtype=float), 10)
    rest = np.full(ROWS - at - len(steps), levels[-1])
    return np.concatenate([np.full(at, 100.0), steps, rest])


def state_of(name, panel):
    return rule_states(View(panel))[name]


def capped(bitcoin, others):
    """Closes that stand still, with caps (T,) of Bitcoin and of each other coin."""
    panel = market(FLAT, FLAT)
    caps = np.column_stack([bitcoin, *[others] * 4]).astype(float)
    return replace(panel, extras={"market_cap": caps})


def test_a_fall_of_just_three_points_from_the_high_counts():
    """Bitcoin's share is 40%, then 37%, then 36.9% of a total that stays."""
    share = np.full(ROWS, 40.0)
    share[300:310], share[310:] = 37.0, 36.9
    state = state_of("dominance_falls", capped(share, (100 - share) / 4))
    assert (state[299], state[300], state[309]) == (0, 1, 1)
    # 14 days after the last fall it is no lower than 14 days before.
    assert (state[310], state[323], state[324]) == (1, 1, 0)
    less = np.where(share == 37.0, 37.01, 40.0)
    assert state_of("dominance_falls", capped(less, (100 - less) / 4))[300] == 0


def test_the_high_of_180_days_is_forgotten_on_the_181st():
    share = np.full(ROWS, 40.0)
    share[200] = 50.0  # for a day
    share[379:] = 39.9
    state = state_of("dominance_falls", capped(share, (100 - share) / 4))
    assert (state[379], state[380]) == (1, 0)


def test_just_sixty_per_cent_ahead_is_most_and_a_tie_is_not_ahead():
    panel = market(FLAT, FLAT)
    close = np.hstack([panel.close, panel.close[:, :1]])  # Bitcoin and five
    close[300:, 1:4] *= 1.01
    five = market(FLAT, FLAT)
    names = (*NAMES, "C5")
    wide = replace(
        five, assets=names, kinds=("coin",) * 6, categories=(frozenset(),) * 6,
        open=np.full(close.shape, NAN), high=np.full(close.shape, NAN),
        low=np.full(close.shape, NAN), close=close, volume=np.full(close.shape, 1e7),
        extras={"market_cap": close * 1e9},
    )  # fmt: skip
    state = state_of("coins_lead", wide)
    assert (state[299], state[300], state[329], state[330]) == (0, 1, 1, 0)
    close[300:, 3] /= 1.01  # even with Bitcoin
    assert state_of("coins_lead", replace(wide, close=close))[300] == 0


def test_bitcoin_itself_is_none_of_the_coins_that_lead():
    """Three of four are ahead of it: with itself among five it would be 60%, not 75%."""
    panel = market(FLAT, FLAT)
    close = panel.close.copy()
    close[300:, 1:3] *= 1.01  # 2 of 4, and 2 of 5
    assert state_of("coins_lead", replace(panel, close=close))[310] == 0
    close[300:, 3] *= 1.01
    assert state_of("coins_lead", replace(panel, close=close))[310] == 1


def test_the_volume_of_thirty_days_at_a_quarter_more_counts():
    """30 days at 10/7 of the usual: their mean is 10/7 over (150 + 300/7) ÷ 180 = 15/14, 4/3."""
    for times, on in ((10 / 7, 1), (1.3, 1), (1.29, 0)):
        # (30 × t) ÷ 30 over (150 + 30 t) ÷ 180 is 1.25 at t = 1.3157…, so 1.3 falls short.
        volume = np.full(ROWS, 1e7)
        volume[400:430] *= times
        state = state_of("volume_grows", market(FLAT, FLAT, volume=volume[:, None]))
        reached = times / ((150 + 30 * times) / 180) >= 1.25
        assert state[429] == float(reached), times
        assert on == 1 or not reached


def test_usage_grows_above_its_limits_not_at_them():
    view = View(market(FLAT, FLAT))
    commits = np.full(ROWS, 10.0)
    commits[-1] = 11.0
    for growth, expected in ((0.1, 0), (0.1001, 1)):
        state = rule_states(view, address_growth=np.full(ROWS, growth), commits=commits)
        assert state["usage_grows"][-1] == expected
    still = rule_states(view, address_growth=np.full(ROWS, 0.2), commits=np.full(ROWS, 10.0))
    assert still["usage_grows"][-1] == 0  # no more than usual


def test_the_altcoins_cap_must_be_above_both_its_average_and_that_of_thirty_days_before():
    rising = state_of("altcoin_cap_rises", market(FLAT, stepped(130, 110)))
    assert (rising[299], rising[300], rising[309]) == (0, 1, 1)
    # Day 310: 110 over an average of (39 × 100 + 10 × 130 + 110) ÷ 50 = 106.2, and over 100 then.
    assert rising[310] == 1
    # Day 329: 20 of the 50 days at 100, 10 at 130 and 20 at 110 have a mean of 110.
    assert (rising[328], rising[329]) == (1, 0)


def sequence(*runs):
    return np.concatenate([np.full(days, state, dtype=float) for state, days in runs])


def test_a_start_is_a_day_on_which_a_rule_goes_from_off_to_on():
    """On from the first day on is no start; unknown to on is none."""
    state = sequence((1, 10), (0, 5), (1, 5), (NAN, 5), (1, 5), (0, 5), (1, 71))
    index = np.arange(1.0, len(state) + 1)
    found = outcomes_of(state, index)
    assert (found[30].n, found[90].n) == (2, 1)  # rows 15 and 35; 106 rows in all
    assert found[30].mean is None


@pytest.mark.parametrize(("starts", "is_shown"), [(4, False), (5, True)])
def test_five_outcomes_are_enough(starts, is_shown):
    state = np.concatenate([sequence((0, 3), (1, 1)) for _ in range(starts)])
    state = np.concatenate([state, np.zeros(40)])
    index = 1.01 ** np.arange(len(state))
    found = outcomes_of(state, index)[30]
    assert found.n == starts
    assert found.mean == (pytest.approx(1.01**30 - 1) if is_shown else None)


def test_an_outcome_is_that_of_the_index_so_many_days_on():
    state = np.concatenate([sequence((0, 3), (1, 1)) for _ in range(6)] + [np.zeros(100)])
    draws = np.random.default_rng(2)
    index = np.exp(np.cumsum(draws.normal(0, 0.02, len(state))))
    starts = np.arange(3, 24, 4)
    for days in (30, 90):
        expected = np.mean([index[row + days] / index[row] - 1 for row in starts])
        assert outcomes_of(state, index)[days].mean == pytest.approx(expected)
    index[33] = NAN  # the outcome of the first start
    assert outcomes_of(state, index)[30].n == 5


def test_a_rule_that_never_changed_is_known_since_the_first_day_that_it_is():
    """Ranked from row 89 on, so that a return of 30 days against Bitcoin is known from there."""
    view = View(market(FLAT, FLAT))
    rules = {rule.name: rule for rule in checklist(view)}
    first = np.datetime64("2021-01-01") + 89
    assert (rules["coins_lead"].is_on, rules["coins_lead"].since) == (False, first)


def test_a_rule_known_all_along_is_so_since_the_panel_begins():
    view = View(market(FLAT, FLAT))
    commits = np.arange(ROWS, dtype=float)
    rules = checklist(view, address_growth=np.full(ROWS, 0.0), commits=commits)
    usage = next(rule for rule in rules if rule.name == "usage_grows")
    assert usage.is_on is False
    assert usage.since == np.datetime64("2021-01-01") + 89  # the median of commits takes 90 days
