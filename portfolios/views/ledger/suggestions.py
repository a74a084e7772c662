"""What the forms of an exit plan show beside them: suggested levels of the asset in question."""

from datetime import UTC, datetime

from markets.models import Asset
from portfolios.models import Portfolio
from portfolios.selectors.exits.suggested_levels import suggested_levels


def suggestion_context(portfolio: Portfolio, *, written: str | None) -> dict:
    """For an asset as a form has it; without one, the positions to choose from."""
    asset = Asset.objects.public().filter(slug=written).first() if written else None
    if asset is None:
        return {"suggested_for": None, "choices": _coins_held(portfolio)}
    today = datetime.now(UTC).date()
    return {
        "suggested_for": asset,
        "suggestions": suggested_levels(portfolio, asset=asset, today=today),
    }


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
