"""Cells of a vendor's JSON: whatever stands in one is a sound value or a ValueError."""

import json
import math
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markets.providers.cells import (
    EARLIEST,
    inner,
    instant,
    number,
    optional,
    past_day,
    positive,
    storable,
    words,
)

TODAY = date(2026, 4, 7)
# What JSON can hold, read as Python reads it: whole numbers of any size among it.
SCALARS = (
    st.none() | st.booleans() | st.integers(-(10**400), 10**400) | st.floats() | st.text(max_size=9)
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inside: (
        st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=3), inside, max_size=3)
    ),
    max_leaves=5,
)


@pytest.mark.parametrize(
    ("cell", "value"),
    [(1, 1.0), ("1.5", 1.5), (" 2 ", 2.0), ("1e-8", 1e-8), ("-3", -3.0), (0, 0.0), (None, None),
     (10**22, 1e22)],
)  # fmt: skip
def test_a_number_may_be_a_text(cell, value):
    assert number(cell) == value


@pytest.mark.parametrize(
    "cell",
    ["", "x", "1,5", "1_000", "0x10", "NaN", "inf", "-Infinity", "1e999", 10**400, -(10**400),
     float("nan"), float("inf"), True, False, [], [1], {}, {"usd": 1}],
)  # fmt: skip
def test_what_is_no_finite_number_is_an_error_or_none_where_it_may_be_missing(cell):
    with pytest.raises(ValueError):
        number(cell)
    assert optional(cell) is None
    assert positive(cell) is None


@pytest.mark.parametrize(("cell", "value"), [(1, 1.0), ("0.5", 0.5), (0, None), (-1, None)])
def test_what_must_be_above_zero_is_none_otherwise(cell, value):
    assert positive(cell) == value


@pytest.mark.parametrize("cell", ["", "  ", "\t", "a\x00b", "\ud800", "x\udfff", "x" * 11, None, 5])
def test_a_text_has_a_length_and_nothing_that_no_column_holds(cell):
    with pytest.raises(ValueError, match="text"):
        words(cell, 10)


def test_a_text_is_stripped_and_keeps_what_any_language_writes():
    assert words("  比特币 🚀 ", 10) == "比特币 🚀"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("plain", "plain"), ("a\x00b", "ab"), ("\ud83dx", "x"), ("\ude80\ud83d", ""), ("🚀", "🚀")],
)
def test_halves_of_characters_are_left_out(text, expected):
    assert storable(text) == expected


@given(st.text(max_size=20) | st.text(st.characters(categories=["Cs"]), max_size=4))
def test_a_storable_text_can_be_encoded_and_stays_as_it_is(text):
    kept = storable(text)
    assert kept.encode().decode() == kept
    assert storable(kept) == kept


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-01-31T10:00:00Z", datetime(2024, 1, 31, 10, tzinfo=UTC)),
        ("2024-01-31T10:00:00.123Z", datetime(2024, 1, 31, 10, 0, 0, 123000, tzinfo=UTC)),
        ("2024-01-31T10:00:00+02:00", datetime(2024, 1, 31, 8, tzinfo=UTC)),
        ("2024-01-31T10:00:00", datetime(2024, 1, 31, 10, tzinfo=UTC)),
        ("2024-01-31", datetime(2024, 1, 31, tzinfo=UTC)),
    ],
)
def test_an_instant_is_in_utc(text, expected):
    found = instant(text)
    assert found == expected
    assert found.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "text", ["", "soon", "2024-13-01", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]
)
def test_what_is_no_instant_of_the_calendar_is_an_error(text):
    with pytest.raises(ValueError):
        instant(text)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (1230940800, date(2009, 1, 3)), ("1230940800", date(2009, 1, 3)),
        (1775520000.0, TODAY), ("2026-04-07", TODAY), ("2026-04-06T23:30:00-01:00", TODAY),
        ("2026-04-08T00:30:00+01:00", TODAY), ("2020-09-17", date(2020, 9, 17)),
    ],
)  # fmt: skip
def test_a_day_comes_as_seconds_or_as_a_date(cell, expected):
    assert past_day(cell, today=TODAY) == expected


@pytest.mark.parametrize(
    "cell",
    [None, "", True, [], "²", 10**400, -(10**400), 1e20, -1e20, 1230940799, "2009-01-02",
     "2026-04-08", 1775606400, "9" * 30, "0001-01-01T00:00:00+14:00", 1775520000000],
)  # fmt: skip
def test_a_day_before_the_first_block_or_to_come_is_none(cell):
    with pytest.raises((TypeError, ValueError)):
        past_day(cell, today=TODAY)


def test_a_nested_cell_is_none_where_the_way_to_it_breaks_off():
    row = {"a": {"b": {"c": 1}}, "list": [1], "text": "b", "null": None}
    assert inner(row, "a", "b", "c") == 1
    for way in (("a", "x"), ("list", "b"), ("text", "b"), ("null", "b"), ("a", "b", "c", "d")):
        assert inner(row, *way) is None
    assert inner([], "a") is None


@given(ANYTHING)
def test_any_cell_is_a_sound_value_or_an_error_that_its_reader_expects(cell):
    for read in (optional, positive):
        value = read(cell)
        assert value is None or math.isfinite(value)
    for read in (number, lambda it: words(it, 20), lambda it: past_day(it, today=TODAY)):
        try:
            value = read(cell)
        except (TypeError, ValueError):
            continue
        if isinstance(value, date):
            assert EARLIEST <= value <= TODAY
        if isinstance(value, str):
            json.dumps(value).encode()
            value.encode()
