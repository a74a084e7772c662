"""The one place of decimal → text and float → decimal."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal, Inexact, getcontext

import numpy as np
import pytest

from markets.numbers import (
    PRECISION,
    UNROUNDED,
    exact_decimal,
    is_within_limits,
    plain,
    plain_figure,
    plain_quotient,
    quantised,
    significant,
)

THIRD_76 = "0." + "3" * 76


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        ("1E+3", "1000"), ("1.500", "1.5"), ("100", "100"), ("-0", "0"), ("-0.00", "0"),
        ("1E-40", "0." + "0" * 39 + "1"), ("-12.30", "-12.3"), (THIRD_76, THIRD_76),
    ],
)  # fmt: skip
def test_a_decimal_is_written_with_every_digit_and_no_noise(figure, text):
    assert plain(Decimal(figure)) == text


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        ("0.1234567890123456785", "0.123456789012345678"),  # half to even
        ("0.1234567890123456795", "0.12345678901234568"),
        ("-1E-19", "0"), ("1.5", "1.5"), ("1E+30", "1" + "0" * 30),
    ],
)  # fmt: skip
def test_places_limit_what_is_written(figure, text):
    assert plain(Decimal(figure), places=18) == text


def test_a_number_too_long_for_its_places_keeps_its_digits():
    figure = Decimal("9" * 70 + "." + "1" * 40)
    assert plain(figure, places=18) == str(figure)


def test_computed_figures_are_exact_or_quotients_of_thirty_places():
    assert plain_figure(Decimal("1E-40")) == "0." + "0" * 39 + "1"
    assert plain_figure(Decimal(THIRD_76)) == "0." + "3" * 30
    assert plain_quotient(Decimal("0." + "3" * 35)) == "0." + "3" * 30


@pytest.mark.parametrize("number", [0.1, 1e-30, 64120.55, -2.0, np.float64(0.1)])
def test_a_float_is_its_shortest_decimal(number):
    assert exact_decimal(number) == Decimal(repr(float(number)))


def test_figures_take_the_places_that_the_database_keeps():
    assert str(quantised(Decimal("1.5"))) == "1." + "5".ljust(18, "0")
    assert str(quantised(Decimal("0.25"), places=1)) == "0.2"


def test_significant_digits_are_rounded_half_to_even():
    assert significant(Decimal("123455"), digits=5) == Decimal("1.2346E+5")
    assert significant(Decimal("0.000123445"), digits=5) == Decimal("0.00012344")


def test_what_may_not_be_rounded_raises():
    with pytest.raises(Inexact):
        UNROUNDED.divide(Decimal(1), Decimal(3))


@pytest.mark.parametrize(
    ("figure", "is_within"),
    [
        ("9" * 30 + "." + "9" * 40, True),
        ("1e29", True),
        ("1e30", False),
        ("-1e30", False),
        ("1e-40", True),
        ("1e-41", False),
        ("1." + "0" * 60, True),  # zeros at the end are no places
        ("0e99", True),
        ("0e-99", True),
        ("NaN", False),
        ("-Infinity", False),
    ],
)
def test_a_number_to_reckon_with_has_thirty_digits_and_forty_places(figure, is_within):
    assert is_within_limits(Decimal(figure)) is is_within


def test_every_thread_keeps_all_digits_of_a_sum_and_a_product():
    def figures():
        assert getcontext().prec == PRECISION
        return Decimal("1e30") + Decimal("1e-18"), Decimal("1e30") * (1 + Decimal("1e-40"))

    with ThreadPoolExecutor(1) as thread:
        for total, product in (figures(), thread.submit(figures).result()):
            assert total == Decimal("1" + "0" * 30 + "." + "0" * 17 + "1")
            assert plain(product) == "1" + "0" * 30 + ".0000000001"
