"""How pages write figures of the whole market, which are shares from 0 to 100, and its rules."""

from django import template
from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext_lazy

from markets.number_writing import count_of
from markets.templatetags.figures import percent, toned

register = template.Library()

# Of the rule `coins_lead`, as a fraction.
_LEADING_COINS = 0.6

_RULES = {
    "altcoin_cap_rises": gettext_lazy("Altcoin cap above its 50-day average, and up over 30 days"),
    "dominance_falls": gettext_lazy(
        "Bitcoin’s share at least 3 points under its 180-day high, and falling"
    ),
    "coins_lead": gettext_lazy("{share} of coins or more ahead of Bitcoin over 30 days"),
    "usage_grows": gettext_lazy(
        "Active addresses up by a tenth in the median, and more commits than usual"
    ),
    "volume_grows": gettext_lazy("Volume of 30 days at least a quarter above that of 180"),
}  # fmt: skip


_FIELDS = {
    "q": gettext_lazy("Name or symbol"), "category": gettext_lazy("Category"),
    "kind": gettext_lazy("Kind"), "tier": gettext_lazy("Size"), "above": gettext_lazy("Trend"),
    "columns": gettext_lazy("Columns"), "sort": gettext_lazy("Sort"),
    "formula": gettext_lazy("Formula {number}"), "range": gettext_lazy("Range {number}"),
    "min": gettext_lazy("Range {number}, from"), "max": gettext_lazy("Range {number}, to"),
}  # fmt: skip
_TIERS = {
    "large": pgettext_lazy("size", "large"), "mid": pgettext_lazy("size", "mid"),
    "small": pgettext_lazy("size", "small"),
}  # fmt: skip
_GRADES = {"trader": gettext_lazy("Trader grade"), "investor": gettext_lazy("Investor grade")}
_QUADRANTS = {
    "leading": pgettext_lazy("quadrant", "Leading"),
    "weakening": pgettext_lazy("quadrant", "Weakening"),
    "lagging": pgettext_lazy("quadrant", "Lagging"),
    "improving": pgettext_lazy("quadrant", "Improving"),
}


@register.filter
def field_name(name: str) -> str:
    """A field of the screener's form in words: min2 → Range 2, from."""
    bare = name.rstrip("0123456789")
    return str(_FIELDS.get(bare, bare)).format(number=name.removeprefix(bare))


@register.filter
def rule_text(name: str) -> str:
    """A rule of the altcoin checklist in words."""
    return str(_RULES[name]).format(share=percent(_LEADING_COINS, 0))


@register.filter
def in_checked_order(followed: dict) -> list[tuple[str, dict]]:
    """What followed each rule, in the checklist's order: JSON in the database keeps none."""
    return [(name, followed[name]) for name in _RULES if name in followed]


@register.filter
def translated(word: str) -> str:
    """A word that the code marks where it computes it: a regime, a season."""
    return gettext(word) if word else word


@register.filter
def tier_name(tier: str) -> str:
    return str(_TIERS[tier])


@register.filter
def grade_name(grade: str) -> str:
    """trader → Trader grade."""
    return str(_GRADES[grade])


@register.filter
def quadrant_name(quadrant: str) -> str:
    """Where a category stands in the rotation."""
    return str(_QUADRANTS[quadrant])


@register.filter
def share(value: float | None, places: int = 1) -> str:
    """A share from 0 to 100: 54.321 → 54.3%."""
    return percent(None if value is None else value / 100, places)


@register.filter
def points_change(value: float | None, places: int = 1):
    """How many points a share has moved, signed and coloured."""
    unit = ngettext("point", "points", count_of(value or 0.0, places))
    return toned(value, places=places, suffix=f" {unit}")
