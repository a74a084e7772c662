"""Cells that spreadsheets would run are kept from it, and come back as they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markets.spreadsheets import FORMULA_SIGNS, guarded, unguarded


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
