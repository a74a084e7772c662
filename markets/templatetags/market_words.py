"""How pages write figures of the whole market, which are shares from 0 to 100, and its rules."""

from django import template

from markets.templatetags.figures import percent, toned

register = template.Library()

_RULES = {
    "altcoin_cap_rises": "Altcoin cap above its 50-day average, and up over 30 days",
    "dominance_falls": "Bitcoin’s share at least 3 points under its 180-day high, and falling",
    "coins_lead": "60% of coins or more ahead of Bitcoin over 30 days",
    "usage_grows": "Active addresses up by a tenth in the median, and more commits than usual",
    "volume_grows": "Volume of 30 days at least a quarter above that of 180",
}  # fmt: skip


_FIELDS = {
    "q": "Name or symbol", "category": "Category", "kind": "Kind", "tier": "Size",
    "above": "Trend", "columns": "Columns", "sort": "Sort", "formula": "Formula {}",
    "range": "Range {}", "min": "Range {}, from", "max": "Range {}, to",
}  # fmt: skip


@register.filter
def field_name(name: str) -> str:
    """A field of the screener's form in words: min2 → Range 2, from."""
    bare = name.rstrip("0123456789")
    return _FIELDS.get(bare, bare).format(name.removeprefix(bare))


@register.filter
def rule_text(name: str) -> str:
    """A rule of the altcoin checklist in words."""
    return _RULES[name]


@register.filter
def share(value: float | None, places: int = 1) -> str:
    """A share from 0 to 100: 54.321 → 54.3%."""
    return percent(None if value is None else value / 100, places)


@register.filter
def points_change(value: float | None, places: int = 1):
    """How many points a share has moved, signed and coloured."""
    return toned(value, places=places, suffix=" points")
