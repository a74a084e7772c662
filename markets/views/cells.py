"""How tables of assets write the figures of their columns."""

from markets.selectors.screener.columns import COLUMNS
from markets.templatetags.figures import ABSENT, change, large_money, price
from markets.templatetags.points import point_value, trend_word


def written(name: str, value: float) -> str:
    """The value of a column of the screener, a formula too, in its unit; NaN is a dash."""
    known = None if value != value else value
    if name == "price":
        return price(known)
    if name == "change_24h" or name.startswith("ret_"):
        return change(known, 2 if name == "change_24h" else 1)
    if name in ("market_cap", "volume_24h"):
        return large_money(known)
    if known is None:
        return ABSENT
    if name in ("rank", "trader", "investor"):
        return f"{value:.0f}"
    if name == "trend":
        return trend_word(int(value))
    if name in COLUMNS:
        return point_value(value, name)
    return large_money(value, "") if abs(value) >= 1e6 else price(value, "")
