"""What all stops, or all targets, of a position would bring."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolios.exits.machine import arm, step
from portfolios.exits.outcomes import ArmedExit, outcome_of
from portfolios.exits.records import Price, Rule
from portfolios.exits.types import Kind
from tests.factories import days_ago

TEN = Decimal(10)


def one(key, level, share="1", *, group=None, left="1", size="10"):
    return ArmedExit(
        key, Decimal(level), Decimal(share), Decimal(size), group=group, left=Decimal(left)
    )


@pytest.mark.parametrize(
    ("exits", "falling", "sold", "money"),
    [
        ([one(1, 90)], True, 10, 900),
        # A ladder sells half, then the rest; the third share of its group finds nothing left.
        ([one(1, 120, "0.5", group=7), one(2, 140, "0.5", group=7), one(3, 160, group=7)],
         False, 10, 1300),
        # Without a group each has the whole for itself, but what is sold is sold.
        ([one(1, 90), one(2, 80)], True, 10, 900),
        ([one(1, 80, "0.5"), one(2, 90, "0.8")], True, 10, 880),
        # A group that has sold half has half left, of what was held when it began.
        ([one(1, 90, group=7, left="0.5", size="8")], True, 4, 360),
        # The group began with more than is held by now.
        ([one(1, 90, group=7, size="40")], True, 10, 900),
        ([], True, 0, 0),
    ],
)  # fmt: skip
def test_what_is_sold_once_is_not_sold_again(exits, falling, sold, money):
    outcome = outcome_of(exits, held=TEN, falling=falling)
    assert (outcome.quantity, outcome.proceeds) == (sold, money)


@given(
    levels=st.lists(st.integers(1, 90), min_size=1, max_size=5, unique=True),
    shares=st.lists(st.sampled_from(["0.1", "0.25", "0.5", "0.8", "1"]), min_size=5, max_size=5),
)
def test_a_group_is_sold_as_the_rules_would_sell_it_level_by_level(levels, shares):
    pairs = list(zip(levels, shares, strict=False))
    exits = [one(key, level, share, group="g") for key, (level, share) in enumerate(pairs)]
    rules = [
        Rule(id=key, asset="BTC", kind=Kind.STOP_LOSS, level=Decimal(level), share=Decimal(share),
             quantity=TEN, group="g")
        for key, (level, share) in enumerate(pairs)
    ]  # fmt: skip
    state, sold = arm(rules), []
    for level in sorted(levels, reverse=True):
        state, fired = step(state, Price("BTC", days_ago(1), Decimal(level)))
        sold += [(watch.sold, level) for watch in fired]
    outcome = outcome_of(exits, held=TEN, falling=True)
    assert outcome.quantity == sum(quantity for quantity, _ in sold)
    assert outcome.proceeds == sum(quantity * level for quantity, level in sold)
