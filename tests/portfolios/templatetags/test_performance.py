"""How a page of returns writes its figures."""

from decimal import Decimal

import pytest

from portfolios.templatetags.performance import minus, plain_ratio, shade, signed


@pytest.mark.parametrize(
    ("value", "name"),
    [("0", ""), ("0.0049", ""), ("-0.0049", ""), ("0.005", "up-1"), ("-0.02", "down-2"),
     ("0.07", "up-3"), ("-0.1", "down-4"), ("3", "up-5"), ("-1", "down-5")],
)  # fmt: skip
def test_a_month_has_the_shade_of_its_return(value, name):
    assert shade(Decimal(value)) == name


@pytest.mark.parametrize(
    ("value", "text"),
    [("0.0123", "+1.2%"), ("-0.0123", "−1.2%"), ("0", "0.0%"), ("0.0001", "0.0%")],
)
def test_a_return_is_written_with_its_sign_unless_it_rounds_to_nothing(value, text):
    assert signed(Decimal(value), 1) == text


@pytest.mark.parametrize(
    ("value", "text"), [(None, "–"), (1.256, "1.26"), (-0.5, "−0.50"), (1234.5, "1,234.50")]
)
def test_a_ratio_has_two_places(value, text):
    assert plain_ratio(value) == text


def test_a_difference_needs_both_sides():
    assert minus(3, 1) == 2
    assert minus(None, 1) is None
    assert minus(1, None) is None
