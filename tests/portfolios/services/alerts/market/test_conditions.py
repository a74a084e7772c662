"""Which conditions come to be met, pair by pair, against rules written out one by one."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from markets.selectors.measures.catalogue import MEASURES
from markets.selectors.measures.values import Column
from portfolios.services.alerts.market.conditions import MEASURE_KEYS, RULES, Watched, judge

NAN = float("nan")
PRICE, CAP, FLIP, GRADE = "asset.price", "asset.market_cap", "asset.signal_flip", "asset.trader"


class Market:
    """Figures that stand as they are given: by measure, subject → figure."""

    def __init__(self, figures=None, *, seen=None, places=None, changes=None):
        self.figures, self.seen = figures or {}, seen or {}
        self.found, self.changes = places or {}, changes or {}

    def values(self, measure) -> Column:
        found = sorted(self.figures.get(measure.key, {}).items())
        ids, values = zip(*found, strict=True) if found else ((), ())
        return Column(np.array(ids, dtype=np.int64), np.array(values, dtype=float))

    happens = values

    def places(self, measure, *, from_below: bool) -> Column:
        return Market({measure.key: self.found}).values(measure)

    def change(self, measure, *, days: int, ids: np.ndarray) -> np.ndarray:
        return np.array([self.changes.get((pk, days), NAN) for pk in ids.tolist()])

    def as_of(self, ids: np.ndarray) -> np.ndarray:
        return np.array([self.seen.get(pk, NAN) for pk in ids.tolist()])


def watched(*pairs) -> Watched:
    """Pairs of (measure, rule, level, was), and by keyword what differs from the usual."""
    rows = []
    for number, (measure, rule, level, was, *rest) in enumerate(pairs):
        options = rest[0] if rest else {}
        rows.append({
            "alert": number, "version": 0, "subject": options.get("subject", 1),
            "measure": MEASURE_KEYS.index(measure), "rule": RULES.index(rule), "level": level,
            "days": options.get("days", 7), "was": was,
            "unconfirmed": options.get("unconfirmed", NAN), "is_new": 0,
        })  # fmt: skip
    return Watched(**{name: np.array([row[name] for row in rows]) for name in rows[0]})


def fired(pairs, market) -> list[bool]:
    return judge(watched(*pairs), market).fires.tolist()


@pytest.mark.parametrize(
    ("rule", "value", "met"),
    [("above", 149.99, False), ("above", 150.0, True), ("above", 151.0, True),
     ("below", 150.01, False), ("below", 150.0, True), ("below", 149.0, True)],
)  # fmt: skip
def test_a_level_is_reached_at_it_and_fires_only_for_what_was_not_met(rule, value, met):
    market = Market({PRICE: {1: value}})
    pairs = [(PRICE, rule, 150.0, was) for was in (0, 1, -1)]
    found = judge(watched(*pairs), market)
    assert found.state.tolist() == [int(met)] * 3
    assert found.fires.tolist() == [met, False, False]
    assert found.values.tolist() == [value] * 3


def test_what_is_unknown_stays_as_it_was_and_fires_nothing():
    pairs = [(measure, rule, 1.0, was, {"subject": 9})
             for measure, rule in [(PRICE, "above"), (PRICE, "change"), (GRADE, "top"),
                                   (FLIP, "happens")]
             for was in (0, 1, -1)]  # fmt: skip
    found = judge(watched(*pairs), Market({PRICE: {1: 5.0}}, places={1: 1}))
    assert found.state.tolist() == [0, 1, -1] * 4
    assert not found.fires.any()


@pytest.mark.parametrize(
    ("level", "change", "met"),
    [(0.1, 0.1, True), (0.1, 0.0999, False), (0.1, -0.5, False), (-0.1, -0.1, True),
     (-0.1, -0.0999, False), (-0.1, 0.5, False), (-0.1, 90 / 100 - 1, True),
     (0.1, 110 / 100 - 1, True)],
)  # fmt: skip
def test_a_change_counts_in_its_own_direction_and_through_the_rounding_of_floats(
    level, change, met
):
    market = Market({PRICE: {1: 1.0}}, changes={(1, 30): change})
    pairs = [(PRICE, "change", level, 0, {"days": 30}), (PRICE, "change", level, 0, {"days": 7})]
    assert fired(pairs, market) == [met, False]


def test_places_are_counted_to_the_level():
    market = Market({GRADE: {1: 50.0, 2: 40.0}}, places={1: 10, 2: 11})
    pairs = [(GRADE, "top", 10.0, 0, {"subject": pk}) for pk in (1, 2)]
    assert fired(pairs, market) == [True, False]


def test_a_signal_flips_both_ways_and_other_events_once():
    up, down = Market({FLIP: {1: 1.0}}), Market({FLIP: {1: 0.0}})
    assert fired([(FLIP, "happens", 0.0, was) for was in (0, 1, -1)], up) == [True, False, False]
    assert fired([(FLIP, "happens", 0.0, was) for was in (0, 1, -1)], down) == [False, True, False]
    chasing = "asset.chasing"
    assert fired([(chasing, "happens", 0.0, 1)], Market({chasing: {1: 0.0}})) == [False]


def test_a_cap_that_rides_along_needs_a_second_and_newer_quote():
    """Seen at 100: again at 100 it still waits, at 101 it fires; back under, all begins anew."""
    beyond, under = {CAP: {1: 5e9}}, {CAP: {1: 4e9}}
    first = judge(watched((CAP, "above", 5e9, 0)), Market(beyond, seen={1: 100.0}))
    assert (first.fires.tolist(), first.state.tolist()) == ([False], [0])
    assert first.unconfirmed.tolist() == [100.0]
    waiting = (CAP, "above", 5e9, 0, {"unconfirmed": 100.0})
    same = judge(watched(waiting), Market(beyond, seen={1: 100.0}))
    assert (same.fires.tolist(), same.unconfirmed.tolist()) == ([False], [100.0])
    newer = judge(watched(waiting), Market(beyond, seen={1: 101.0}))
    assert (newer.fires.tolist(), newer.state.tolist()) == ([True], [1])
    assert math.isnan(newer.unconfirmed[0])
    back = judge(watched(waiting), Market(under, seen={1: 101.0}))
    assert (back.fires.tolist(), back.state.tolist()) == ([False], [0])
    assert math.isnan(back.unconfirmed[0])
    # Prices are judged before they are stored: one is enough.
    assert fired([(PRICE, "above", 1.0, 0)], Market({PRICE: {1: 2.0}}, seen={1: 1.0})) == [True]


figures = st.sampled_from([0.0, 1.0, 2.0, 3.0, NAN])


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["above", "below", "top", "bottom"]), st.sampled_from([1.0, 2.0]),
            st.sampled_from([-1, 0, 1]), st.integers(1, 4),
        ),
        min_size=1, max_size=12,
    ),
    st.fixed_dictionaries(dict.fromkeys((1, 2, 3), figures)),
)  # fmt: skip
def test_many_pairs_at_once_are_each_judged_alone(pairs, values):
    """Grouped by measure, rule and days, each is what it is by itself. Subject 4 is unknown."""
    market = Market({GRADE: values}, places={1: 1, 2: 2, 3: 3})
    rows = [(GRADE, rule, level, was, {"subject": pk}) for rule, level, was, pk in pairs]
    together = judge(watched(*rows), market)
    for place, row in enumerate(rows):
        alone = judge(watched(row), market)
        assert together.fires[place] == alone.fires[0]
        assert together.state[place] == alone.state[0]
        _, rule, level, was, options = row
        value = {1: 1, 2: 2, 3: 3}.get(options["subject"], NAN)
        if rule in ("above", "below"):
            value = values.get(options["subject"], NAN)
        met = value >= level if rule == "above" else value <= level
        expected = was if math.isnan(value) else int(met)
        assert together.state[place] == expected
        assert together.fires[place] == (was == 0 and expected == 1)


def test_every_measure_has_its_own_key():
    assert len(MEASURE_KEYS) == len(MEASURES) == len({one.key for one in MEASURES.values()})
