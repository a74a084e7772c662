"""How a page of returns writes its figures."""

import pytest

from portfolios.templatetags.performance import minus, plain_ratio


@pytest.mark.parametrize(
    ("value", "text"), [(None, "–"), (1.256, "1.26"), (-0.5, "−0.50"), (1234.5, "1,234.50")]
)
def test_a_ratio_has_two_places(value, text):
    assert plain_ratio(value) == text


def test_a_difference_needs_both_sides():
    assert minus(3, 1) == 2
    assert minus(None, 1) is None
    assert minus(1, None) is None
