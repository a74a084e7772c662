"""What the forms of an exit plan show beside them: suggested levels of the asset in question."""

from datetime import UTC, datetime

from markets.models import Asset
from portfolios.models import Portfolio
from portfolios.selectors.exits.suggested_levels import suggested_levels


def suggestion_context(portfolio: Portfolio, *, written: str | None) -> dict:
    """For an asset as a form has it; without one, the positions to choose from."""
    asset = Asset.objects.public().filter(slug=written).first() if written else None
    if asset is None:
        held = portfolio.positions.filter(quantity__gt=0).exclude(
            asset__kind__in=(Asset.Kind.FIAT, Asset.Kind.STABLECOIN)
        )
        choices = held.order_by("asset__symbol").values_list("asset__slug", "asset__symbol")
        return {"suggested_for": None, "choices": list(choices.distinct())}
    today = datetime.now(UTC).date()
    return {
        "suggested_for": asset,
        "suggestions": suggested_levels(portfolio, asset=asset, today=today),
    }
