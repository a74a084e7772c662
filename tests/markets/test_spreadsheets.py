"""Cells that spreadsheets would run are kept from it, and come back as they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markets.spreadsheets import FORMULA_SIGNS, guarded, guarded_cell, unguarded


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''-1"])
def test_what_begins_as_a_formula_is_text(text):
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Bitcoin", "1=1", "'quoted'", " =1"])
def test_any_other_text_stays_as_it_is(text):
    assert guarded(text) == text


@given(st.text(alphabet=st.sampled_from("'=+-@\t\rab ")))
def test_no_text_begins_as_a_formula_and_each_comes_back(text):
    assert not guarded(text).startswith(FORMULA_SIGNS)
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["-0.5", "+1,234.50", "-€1,20", "-1e-8", "- 3", "-5 %", "Bitcoin"])
def test_an_amount_in_a_file_stays_a_number(text):
    assert guarded_cell(text) == text


@pytest.mark.parametrize("text", ["-1+1", "=1", "-A1", "@1", "-", "\t-1", "-1-1"])
def test_what_only_begins_as_an_amount_is_guarded(text):
    assert guarded_cell(text) == f"'{text}"
