"""Formulas over columns: arithmetic as people write it, and nothing else."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from markets.analytics.formulas import LONGEST, FormulaError, parse_formula

COLUMNS = {"a": np.array([1.0, 2.0, np.nan]), "b_2": np.array([4.0, 0.0, 1.0])}


def values(text: str) -> list[float]:
    return parse_formula(text, names=COLUMNS).values(COLUMNS.__getitem__).tolist()


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("a", 1.0), ("a + b_2 * 2", 9.0), ("(a + b_2) × 2", 10.0), ("b_2 ÷ 2 ÷ 2 + a", 2.0),
        ("a − b_2 − 1", -4.0), ("-a + 2", 1.0), ("2 * -a", -2.0), ("--a", 1.0), ("+a", 1.0),
        ("-(a+b_2)/.5", -10.0), ("((a))", 1.0), ("1.5·a", 1.5), ("-a*-b_2", 4.0),
    ],
)  # fmt: skip
def test_arithmetic_follows_its_rules(text, first):
    assert values(text)[0] == first


def test_an_unknown_input_and_a_division_by_zero_are_unknown():
    assert np.isnan(values("a / b_2")[1])
    assert np.isnan(values("a * 0")[2])
    assert np.isnan(parse_formula("a/(b_2-b_2)", names=COLUMNS).values(COLUMNS.get)).all()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "ends before"), ("a +", "ends before"), ("a b_2", "a sign is due"),
        ("a 2", "“2” stands"), ("* a", "a value is due"), ("a * / b_2", "a value is due"),
        ("(a", "not closed"), ("a)", "not opened"), ("()", "a value is due"),
        ("2 + 2", "at least one column"), ("nothing * 2", "no column “nothing”"),
        ("a ** 2", "a value is due"), ("a; b_2", "“;” cannot"), ("a.real", "“.” cannot"),
        ("__import__", "“_” cannot"), ("A", "“A” cannot"), ("a(b_2)", "a sign is due"),
        ("a" * (LONGEST + 1), "at most"), ("1e999*a", "no column “e999”"),
    ],
)  # fmt: skip
def test_what_is_no_formula_says_why(text, why):
    with pytest.raises(FormulaError, match=None) as refused:
        parse_formula(text, names=COLUMNS)
    assert why in str(refused.value)


@given(st.text(alphabet="ab_2+-*/()×÷ .1", max_size=LONGEST))
def test_no_text_does_more_than_compute_or_be_refused(text):
    try:
        found = values(text)
    except FormulaError:
        return
    assert len(found) == 3


SIGNS = {"+": ("+",), "-": ("-", "−"), "*": ("*", "×", "·"), "/": ("/", "÷")}
LEAVES = st.one_of(
    st.sampled_from([("a", "a"), ("b_2", "b")]),
    st.integers(0, 99).map(lambda number: (str(number), f"Fraction({number})")),
    st.sampled_from([("0.5", "Fraction(1, 2)"), (".25", "Fraction(1, 4)"), ("3.", "Fraction(3)")]),
)


def pairs(inner):
    """(text as people write it, the same as Python writes it) of two operands and a sign."""
    signs = st.sampled_from([(own, sign) for sign, ways in SIGNS.items() for own in ways])
    return st.one_of(
        st.tuples(inner, signs, inner).map(
            lambda one: (
                f"{one[0][0]} {one[1][0]}{one[2][0]}",
                f"{one[0][1]}{one[1][1]}{one[2][1]}",
            )
        ),
        inner.map(lambda one: (f"({one[0]} )", f"({one[1]})")),
        inner.map(lambda one: (f"-({one[0]})", f"-({one[1]})")),
        inner.map(lambda one: (f"+{one[0]}", f"+{one[1]}")),
    )


@given(st.recursive(LEAVES, pairs, max_leaves=12))
def test_a_formula_is_what_python_computes_of_the_same_text_in_fractions(texts):
    """Strengths, order from left to right, signs and parentheses are those of Python."""
    own, python = texts
    if len(own) > LONGEST or not {"a", "b"} & set(own):
        return
    for a, b in ((3, 7), (-2, 5), (0, 1)):
        given_values = {"a": np.array([float(a)]), "b_2": np.array([float(b)])}
        (found,) = parse_formula(own, names=given_values).values(given_values.__getitem__)
        try:
            expected = float(
                eval(python, {"Fraction": Fraction, "a": Fraction(a), "b": Fraction(b)})
            )
        except ZeroDivisionError:
            continue
        assert found == pytest.approx(expected, rel=1e-9, abs=1e-9), own


def test_depth_is_no_danger():
    inner = "(" * 99 + "a" + ")" * 99
    assert values(inner)[:2] == [1.0, 2.0]


def test_a_formula_names_the_columns_that_it_reads():
    assert parse_formula("a / b_2 + a", names=COLUMNS).names == ["a", "b_2"]
