"""A block of days in memory: what is merged into it, and that its columns hold all of it."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from markets.blocks import BLOCK_DAYS, first_day_of
from markets.selectors.history import CLOSE, FIGURES, HIGH, LOW, OPEN
from markets.services.history.blocks import RECORDED, Block

FIRST = first_day_of(168)  # a block of 2026
NAN = float("nan")
PRICES = st.floats(1e-9, 1e9)


def day(number, close=100.0, *, opened=NAN, high=NAN, low=NAN, volume=NAN, cap=NAN, source="v"):
    return (FIRST + timedelta(days=number), opened, high, low, close, volume, cap, source)


def stored(block):
    """The block that its own columns give."""
    return Block.of(*_columns(block))


def _columns(block):
    source, recorded, *arrays = block.columns()
    return source, np.array(recorded, dtype=int), *arrays


def closes(block):
    found = block.figures[CLOSE]
    return {int(place): float(found[place]) for place in np.flatnonzero(np.isfinite(found))}


def test_new_days_are_counted_and_known_ones_stay():
    block = Block()
    assert block.merge([day(0, 1.0), day(3, 2.0)]) == 2
    assert block.merge([day(3, 9.0), day(4, 3.0)]) == 1
    assert closes(block) == {0: 1.0, 3: 2.0, 4: 3.0}


@pytest.mark.parametrize("close", [0.0, -1.0, NAN, float("inf")])
def test_a_day_without_a_price_is_left_out(close):
    block = Block()
    assert block.merge([day(0, close), day(1, 5.0)]) == 1
    assert closes(block) == {1: 5.0}
    assert not Block().has_days
    assert block.has_days


def test_a_final_day_takes_the_place_of_a_recorded_one_and_of_no_other():
    block = Block()
    block.merge([day(0, 1.0, source=RECORDED), day(1, 1.0)])
    assert block.merge([day(0, 2.0, source=RECORDED)]) == 0
    assert block.merge([day(0, 3.0, source="vendor"), day(1, 3.0, source="vendor")]) == 1
    assert closes(block) == {0: 3.0, 1: 1.0}
    assert not block.is_recorded.any()
    assert block.source == "vendor"


def test_a_range_is_filled_around_its_close_and_only_once():
    block = Block()
    block.merge([day(0, 100.0), day(1, 100.0, opened=99.0, high=101.0, low=98.0)])
    assert block.fill_range(FIRST, 105.0, 99.0, 101.0)  # both on the wrong side of the close
    figures = {name: block.figures[place, 0] for place, name in enumerate(FIGURES[:4])}
    assert figures == {"open": 105.0, "high": 100.0, "low": 100.0, "close": 100.0}
    assert not block.fill_range(FIRST, 1.0, 2.0, 0.5)
    assert not block.fill_range(FIRST + timedelta(days=1), 1.0, 2.0, 0.5)  # it has one
    assert not block.fill_range(FIRST + timedelta(days=2), 1.0, 2.0, 0.5)  # it has no close
    assert block.figures[HIGH, 1] == 101.0


@st.composite
def days_of_a_block(draw):
    """Days in any order, with or without ranges, some of which open where the last closed."""
    days, last = [], None
    for number in sorted(draw(st.sets(st.integers(0, BLOCK_DAYS - 1), min_size=1, max_size=30))):
        close = draw(PRICES)
        if draw(st.booleans()):
            ends = sorted([draw(PRICES), draw(PRICES), close])
            opened = last if last and draw(st.booleans()) else draw(st.sampled_from(ends))
            prices = {"opened": opened, "high": max(*ends, opened), "low": min(*ends, opened)}
        else:
            prices = {}
        figures = {name: draw(st.one_of(st.just(NAN), PRICES)) for name in ("volume", "cap")}
        source = draw(st.sampled_from([RECORDED, "vendor"]))
        days.append(day(number, close, **prices, **figures, source=source))
        last = close
    return draw(st.permutations(days))


@settings(max_examples=40, deadline=None)
@given(days_of_a_block())
def test_its_columns_hold_every_figure_of_every_day(days):
    """Each to the last bit, in whatever order they came; an open that follows is not stored."""
    block = Block()
    assert block.merge(days) == len(days)
    again = stored(block)
    assert np.array_equal(again.figures, block.figures, equal_nan=True)
    assert np.array_equal(again.is_recorded, block.is_recorded)
    for at, *figures, source in days:
        place = (at - FIRST).days
        assert np.array_equal(again.figures[:, place], np.array(figures), equal_nan=True)
        assert again.is_recorded[place] == (source == RECORDED)
    assert again.merge(days) == 0


def test_what_is_stored_is_no_longer_than_its_last_day():
    block = Block()
    block.merge([day(number, 100.0 + number) for number in (0, 1, 7)])
    _, recorded, opened, close, figures = block.columns()
    assert (recorded, len(opened), len(close), figures.size) == ([], 0, 8, 0)
    block.merge([day(2, 50.0, opened=101.0, high=120.0, low=40.0),
                 day(4, 50.0, opened=49.0, high=50.0, low=49.0)])  # fmt: skip
    _, _, opened, close, figures = block.columns()
    # The third day opens where the second closed; the fifth is the last that does not follow.
    assert np.isnan(opened[2])
    assert (len(opened), opened[4], figures.shape) == (5, 49.0, (4, 8))
    assert stored(block).figures[OPEN, 2] == 101.0
    assert stored(block).figures[LOW, 2] == 40.0
