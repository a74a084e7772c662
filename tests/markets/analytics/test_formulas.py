"""Formulas over columns: arithmetic as people write it, and nothing else."""

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


def test_depth_is_no_danger():
    inner = "(" * 99 + "a" + ")" * 99
    assert values(inner)[:2] == [1.0, 2.0]


def test_a_formula_names_the_columns_that_it_reads():
    assert parse_formula("a / b_2 + a", names=COLUMNS).names == ["a", "b_2"]
