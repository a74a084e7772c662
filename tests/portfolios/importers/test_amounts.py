from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from markets.numbers import plain
from portfolios.importers.amounts import NumberStyle, parse_amount
from portfolios.importers.base import RowReadError

DOT = NumberStyle(dot=True)
COMMA = NumberStyle(comma=True)
UNSETTLED = NumberStyle()


def amount(text, style=UNSETTLED, **options):
    return parse_amount(text, style=style, field="sent_amount", **options)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1 234,56", "1234.56"),
        ("1\u00a0234,56", "1234.56"),
        ("1\u202f234\u202f567.5", "1234567.5"),
        ("1'234.50", "1234.5"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("0,5", "0.5"),
        ("0,125", "0.125"),
        (".5", "0.5"),
        ("5.", "5"),
        ("1e-8", "0.00000001"),
        ("1.5E+3", "1500"),
        ("-2.5", "-2.5"),
        ("\u22122.5", "-2.5"),
        ("+2.5", "2.5"),
        ("(2.5)", "-2.5"),
        ("0.000000000000000001", "0.000000000000000001"),
        ("0.10000000000000000000", "0.1"),
        ("9" * 30, "9" * 30),
        ("-0.0", "0"),
    ],
)
def test_a_number_is_read_exactly(text, value):
    assert amount(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [("€3343.11229989", "3343.11229989"), ("-€597.49846", "-597.49846"), ("$1,234.50", "1234.5"),
     ("€-5", "-5"), ("12,50 €", "12.5"), ("US$5", "5"), ("0.5 EUR", "0.5"), ("£0.00", "0")],
)  # fmt: skip
def test_a_money_cell_is_read_without_its_sign_of_currency(text, value):
    assert amount(text, money=True) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    ["NaN", "-nan", "Infinity", "-inf", "1e400", "1e-400", "one", "1.2.3", "1,23,4", "--1", "0x10",
     "1_000", "٣", "1 23", "", ",", ".", "1e", "12.34.567", "5 EUR", "(5", "5)", "((5))", "(-5)",
     "-(5)", "+-5", "()", "-"],
)  # fmt: skip
def test_what_is_no_finite_number_is_refused(text):
    with pytest.raises(RowReadError):
        amount(text)


@pytest.mark.parametrize("text", ["5 mil", "1.5 Mio", "2 lakh", "3 bn USD", "$2 mln", "4 crore"])
def test_a_magnitude_is_no_currency(text):
    with pytest.raises(RowReadError):
        amount(text, DOT, money=True)


def test_more_than_eighteen_decimals_are_refused_and_not_rounded():
    with pytest.raises(RowReadError, match="19 decimals"):
        amount("0.1234567890123456789")


def test_more_than_thirty_digits_before_the_point_are_refused():
    with pytest.raises(RowReadError, match="30 digits"):
        amount("1" + "0" * 30)


def test_a_lone_group_of_three_is_read_as_the_file_writes_its_other_numbers():
    assert amount("1,234", DOT) == 1234
    assert amount("1,234", COMMA) == Decimal("1.234")
    assert amount("1.234", COMMA) == 1234
    assert amount("1.234", DOT) == Decimal("1.234")


@pytest.mark.parametrize("text", ["1,234", "1.234", "-1.234", "(1.234)", "€1.234", "1.234 EUR"])
def test_a_lone_group_of_three_is_refused_where_nothing_settles_it(text):
    for style in (NumberStyle(), NumberStyle(dot=True, comma=True)):
        with pytest.raises(RowReadError, match=r"1234 or as 1\.234"):
            amount(text, style, money=True)
        assert style.asked


@pytest.mark.parametrize(
    ("text", "mark", "value"),
    [("1.234", ".", "1.234"), ("1.234", ",", "1234"), ("1,234", ".", "1234"),
     ("1,234", ",", "1.234"), ("0.5", ",", "0.5")],
)  # fmt: skip
def test_the_mark_that_a_person_gave_decides(text, mark, value):
    assert amount(text, NumberStyle(dot=True, comma=True, given=mark)) == Decimal(value)


def test_a_source_that_always_writes_points_decides_for_a_point_but_for_no_comma():
    assert amount("1.234", NumberStyle(writes_dots=True)) == Decimal("1.234")
    assert amount("1.234", NumberStyle(writes_dots=True, comma=True)) == 1234
    with pytest.raises(RowReadError):
        amount("1,234", NumberStyle(writes_dots=True))


def test_a_leading_zero_is_never_grouped():
    assert amount("0.123") == Decimal("0.123")


@pytest.mark.parametrize(
    ("text", "dot", "comma"),
    [("0.5", True, False), ("0,5", False, True), ("1,234", False, False), ("1.234", False, False),
     ("1,234.5", True, False), ("1.234,5", False, True), ("1,234,567", True, False),
     ("1.234.567", False, True), ("12", False, False), ("€0,99", False, True),
     ("(1,234.50)", True, False), ("-0,5 EUR", False, True), ("1e-8", False, False),
     ("1.5e-8", True, False), ("1,23,456", True, False), ("1'234", False, False),
     ("n/a, none", False, False), ("1.2.3", False, False), ("1,23,4", False, False),
     ("see note.", False, False), ("12.03.2024", False, False), (",", False, False)],
)  # fmt: skip
def test_a_style_is_learnt_only_from_what_leaves_no_doubt(text, dot, comma):
    style = NumberStyle()
    style.learn(text)
    assert (style.dot, style.comma) == (dot, comma)


@given(st.text(st.sampled_from("0123456789.,-+ ()'e€"), max_size=14))
@example("1.e30")
@example("1.5e-99")
def test_a_cell_that_decides_the_mark_is_a_number_with_that_mark_and_with_no_other(text):
    style = NumberStyle()
    style.learn(text)
    assert not (style.dot and style.comma)
    if style.mark():
        other = "," if style.dot else "."
        assert len({number_of(text, mark) for mark in (style.mark(), other)}) == 1


def number_of(text: str, mark: str) -> Decimal | str:
    """The number of a cell, or why there is no room for it: 1.e30 decides the mark all the same."""
    try:
        return amount(text, NumberStyle(given=mark), money=True)
    except RowReadError as error:
        assert "digits before the point" in str(error) or "at most 18 are kept" in str(error)
        return str(error)


quantities = st.decimals(
    min_value=0, max_value=Decimal(10) ** 29, allow_nan=False, allow_infinity=False, places=18
)


@given(quantities)
def test_every_quantity_the_ledger_can_hold_survives_its_own_spelling(value):
    assert amount(plain(value), DOT) == value


@given(st.integers(0, 10**12), st.integers(0, 99), st.sampled_from([",.", ".,", " ,", " .", "',"]))
def test_every_grouping_reads_the_same_value(whole, cents, signs):
    group, point = signs
    text = f"{whole:,}".replace(",", group) + f"{point}{cents:02}"
    assert amount(text) == Decimal(f"{whole}.{cents:02}")


@given(st.text(max_size=40))
def test_any_text_is_a_finite_number_within_bounds_or_refused(text):
    try:
        value = amount(text)
    except RowReadError:
        return
    assert value.is_finite()
    assert value.copy_abs() < Decimal(10) ** 30
    assert -value.as_tuple().exponent <= 18
