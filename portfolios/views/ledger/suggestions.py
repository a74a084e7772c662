"""What the forms of an exit plan show beside them: suggested levels of the asset in question."""

from datetime import UTC, datetime
from urllib.parse import urlencode

from markets.models import Asset
from markets.numbers import plain
from portfolios.models import Portfolio
from portfolios.selectors.exits.suggested_levels import Suggestions, suggested_levels

# What the one-click plan sells at its three targets; the last takes the rest.
SHARES = ("30", "30", "")


def suggestion_context(portfolio: Portfolio, *, written: str | None) -> dict:
    """For an asset as a form has it; without one, the positions to choose from."""
    asset = Asset.objects.public().filter(slug=written).first() if written else None
    if asset is None:
        return {"suggested_for": None, "choices": _coins_held(portfolio)}
    suggestions = suggested_levels(portfolio, asset=asset, today=datetime.now(UTC).date())
    return {
        "suggested_for": asset, "suggestions": suggestions, "fill": _filled_in(suggestions),
    }  # fmt: skip


def _filled_in(suggestions: Suggestions | None) -> str:
    """The query that fills a whole plan in with the widest suggested stop and all targets."""
    if suggestions is None or not suggestions.stops:
        return ""
    values = {
        "asset": suggestions.asset.slug,
        "stop_level": plain(suggestions.stops[-1].level),
    }
    for number, (target, share) in enumerate(zip(suggestions.targets, SHARES, strict=False), 1):
        values |= {f"target_{number}": plain(target.level), f"share_{number}": share}
    return urlencode({name: value for name, value in values.items() if value})


def begin_with_only_coin(portfolio: Portfolio, initial: dict) -> dict:
    """What a form of an exit plan begins with: of no asset named, the only coin that is held."""
    if "asset" not in initial and len(coins := _coins_held(portfolio)) == 1:
        return initial | {"asset": Asset.objects.get(slug=coins[0][0])}
    return initial


def _coins_held(portfolio: Portfolio) -> list[tuple[str, str]]:
    """The (slug, symbol) of each coin whose price moves."""
    held = portfolio.positions.filter(quantity__gt=0).exclude(asset__kind__in=Asset.MONEY_KINDS)
    rows = held.order_by("asset__symbol").values_list("asset__slug", "asset__symbol")
    return list(rows.distinct())
