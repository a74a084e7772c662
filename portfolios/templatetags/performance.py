"""How pages of returns write their figures."""

from collections.abc import Iterator
from datetime import date

from django import template
from django.utils.dateformat import format as format_date

from markets.number_writing import written
from markets.templatetags.figures import ABSENT, MINUS

register = template.Library()


@register.filter
def by_name(months) -> Iterator[tuple[str, object]]:
    """(name, what there is of it) of each month of a year."""
    names = (format_date(date(2000, month, 1), "M") for month in range(1, 13))
    return zip(names, months, strict=True)


@register.filter
def minus(value, other):
    """value − other, or nothing where one of them is not there."""
    return None if value is None or other is None else value - other


@register.filter
def size(value):
    """The value without its sign."""
    return abs(value)


@register.filter
def plain_ratio(value):
    """A ratio with two places."""
    if value is None:
        return ABSENT
    return written(f"{value:,.2f}".replace("-", MINUS))
