"""Finds assets for someone who looks for one: what they hold comes first."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from markets.models import Asset
from markets.selectors import search_assets
from portfolios.models import Portfolio, Position
from portfolios.selectors.ledger.assets import assets_of

OFFERED = 12


@dataclass(frozen=True, slots=True)
class OfferedAsset:
    """An asset that fits, its price in US dollars and what is held of it; None for neither."""

    asset: Asset
    price: float | None
    held: Decimal | None


def offered_assets(user, text: str, *, portfolio: Portfolio | None = None) -> list[OfferedAsset]:
    """What fits the text, or of no text what is held, then by rank.

    Held counts in the portfolio, whose own assets are offered, or else in all that the user owns.
    Three queries, four in a portfolio.
    """
    positions = Position.objects.for_user(user)
    if portfolio is None:
        positions = positions.filter(portfolio__owner=user)
    else:
        positions = positions.filter(portfolio=portfolio)
    held = units_held(positions)
    among = None if portfolio is None else assets_of(portfolio)
    found = search_assets(text, first=held.keys(), limit=OFFERED, among=among)
    return [
        OfferedAsset(one, getattr(getattr(one, "quote", None), "price", None), held.get(one.pk))
        for one in found
    ]


def units_held(positions) -> dict[int, Decimal]:
    """Units by asset over some positions, those above zero; one query."""
    rows: Iterable = positions.order_by().values_list("asset").annotate(units=Sum("quantity"))
    return {asset: units for asset, units in rows if units > 0}
