"""Armed levels as lines for an asset's chart, which is in US dollars."""

from markets.models import Asset
from portfolios.exits.types import FALLING_KINDS
from portfolios.models import Portfolio, Trigger, TriggerKind
from portfolios.selectors.exits.plan import level_now

_SHAPES = {TriggerKind.TRAILING_STOP: "trail", TriggerKind.TAKE_PROFIT: "target"}


def chart_lines(user, *, asset: Asset, portfolio: Portfolio | None = None) -> list[dict]:
    """What the user may see armed on an asset, the highest level first; one query.

    Each has `price` (US dollars), `title` and `kind`: stop, trail, target or alert. What is not
    in force has no line. Where levels are of several portfolios, the title says whose.
    """
    triggers = Trigger.objects.for_user(user).armed().filter(asset=asset)
    if portfolio is not None:
        triggers = triggers.filter(portfolio=portfolio)
    rows = [
        (float(level), trigger)
        for trigger in triggers.select_related("high_water", "portfolio", "currency")
        if (level := level_now(trigger)) is not None and level > 0
    ]
    several = len({trigger.portfolio_id for _, trigger in rows}) > 1
    return [
        {"price": level, "title": _title(trigger, several=several), "kind": _shape(trigger)}
        for level, trigger in sorted(rows, key=lambda row: (-row[0], row[1].pk))
    ]


def _title(trigger: Trigger, *, several: bool) -> str:
    name = str(trigger.get_kind_display())
    return f"{name} · {trigger.portfolio.name}" if several else name


def _shape(trigger: Trigger) -> str:
    if not trigger.is_exit:
        return "alert"
    return _SHAPES.get(trigger.kind, "stop" if trigger.kind in FALLING_KINDS else "target")
