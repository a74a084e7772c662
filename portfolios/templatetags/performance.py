"""How pages of returns write their figures, and the shades of the table of months."""

from calendar import month_abbr
from collections.abc import Iterator
from decimal import Decimal

from django import template

from markets.templatetags.figures import ABSENT, MINUS, percent

register = template.Library()

# A month's return from which on a cell has the next shade, up or down.
SHADES = tuple(map(Decimal, ("0.005", "0.02", "0.05", "0.1", "0.2")))


@register.filter
def shade(value) -> str:
    """The class of a cell: up-1 … up-5, down-1 … down-5, or nothing for next to no return."""
    steps = sum(1 for limit in SHADES if abs(value) >= limit)
    if not steps:
        return ""
    return f"{'up' if value > 0 else 'down'}-{steps}"


@register.filter
def by_name(months) -> Iterator[tuple[str, object]]:
    """(name, what there is of it) of each month of a year."""
    return zip(month_abbr[1:], months, strict=True)


@register.filter
def minus(value, other):
    """value − other, or nothing where one of them is not there."""
    return None if value is None or other is None else value - other


@register.filter
def size(value):
    """The value without its sign."""
    return abs(value)


@register.filter
def signed(value, places=2):
    """A fraction as a percentage with its sign, uncoloured: the cell has a shade."""
    text = percent(value, places)
    return text if value <= 0 or not any(digit in text for digit in "123456789") else f"+{text}"


@register.filter
def plain_ratio(value):
    """A ratio with two places."""
    if value is None:
        return ABSENT
    return f"{value:,.2f}".replace("-", MINUS)
