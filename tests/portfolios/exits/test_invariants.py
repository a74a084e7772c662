"""What must hold for every plan and every path, and a second telling of the rules beside it."""

from collections import defaultdict
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from portfolios.exits.types import ALERTS, Kind
from tests.portfolios.exits.paths import Walk
from tests.portfolios.exits.reference import rehearse
from tests.portfolios.exits.strategies import SIZES, paths, plans


def ending(found: Walk) -> dict:
    """Where every rule stands, without the instants of repeated prices."""
    return {
        key: (
            one.status,
            one.level,
            one.high_water,
            one.sold,
            one.fired_by and one.fired_by.amount,
        )
        for key, one in found.watches.items()
    }


@settings(max_examples=250, deadline=None)
@given(plans(), paths())
def test_it_does_what_the_reference_does(rules, prices):
    found = Walk(rules, prices)
    levels, fired, ended = rehearse(rules, prices)
    assert [
        {key: None if level is None else Fraction(level) for key, level in one.items()}
        for one in found.levels
    ] == levels
    assert found.fired == [f"{place}:{key}" for place, keys in enumerate(fired) for key in keys]
    for key, watch in found.watches.items():
        status, place, sold = ended.get(key, ("armed", None, None))
        assert watch.status == status
        assert watch.fired_by is (None if place is None else prices[place])
        assert (None if watch.sold is None else Fraction(watch.sold)) == sold


@settings(max_examples=80, deadline=None)
@given(plans(), paths())
def test_each_rule_fires_once_at_most_and_the_ended_never_change(rules, prices):
    found = Walk(rules, prices)
    fired = [one.split(":")[1] for one in found.fired]
    assert len(fired) == len(set(fired))
    assert set(fired) == {key for key in found.watches if found.status(key) == "fired"}
    for before, after in zip(found.states, found.states[1:], strict=False):
        for asset, watches in before.watches.items():
            for then, now in zip(watches, after.watches[asset], strict=True):
                assert then.status == "armed" or then is now


@settings(max_examples=80, deadline=None)
@given(plans(), paths())
def test_a_trailing_level_never_falls(rules, prices):
    found = Walk(rules, prices)
    for rule in rules:
        if rule.kind is Kind.TRAILING_STOP:
            levels = [one[rule.id] for one in found.levels if rule.id in one]
            known = [level for level in levels if level is not None]
            assert known == sorted(known)
            # Once in force it stays so.
            assert levels[len(levels) - len(known) :] == known


@settings(max_examples=80, deadline=None)
@given(plans(), paths())
def test_no_more_is_sold_than_the_position_and_a_used_up_one_leaves_nothing_armed(rules, prices):
    found = Walk(rules, prices)
    sold = defaultdict(Fraction)
    for watch in found.watches.values():
        assert (watch.sold is not None) == (
            watch.status == "fired" and watch.rule.kind not in ALERTS
        )
        sold[watch.rule.position] += Fraction(watch.sold or 0)
    for watch in found.watches.values():
        size = Fraction(SIZES[watch.rule.asset])
        assert sold[watch.rule.position] <= size
        used_up = sold[watch.rule.position] == size
        assert not (used_up and watch.status == "armed")
        assert used_up or watch.status != "cancelled"


@settings(max_examples=80, deadline=None)
@given(plans(), paths(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rules, prices, random):
    mixed = random.sample(rules, len(rules))
    one, other = Walk(rules, prices), Walk(mixed, prices)
    assert one.fired == other.fired
    assert one.levels == other.levels
    assert one.watches == other.watches


@settings(max_examples=80, deadline=None)
@given(plans(), paths(), st.data())
def test_a_price_that_repeats_changes_nothing(rules, prices, data):
    counts = data.draw(st.lists(st.integers(1, 3), min_size=len(prices), max_size=len(prices)))
    repeated = [price for price, count in zip(prices, counts, strict=True) for _ in range(count)]
    assert ending(Walk(rules, prices)) == ending(Walk(rules, repeated))


@settings(max_examples=60, deadline=None)
@given(plans(), paths())
def test_assets_do_not_touch_each_other(rules, prices):
    together = Walk(rules, prices).watches
    for asset in SIZES:
        own = [rule for rule in rules if rule.asset == asset]
        apart = Walk(own, [price for price in prices if price.asset == asset]).watches
        assert apart == {rule.id: together[rule.id] for rule in own}


@settings(max_examples=60, deadline=None)
@given(plans(), paths(), st.data())
def test_a_later_price_does_not_reach_back(rules, prices, data):
    cut = data.draw(st.integers(0, len(prices)))
    whole, part = Walk(rules, prices), Walk(rules, prices[:cut])
    assert whole.levels[:cut] == part.levels
    assert whole.states[cut] == part.states[-1]
