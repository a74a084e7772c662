"""Numbers in German, which English pages write as ever."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from markets.number_reading import Ambiguous, read_written
from markets.number_writing import grouped
from markets.templatetags import figures

NUMBERS = st.decimals(-(10**12), 10**12, places=6)


@pytest.fixture
def in_german():
    with translation.override("de"):
        yield


@pytest.mark.parametrize(
    ("written", "english", "german"),
    [
        (lambda: figures.money(Decimal("1234.5"), "EUR"), "€1,234.50", "1.234,50\xa0€"),
        (lambda: figures.money(Decimal("-1234.5"), "CHF"), "−1,234.50 CHF", "−1.234,50 CHF"),
        (lambda: figures.price(Decimal("0.00001234")), "$0.00001234", "0,00001234\xa0$"),
        (lambda: figures.large_money(1.25e9), "$1.25B", "1,25\xa0Mrd.\xa0$"),
        (lambda: figures.large_money(-3e6, "CHF"), "−3.00M CHF", "−3,00\xa0Mio. CHF"),
        (lambda: figures.large_money(2e12), "$2.00T", "2,00\xa0Bio.\xa0$"),
        (lambda: figures.quantity(Decimal("1000.5")), "1,000.5", "1.000,5"),
        (lambda: figures.quantity(Decimal("20000")), "20,000", "20.000"),
        (lambda: figures.percent(Decimal("0.0123")), "1.23%", "1,23\xa0%"),
        (lambda: figures.percent(Decimal("-12.345"), 1), "−1,234.5%", "−1.234,5\xa0%"),
        (lambda: figures.in_full(Decimal("5.690")), "5.69", "5,69"),
        (lambda: grouped(Decimal("1234567.890")), "1,234,567.89", "1.234.567,89"),
    ],
)
def test_figures_follow_the_language(written, english, german):
    assert written() == english
    with translation.override("de"):
        assert written() == german


@given(NUMBERS)
def test_what_a_german_page_writes_it_reads_back_or_asks_about(number):
    with translation.override("de"):
        text = grouped(number)
    try:
        assert read_written(text).value(mark=",") == number
    except Ambiguous as asked:
        assert number in asked.choices


@pytest.mark.usefixtures("in_german")
def test_a_change_keeps_its_sign_and_colour():
    assert figures.change(Decimal("0.5")) == '<span class="up">+50,00\xa0%</span>'
    assert figures.gain(Decimal("-2"), "USD") == '<span class="down">−2,00\xa0$</span>'


@pytest.mark.usefixtures("in_german")
def test_scripts_get_plain_numbers():
    assert figures.exact_price(Decimal("1234.50")) == "1234.5"
