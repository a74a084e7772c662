"""Numbers as people, spreadsheets and these pages write them."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markets.number_reading import Ambiguous, NotANumber, read_written, unambiguous
from markets.number_writing import grouped
from markets.templatetags import figures


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("20,000", "20000"), ("20 000", "20000"), ("20.000,50", "20000.5"), ("1'000", "1000"),
        ("1\u2019000.5", "1000.5"), ("1\u00a0234,5", "1234.5"), ("1\u202f234\u202f567", "1234567"),
        ("1\u2009000", "1000"), ("1e-8", "0.00000001"), ("1,5E+3", "1500"), (".5", "0.5"),
        (",5", "0.5"), ("$20k", "20000"), ("1.5m", "1500000"), ("1.5bn", "1500000000"),
        ("2T", "2000000000000"), ("3 Mio.", "3000000"), ("€ 20", "20"), ("20 €", "20"),
        ("€20k", "20000"), ("CHF 20k", "20000"), ("20 kr", "20"), ("\u22125", "-5"),
        ("\u20135", "-5"), ("-$5", "-5"), ("$-5", "-5"), ("(1,234.50)", "-1234.5"), ("7-", "-7"),
        ("２０，０００．５", "20000.5"), ("－５", "-5"), ("٣٤", "34"), ("٣٫٥", "3.5"),
        ("１２３", "123"), ("1,23,45,678.9", "12345678.9"), (" 7\t", "7"), ("\ufeff7", "7"),
        ("\u200e7", "7"), ("0,500", "0.5"), ("1234,567", "1234.567"), ("0.10", "0.1"),
        ("0." + "0" * 17 + "1", "0." + "0" * 17 + "1"), ("9" * 30, "9" * 30), ("-0", "0"),
    ],
)  # fmt: skip
def test_a_number_is_read_with_every_digit(text, number):
    assert read_written(text).value(mark=".") == Decimal(number)
    assert str(read_written(text).value(mark=".")) != "-0"


@pytest.mark.parametrize(
    "text",
    ["", " ", "-", "–", "abc", "1,2,3", "1.2.3", "--1", "-(5)", "(-5)", "(5", "5)", "10²", "½", "Ⅷ",
     "1_000", "0x10", "1e", "1e5e", "$€5", "$5€", "nan", "∞", "12.34.567", "1 23", "1,23,4",
     "20kg5", "5 6", "1\n2", "1,,000", "1" * 200],
)  # fmt: skip
def test_what_is_no_number_is_refused(text):
    with pytest.raises(NotANumber):
        read_written(text)


@pytest.mark.parametrize("text", ["1.000", "1,000", "-20,000", "€1.234", "999,999k"])
def test_a_locale_with_a_decimal_comma_is_asked_where_both_forms_read_it(text):
    with pytest.raises(Ambiguous) as asked:
        read_written(text).value(mark=",")
    small, large = sorted(map(abs, asked.value.choices))
    assert large == 1000 * small


@pytest.mark.parametrize("text", ["1.5", "1,5", "0.001", "1234.567", "1.000,5", "1 000", "1,000.5"])
def test_what_has_one_reading_is_the_same_in_every_locale(text):
    assert read_written(text).value(mark=",") == read_written(text).value(mark=".")


def test_units_and_percent_signs_are_given_back():
    assert read_written("20 SOL").unit == "SOL"
    assert read_written("US$20").unit == "US$"
    assert read_written("20 %").is_percent
    assert not read_written("20").is_percent


numbers = st.decimals(allow_nan=False, allow_infinity=False, places=18, min_value=-(10**27),
                      max_value=10**27)  # fmt: skip


@given(numbers, st.sampled_from([".", ","]))
def test_a_number_shown_for_a_locale_is_read_back_by_it(number, mark):
    assert read_written(unambiguous(number, mark=mark)).value(mark=mark) == number


@given(numbers)
def test_grouped_digits_are_read_back(number):
    assert read_written(grouped(number)).value(mark=".") == number
    spaced = grouped(number).replace(",", "\u202f")
    assert number in read_written(spaced).values.values()


CODES = st.sampled_from(["USD", "EUR", "GBP", "JPY", "BTC", "ETH", "CHF", "KRW", "SEK"])
PRINTED = {
    "money": lambda number, code: figures.money(number, code),
    "price": lambda number, code: figures.price(number, code),
    "large_money": lambda number, code: figures.large_money(number, code),
    "gain": lambda number, code: re.sub("<[^>]*>", "", str(figures.gain(number, code))),
    "quantity": lambda number, code: figures.quantity(number),
    "rate": lambda number, code: figures.rate(number),
    "exact": lambda number, code: figures.exact(number),
    "percent": lambda number, code: figures.percent(number),
    "change": lambda number, code: re.sub("<[^>]*>", "", str(figures.change(number))),
}


@pytest.mark.parametrize("name", PRINTED)
@given(number=numbers, code=CODES)
def test_every_number_that_a_page_prints_is_read_back(name, number, code):
    printed = PRINTED[name](number, code)
    written = read_written(printed)
    digits = re.sub(r"[^0-9.]", "", printed)
    letter = re.search(r"\d([TBM])\b", printed)
    size = {"T": 12, "B": 9, "M": 6}[letter[1]] if letter else 0
    expected = Decimal(digits).scaleb(size)
    assert abs(written.value(mark=".")) == expected
    assert (written.value(mark=".") < 0) == ("−" in printed or "-" in printed) or expected == 0
    try:
        assert written.value(mark=",") == written.value(mark=".")
    except Ambiguous as asked:
        assert written.value(mark=".") in asked.choices


@given(st.text(max_size=60))
def test_any_text_is_a_finite_number_or_refused(text):
    try:
        values = read_written(text).values.values()
    except NotANumber:
        return
    assert all(value.is_finite() for value in values)
