"""What people write into fields, as the forms take it."""

import re
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError

from portfolios.forms.assets import AssetField
from portfolios.forms.numbers import EXACT, AmountField, PercentField
from tests.factories import make_asset


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("20,000", "20000"), ("20,000.50", "20000.50"), ("20 000", "20000"), ("$1,234.5", "1234.5"),
        ("1.000", "1"), ("0,5", "0.5"), ("1.234.567,8", "1234567.8"), ("  7 ", "7"),
        ("0.000000000000000001", "0.000000000000000001"),
    ],
)  # fmt: skip
def test_amounts_are_taken_as_people_write_them(written, amount):
    assert AmountField(**EXACT).clean(written) == Decimal(amount)


@pytest.mark.parametrize("written", ["abc", "1,2,3", "nan", "1e999", "1.2.3", "--1"])
def test_what_is_no_amount_is_refused(written):
    with pytest.raises(ValidationError):
        AmountField(**EXACT).clean(written)


def clean(text, field=AmountField, **attributes):
    asked = field(**EXACT)
    for name, value in attributes.items():
        setattr(asked, name, value)
    return asked.clean(text)


@pytest.mark.parametrize("text", ["1.000", "1,000", "$20,000"])
def test_a_number_of_two_readings_is_asked_about_and_the_answer_is_taken(text):
    class Form(forms.Form):
        amount = AmountField(**EXACT)

    Form.base_fields["amount"].decimal_mark = ","
    form = Form({"amount": text})
    assert not form.is_valid()
    assert type(form["amount"]) is AmountField.bound_field_class is AssetField.bound_field_class
    choices = form["amount"].choices
    assert [choice.label for _, choice in choices] in (
        [["1", "1\u202f000"], ["1\u202f000", "1"], ["20\u202f000", "20"], ["20", "20\u202f000"]]
    )
    for value, choice in choices:
        answered = Form({"amount": text, "amount-pick": value})
        assert answered.is_valid()
        assert answered.cleaned_data["amount"] == Decimal(choice.key)
        # Shown again, it is the number that was meant, and no question any more.
        assert Form({"amount": answered["amount"].value()}).is_valid()
    # An answer to what is not written any more is none.
    assert not Form({"amount": "2.000", "amount-pick": choices[0][0]}).is_valid()


@pytest.mark.parametrize(
    ("text", "unit", "fault"),
    [("€20", "USD", "This counts USD, not €."), ("20 EUR", "USD", "This counts USD, not EUR."),
     ("$20", "SOL", "This counts SOL, not $."), ("20 SOL", "", "“SOL” is no currency."),
     ("20%", "", "An amount is asked for here, not a share in per cent.")],
)  # fmt: skip
def test_a_number_of_another_unit_is_refused_and_not_stripped(text, unit, fault):
    with pytest.raises(ValidationError, match=re.escape(fault)):
        clean(text, unit=unit)


@pytest.mark.parametrize(
    ("text", "unit"),
    [("$20", "USD"), ("C$20", "CAD"), ("$20", "CAD"), ("20 sol", "SOL"), ("20 kr", "SEK"),
     ("20 usd", "")],
)  # fmt: skip
def test_a_number_may_name_its_unit(text, unit):
    assert clean(text, unit=unit) == 20


def test_shares_are_taken_with_and_without_their_sign():
    assert clean("20 %", PercentField) == clean("20", PercentField) == Decimal("0.2")
    with pytest.raises(ValidationError):
        clean("$20", PercentField)


def test_digits_beyond_those_that_are_stored_are_refused_and_not_lost():
    for text in ("0." + "0" * 18 + "1", "1e31", "1e999"):
        with pytest.raises(ValidationError):
            clean(text)
    assert clean("1.0000000000000000000000") == 1


def test_what_was_understood_is_shown_again():
    class Form(forms.Form):
        amount = AmountField(**EXACT)
        share = PercentField(**EXACT)

    form = Form({"amount": "$20k", "share": "12.5 %"})
    assert (form["amount"].understood, form["share"].understood) == ("20,000", "12.5%")
    assert Form({"amount": "7", "share": "x"})["amount"].understood == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    "written", ["BTC", "btc", "bitcoin", "Bitcoin", "Wrapped-Less  ", "BITCOIN"]
)
def test_an_asset_is_found_by_symbol_slug_or_name(written):
    bitcoin = make_asset("bitcoin")
    bitcoin.name = "Wrapped-Less" if written.startswith("Wrapped") else "Bitcoin"
    bitcoin.save()
    assert AssetField().clean(written) == bitcoin


@pytest.mark.django_db
def test_a_name_that_several_assets_have_is_asked():
    for slug in ("one", "two"):
        asset = make_asset(slug)
        asset.name = "Twin"
        asset.save()
    with pytest.raises(ValidationError, match="write one of one \\(Twin\\), two \\(Twin\\)"):
        AssetField().clean("twin")
