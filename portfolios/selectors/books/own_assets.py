"""A portfolio's own assets with their last prices."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch, Sum

from markets.numbers import ZERO
from portfolios.models import OwnAsset, OwnPrice, Portfolio


@dataclass(frozen=True, slots=True)
class OwnHolding:
    """An own asset, what is held of it, and the price that counts; None where none is known."""

    own: OwnAsset
    held: Decimal
    price: OwnPrice | None


def own_holdings(portfolio: Portfolio) -> list[OwnHolding]:
    """All own assets by name; three queries."""
    last = OwnPrice.objects.order_by("own_asset_id", "-day").distinct("own_asset_id")
    owned = portfolio.own_assets.select_related("asset").prefetch_related(
        Prefetch("prices", queryset=last.select_related("currency"), to_attr="last_prices")
    )
    held = dict(
        portfolio.positions.filter(asset__kind="own")
        .order_by()
        .values_list("asset")
        .annotate(units=Sum("quantity"))
    )
    return [
        OwnHolding(own, held.get(own.asset_id, ZERO), next(iter(own.last_prices), None))
        for own in owned
    ]
