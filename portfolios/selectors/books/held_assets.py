"""Finds assets for someone who looks for one: what they hold comes first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from markets.models import Asset
from markets.selectors import search_assets
from markets.templatetags.names import asset_name
from portfolios.models import Portfolio, Position
from portfolios.selectors.ledger.assets import assets_of

OFFERED = 12


@dataclass(frozen=True, slots=True)
class OfferedAsset:
    """An asset that fits, its price in US dollars and what is held of it; None for neither.

    `larger` is the largest asset with the same symbol, for which it might be taken.
    """

    asset: Asset
    price: float | None
    held: Decimal | None
    larger: Asset | None = None

    @property
    def warning(self) -> str:
        """Which asset its symbol is taken for, or nothing."""
        if self.larger is None:
            return ""
        return _("not {name}, which is larger").format(name=asset_name(self.larger))


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
    prices = {one.pk: getattr(getattr(one, "quote", None), "price", None) for one in found}
    largest: dict[str, Asset] = {}
    for one in sorted((one for one in found if one.rank), key=lambda one: one.rank):
        largest.setdefault(one.symbol.upper(), one)
    return [
        OfferedAsset(one, prices[one.pk], held.get(one.pk), _other(one, largest)) for one in found
    ]


def _other(asset: Asset, largest: Mapping[str, Asset]) -> Asset | None:
    """The largest asset with its symbol, unless that is itself or it is a currency."""
    found = None if asset.is_fiat else largest.get(asset.symbol.upper())
    return None if found == asset else found


def units_held(positions) -> dict[int, Decimal]:
    """Units by asset over some positions, those above zero; one query."""
    rows: Iterable = positions.order_by().values_list("asset").annotate(units=Sum("quantity"))
    return {asset: units for asset, units in rows if units > 0}
