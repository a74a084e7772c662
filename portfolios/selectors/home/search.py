"""What of a user's own, and of the market, fits a text that they look for."""

from dataclasses import dataclass

from markets.models import Asset
from portfolios.models import Portfolio, Position
from portfolios.selectors.books.held_assets import OfferedAsset, offered_assets

PORTFOLIOS, POSITIONS = 6, 8


@dataclass(frozen=True, slots=True)
class Found:
    """Portfolios by name, positions (portfolio, asset), and assets with their prices."""

    portfolios: list[Portfolio]
    positions: list[tuple[Portfolio, Asset]]
    assets: list[OfferedAsset]


def found_for(user, text: str) -> Found:
    """Five queries; of no text only portfolios."""
    visible = Portfolio.objects.for_user(user).order_by("name", "pk")
    portfolios = list(visible.filter(name__icontains=text)[:PORTFOLIOS])
    if not text:
        return Found(portfolios, [], [])
    assets = offered_assets(user, text)
    held = (
        Position.objects.for_user(user)
        .filter(asset__in=[one.asset.pk for one in assets])
        .exclude(quantity=0)
        .select_related("portfolio", "asset")
        .order_by("portfolio__name", "portfolio_id", "asset_id")
        .distinct("portfolio__name", "portfolio_id", "asset_id")
    )
    positions = [(one.portfolio, one.asset) for one in held[:POSITIONS]]
    return Found(portfolios, positions, assets)
