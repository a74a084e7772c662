"""How figures are written: for any number at all, and exactly for those that people check."""

import math
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from markets.models import Asset
from markets.templatetags import figures
from markets.templatetags.figures import ABSENT, MINUS, shade, signed

decimals = st.decimals(
    min_value=Decimal("-1e30"), max_value=Decimal("1e30"), allow_nan=True, places=18
)
floats = st.floats(min_value=-1e30, max_value=1e30)
tiny = st.builds(lambda digits, power: Decimal(digits).scaleb(-power),
                 st.integers(-999, 999), st.integers(0, 40))  # fmt: skip
odd = st.sampled_from([None, "", math.nan, math.inf, -math.inf, -0.0, Decimal("-0.00"), 0, 7])
anything = st.one_of(decimals, floats, tiny, odd, st.integers(-(10**30), 10**30))
codes = st.sampled_from(["USD", "EUR", "JPY", "BTC", "ETH", "CHF", "HUF", ""])
filters_with_code = st.sampled_from(
    [figures.money, figures.price, figures.large_money, figures.gain]
)
filters = st.sampled_from(
    [figures.quantity, figures.exact, figures.percent, figures.change, figures.rate]
)
places_of = {"JPY": 0, "HUF": 0, "BTC": 8, "ETH": 8}


def bare(text) -> str:
    """The figure itself, out of its mark-up."""
    return re.sub(r"<[^>]*>", "", str(text))


def check(text):
    assert text is not None
    assert "nan" not in text.lower()
    assert "inf" not in text.lower()
    # Never a sign before nothing but zeros, and never an exponent.
    assert not re.fullmatch(rf"[-{MINUS}][^0-9]*0*[.,0]*[^0-9]*", text), text
    assert not re.search(r"[0-9]E[+-]?[0-9]", text), text


@given(filters_with_code, anything, codes)
@example(figures.money, Decimal("-0.004"), "USD")
@example(figures.gain, -0.0001, "EUR")
@example(figures.large_money, Decimal("999999.999"), "USD")
def test_any_amount_can_be_written(write, value, code):
    check(bare(write(value, code)))


@given(filters, anything)
@example(figures.change, Decimal("-0.000001"))
@example(figures.exact, Decimal("-0.00"))
@example(figures.quantity, Decimal("-1e-30"))
def test_any_figure_can_be_written(write, value):
    check(bare(write(value)))


@given(decimals, codes)
def test_money_is_rounded_half_even_to_what_its_currency_has(value, code):
    text = figures.money(value, code)
    if not value.is_finite():
        assert text == ABSENT
        return
    with localcontext(prec=60):
        step = Decimal(1).scaleb(-places_of.get(code, 2))
        shown = Decimal(re.sub(r"[^0-9.]", "", text))
        assert shown == abs(value).quantize(step, rounding=ROUND_HALF_EVEN)
        assert (MINUS in text) == (value < 0 and shown != 0)


@given(decimals.filter(lambda value: value.is_finite()))
def test_an_exact_figure_reads_back_as_itself(value):
    assert Decimal(figures.exact(value)) == value


@given(st.floats(min_value=1e-15, max_value=1e12))
def test_a_price_keeps_three_digits_that_count_however_small(value):
    shown = float(re.sub(r"[^0-9.]", "", figures.price(value)))
    assert shown == pytest.approx(value, rel=5.1e-3)


@pytest.mark.parametrize(
    ("write", "value", "text"),
    [
        (figures.money, Decimal("1234.5"), "$1,234.50"),
        (figures.money, Decimal("0.125"), "$0.12"),
        (figures.money, Decimal("0.135"), "$0.14"),
        (figures.money, Decimal("-0.001"), "$0.00"),
        (figures.money, -5, "−$5.00"),
        (figures.price, Decimal("64120.55"), "$64,120.55"),
        (figures.price, 0.00001234, "$0.00001234"),
        (figures.price, 0.1, "$0.1000"),
        (figures.price, Decimal("1e-18"), "$0.000000000000000001"),
        (figures.large_money, 1.25e9, "$1.25B"),
        (figures.large_money, 2.5e12, "$2.50T"),
        (figures.large_money, 999_999, "$999,999"),
        (figures.quantity, Decimal("0.500000000000000000"), "0.5"),
        (figures.quantity, Decimal("12345.67891"), "12,345.6789"),
        (figures.quantity, Decimal("0.000000000000000001"), "0.000000000000000001"),
        (figures.quantity, Decimal("1000000"), "1,000,000"),
        (figures.percent, Decimal("0.0123"), "1.23%"),
        (figures.percent, -0.00001, "0.00%"),
        (figures.rate, 1.1172, "$1.1172"),
        (figures.rate, 0.0066431, "$0.0066431"),
        (figures.exact, Decimal("100.00"), "100"),
        (figures.exact, None, ""),
        (figures.money, None, ABSENT),
        (figures.price, math.nan, ABSENT),
    ],
)
def test_figures_as_people_check_them(write, value, text):
    assert write(value) == text


@pytest.mark.parametrize(
    ("code", "text"),
    [("EUR", "€1,234.57"), ("JPY", "¥1,235"), ("CHF", "1,234.57 CHF"), ("BTC", "₿1,234.56700000")],
)
def test_each_currency_is_written_its_own_way(code, text):
    assert figures.money(Decimal("1234.567"), code) == text


@pytest.mark.parametrize(
    ("value", "tone", "text"),
    [(0.05, "up", "+5.00%"), (-0.05, "down", "−5.00%"), (0, "flat", "0.00%"),
     (None, "flat", ABSENT)],
)  # fmt: skip
def test_the_sign_of_a_change_says_what_its_colour_says(value, tone, text):
    assert figures.change(value) == f'<span class="{tone}">{text}</span>'


@pytest.mark.parametrize("write", [figures.change, figures.gain])
@pytest.mark.parametrize("value", [Decimal("1e-9"), Decimal("-1e-9")])
def test_what_is_shown_as_nothing_has_neither_sign_nor_colour(write, value):
    text = write(value)
    assert 'class="flat"' in text
    assert bare(text).strip("$%") == "0.00"


@pytest.mark.parametrize(
    ("value", "symbol", "kind", "text"),
    [("0.5", "USD", "fiat", "0.50"), ("1000", "EUR", "fiat", "1,000.00"),
     ("3", "JPY", "fiat", "3"),
     ("0.001", "USD", "fiat", "0.001"), ("0.5", "BTC", "coin", "0.5"),
     ("-2", "USD", "fiat", "−2.00")],
)  # fmt: skip
def test_quantities_of_money_have_cents_and_those_of_coins_their_digits(value, symbol, kind, text):
    asset = Asset(symbol=symbol, kind=kind)
    assert figures.quantity_of(Decimal(value), asset) == text


@dataclass
class Part:
    name: str
    weight: Decimal


@given(st.lists(st.integers(1, 10**6), max_size=30))
def test_a_donut_is_a_whole_ring(sizes):
    total = sum(sizes)
    parts = [Part(f"C{number}", Decimal(size) / total) for number, size in enumerate(sizes)]
    arcs = figures.donut(parts, "Allocation")["arcs"]
    assert len(arcs) == min(len(sizes), 8)
    assert sum(arc["weight"] for arc in arcs) == pytest.approx(1 if sizes else 0)
    if len(sizes) > 8:
        assert (arcs[-1]["name"], arcs[-1]["colour"]) == ("Other", 8)


def test_a_part_below_nothing_has_no_arc_and_tells_its_weight():
    parts = [Part("Main", Decimal(2)), Part("Kraken", Decimal(-1))]
    arcs = figures.donut(parts, "Allocation")["arcs"]
    assert [(arc["name"], arc["weight"], arc["length"]) for arc in arcs] == [
        ("Main", 2.0, "100.000"),
        ("Kraken", -1.0, "0.000"),
    ]


@pytest.mark.parametrize(
    ("value", "name"),
    [("0", ""), ("0.0049", ""), ("-0.0049", ""), ("0.005", "up-1"), ("-0.02", "down-2"),
     ("0.07", "up-3"), ("-0.1", "down-4"), ("3", "up-5"), ("-1", "down-5")],
)  # fmt: skip
def test_a_cell_has_the_shade_of_its_return(value, name):
    assert shade(Decimal(value)) == name


@pytest.mark.parametrize(
    ("value", "text"),
    [("0.0123", "+1.2%"), ("-0.0123", "−1.2%"), ("0", "0.0%"), ("0.0001", "0.0%")],
)
def test_a_return_is_written_with_its_sign_unless_it_rounds_to_nothing(value, text):
    assert signed(Decimal(value), 1) == text


@pytest.mark.parametrize("write", [figures.money, figures.percent, figures.change, figures.price])
def test_a_figure_of_more_digits_than_are_computed_is_written_with_those_it_has(write):
    assert "9,999" in bare(write(Decimal("9" * 76 + "E+5")))
