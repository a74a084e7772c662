"""Fields of numbers: what is typed, what is asked, and what is shown again."""

from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from portfolios.forms.asking import Picked, Several
from portfolios.forms.numbers import (
    EXACT,
    AmountField,
    CountField,
    PercentField,
    initial_of_link,
    percent_of,
    set_decimal_mark,
    unit_fault,
)


class Form(forms.Form):
    """A field of each kind, none of them required."""

    amount = AmountField(required=False, **EXACT)
    share = PercentField(required=False, max_digits=7, decimal_places=4)
    count = CountField(required=False, max_digits=4, decimal_places=0)


def form(mark=".", **data) -> Form:
    bound = Form(data)
    set_decimal_mark(bound, mark)
    return bound


# --- what is typed ------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "  ", "\t\u00a0", None])
def test_nothing_is_no_number(text):
    bound = form(amount=text, share=text, count=text)
    assert bound.is_valid()
    assert bound.cleaned_data == {"amount": None, "share": None, "count": None}
    assert bound["amount"].understood == ""


@pytest.mark.parametrize(
    ("text", "share"),
    [("20", "0.2"), ("20%", "0.2"), (" 20 % ", "0.2"), ("-10", "-0.1"), ("−10 %", "-0.1"),
     ("0.0001", "0.000001"), ("12,5", "0.125"), ("0", "0"), ("100", "1")],
)  # fmt: skip
def test_a_share_in_per_cent_is_a_fraction(text, share):
    bound = form(share=text)
    assert bound.is_valid(), bound.errors
    assert bound.cleaned_data["share"] == Decimal(share)


@pytest.mark.parametrize("text", ["0.00001", "12345", "20 €", "20 USD", "x", "%", "20%%"])
def test_a_share_has_a_size_and_no_currency(text):
    assert not form(share=text).is_valid()


@pytest.mark.parametrize(("text", "count"), [("12", 12), ("1e2", 100), ("1,000", 1000), ("0", 0)])
def test_a_count_is_a_whole_number(text, count):
    bound = form(count=text)
    assert bound.is_valid(), bound.errors
    assert bound.cleaned_data["count"] == count
    assert type(bound.cleaned_data["count"]) is int


@pytest.mark.parametrize("text", ["1.5", "0,5", "12345", "1e-1", "12%", "12 h"])
def test_what_is_not_whole_is_no_count(text):
    assert not form(count=text).is_valid()


# --- what is asked ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mark", "text", "meanings"),
    [(",", "1.000", ["1", "1000"]), (",", "1,000", ["1", "1000"]),
     (",", "-1.234 €", ["-1.2340", "-1234"])],
)  # fmt: skip
def test_two_readings_are_offered_so_that_each_is_read_back(mark, text, meanings):
    bound = form(mark, amount=text)
    assert not bound.is_valid()
    choices = bound["amount"].choices
    assert sorted(choice.key for _, choice in choices) == sorted(meanings)
    for value, choice in choices:
        again = form(mark, amount=text, **{"amount-pick": value})
        assert again.is_valid()
        assert again.cleaned_data["amount"] == Decimal(choice.key)


@pytest.mark.parametrize(
    "pick", ["5 2.000", "5", "", "abc 1.000", "nan 1.000", "1.000", " 1.000", "€5 1.000x"]
)
def test_a_pick_for_another_text_or_of_no_number_decides_nothing(pick):
    assert not form(",", amount="1.000", **{"amount-pick": pick}).is_valid()


def test_a_pick_is_a_number_in_plain_form_for_everybody():
    bound = form(",", amount="1.000", **{"amount-pick": "1.000 1.000"})
    assert bound.is_valid()
    assert bound.cleaned_data["amount"] == 1


def test_the_first_pick_that_fits_the_text_counts():
    class Data(dict):
        def getlist(self, name):
            return ["7 2.000", "1000 1.000", "1.0000 1.000"] if name == "amount-pick" else []

    bound = Form(Data(amount="1.000"))
    set_decimal_mark(bound, ",")
    assert bound.is_valid()
    assert bound.cleaned_data["amount"] == 1000
    assert bound["amount"].data == Picked("1000", "1.000")


def test_what_several_meanings_are_is_an_error_with_them():
    with pytest.raises(Several) as asked:
        field = AmountField(**EXACT)
        field.decimal_mark = ","
        field.clean("2.500")
    assert isinstance(asked.value, ValidationError)
    assert [choice.hint for choice in asked.value.choices] == ["", ""]


# --- what is shown again ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "understood"),
    [("amount", "20k", "20,000"), ("amount", "7", ""), ("amount", "1e-8", "0.00000001"),
     ("share", "0,5", "0.5%"), ("share", "50%", ""), ("count", "1e3", "1,000"),
     ("amount", "abc", ""), ("amount", "0.50", "0.5")],
)  # fmt: skip
def test_a_number_is_said_again_where_it_was_written_otherwise(name, text, understood):
    assert form(**{name: text})[name].understood == understood


def test_nothing_is_understood_before_something_is_sent():
    assert Form(initial={"amount": Decimal(5)})["amount"].understood == ""


numbers = st.decimals(allow_nan=False, allow_infinity=False, places=18, min_value=-(10**28),
                      max_value=10**28)  # fmt: skip


@given(numbers, st.sampled_from([".", ","]))
def test_a_stored_number_is_shown_so_that_its_reader_s_form_reads_it_back(number, mark):
    field = AmountField(**EXACT)
    field.decimal_mark = mark
    assert field.clean(field.prepare_value(number)) == number


@given(st.decimals(-99, 99, places=6, allow_nan=False))
def test_a_stored_fraction_is_shown_in_per_cent_and_read_back(fraction):
    shown = percent_of(fraction)
    assert PercentField(**EXACT).clean(str(shown)) == fraction


def test_no_fraction_is_shown_as_nothing():
    assert percent_of(None) is None


# --- units --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "expected"),
    [("", "USD"), ("", ""), ("$", "USD"), ("$", "AUD"), ("US$", "USD"), ("usd", "USD"),
     ("Kr.", "NOK"), ("kr", "SEK"), ("€", "eur"), ("¥", "CNY"), ("¥", "JPY"), ("₿", "BTC"),
     ("$", ""), ("EUR", ""), ("Fr.", "CHF"), ("zł", "PLN"), ("Kč", "CZK"), ("SOL", "sol")],
)  # fmt: skip
def test_a_sign_or_a_code_may_stand_beside_what_it_means(unit, expected):
    assert unit_fault(unit, expected=expected) == ""


@pytest.mark.parametrize(
    ("unit", "expected"),
    [("€", "USD"), ("US$", "AUD"), ("$", "EUR"), ("kr", "EUR"), ("BTC", ""), ("xyz", ""),
     ("SOL", "ETH"), ("C$", "USD")],
)  # fmt: skip
def test_another_unit_is_named(unit, expected):
    assert unit in unit_fault(unit, expected=expected)


# --- links --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "initial"),
    [("0.5", Decimal("0.5")), ("1.000", Decimal(1)), ("20,000", Decimal(20000)), ("x", "x"),
     ("<b>", "<b>"), ("", "")],
)  # fmt: skip
def test_a_link_fills_a_number_in_in_plain_form_whatever_the_reader_writes(text, initial):
    fields = Form().fields
    for field in fields.values():
        field.decimal_mark = ","
    assert initial_of_link(fields, {"amount": text, "other": "1"}) == {"amount": initial}


def test_a_link_fills_in_nothing_that_is_longer_than_a_field():
    assert initial_of_link(Form().fields, {"amount": "1" * 121, "count": "5"}) == {
        "count": Decimal(5)
    }
