"""How data points and grades are named and written on a page."""

from django import template

from markets.analytics.grades.grade import PROVISIONAL_UNDER, word_of
from markets.analytics.points import base
from markets.analytics.points.labels import FAMILIES, GROUPS, LABELS, REASONS
from markets.analytics.points.registry import DATA_POINTS
from markets.templatetags.figures import ABSENT, MINUS, large_money, percent

register = template.Library()

_BANDS = {"strong": "good", "good": "good", "fair": "", "weak": "warn", "poor": "warn"}


@register.filter
def point_label(point_id: str) -> str:
    """vol_30 → Volatility, 30 days."""
    return LABELS.get(point_id, point_id)


@register.filter
def point_formula(point_id: str) -> str:
    return DATA_POINTS[point_id].formula if point_id in DATA_POINTS else ""


@register.filter
def group_label(group: str) -> str:
    return GROUPS.get(group, group)


@register.filter
def family_label(family: str) -> str:
    return FAMILIES.get(family, family)


@register.filter
def missing_text(reason: str | None) -> str:
    """Why a data point has no value."""
    return REASONS[reason]


@register.filter
def point_value(value: float | None, point_id: str) -> str:
    """A value in its data point's unit: 0.123 → 12.3%, 1.5e9 → $1.50B."""
    if value is None or value != value:
        return ABSENT
    return _written(value, DATA_POINTS[point_id].unit)


def _written(value: float, unit: str) -> str:
    if unit in (base.FRACTION, "fraction a year", "per day"):
        suffix = {"fraction a year": " a year", "per day": " a day"}.get(unit, "")
        return percent(value, 2 if unit == "per day" or abs(value) < 0.01 else 1) + suffix
    if unit == base.PERCENT:
        return percent(value / 100, 1)
    if unit == base.DOLLARS:
        return large_money(value)
    if unit == base.COUNT:
        return large_money(value, "")
    if unit == base.DAYS:
        return f"{value:,.0f} day{'' if value == 1 else 's'}"
    if unit == "place":
        return f"#{value:,.0f}"
    if unit == "per USD":
        return f"{percent(value * 1e6, 2)} per $1M"
    text = f"{value:,.1f}" if unit == base.INDEX else f"{value:,.2f}"
    return text.replace("-", MINUS)


@register.inclusion_tag("includes/grade.html")
def grade(value: float | None, coverage: float | None = None) -> dict:
    """A grade with its word, and whether it is provisional."""
    if value is None:
        return {"value": None}
    word = word_of(value)
    return {
        "value": f"{value:.0f}", "word": word, "tone": _BANDS[word],
        "provisional": coverage is not None and coverage < PROVISIONAL_UNDER,
    }  # fmt: skip


@register.filter
def trend_word(trend: int | None) -> str:
    """The last signal that was not 0, in a word."""
    return {1: "Up", -1: "Down", 0: "None yet"}.get(trend, ABSENT)
