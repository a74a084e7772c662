"""How a portfolio's value is spread, from several sides. Every side adds up to the whole."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from markets.models import Asset
from markets.selectors import cap_tier
from portfolios.models import Portfolio
from portfolios.selectors.books.categories import categories_of
from portfolios.selectors.books.holdings import ZERO, Holding, Holdings

CASH, UNKNOWN = "cash", "unknown"
TIER_NAMES = {
    "large": _("Large cap (over $10B)"),
    "mid": _("Mid cap ($1B to $10B)"),
    "small": _("Small cap (under $1B)"),
    UNKNOWN: _("Unknown cap"),
    CASH: _("Stablecoins and cash"),
}


@dataclass(frozen=True, slots=True)
class AllocationSlice:
    """A named part of the value; `weight` is a fraction of the whole."""

    key: str
    name: str
    value: Decimal
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Allocation:
    """The same value by asset, account, category, cap tier and kind."""

    by_asset: list[AllocationSlice]
    by_account: list[AllocationSlice]
    by_category: list[AllocationSlice]
    by_tier: list[AllocationSlice]
    by_kind: list[AllocationSlice]
    concentration: Decimal  # HHI: the sum of squared weights, 1 = all in one asset

    @property
    def effective_number(self) -> Decimal | None:
        """1 ÷ HHI: how many equal parts would be as concentrated."""
        return 1 / self.concentration if self.concentration else None

    @property
    def stablecoin_share(self) -> Decimal:
        liquid = (part.weight for part in self.by_kind if part.key in Asset.MONEY_KINDS)
        return sum(liquid, ZERO)


def allocation_of(portfolio: Portfolio, *, holdings: Holdings) -> Allocation:
    """Spread the priced, positive holdings; three queries at any size.

    An asset of several categories counts in equal parts, so that the categories add up.
    """
    rows = [row for row in holdings.open if row.value is not None and row.value > 0]
    by_asset = _slices((row.asset.slug, row.asset.symbol, row.value) for row in rows)
    return Allocation(
        by_asset=by_asset,
        by_account=_slices(_account_parts(portfolio, rows)),
        by_category=_slices(_category_parts(rows)),
        by_tier=_slices(_tier_part(row) for row in rows),
        by_kind=_slices(
            (row.asset.kind, str(Asset.Kind(row.asset.kind).label), row.value) for row in rows
        ),
        concentration=sum((part.weight**2 for part in by_asset), ZERO),
    )


def _slices(parts) -> list[AllocationSlice]:
    values: dict[str, Decimal] = defaultdict(Decimal)
    names = {}
    for key, name, value in parts:
        values[key] += value
        names[key] = name
    whole = sum(values.values(), ZERO)
    found = [
        AllocationSlice(key=str(key), name=names[key], value=value, weight=value / whole)
        for key, value in values.items()
        if whole > 0
    ]
    return sorted(found, key=lambda part: (-part.value, part.name))


def _tier_part(row: Holding):
    if row.asset.kind in {Asset.Kind.STABLECOIN, Asset.Kind.FIAT}:
        tier = CASH
    else:
        tier = cap_tier(row.market_cap) or UNKNOWN
    return tier, str(TIER_NAMES[tier]), row.value


def _category_parts(rows: list[Holding]):
    categories = categories_of(row.asset.pk for row in rows)
    for row in rows:
        found = categories[row.asset.pk]
        for slug, name in found:
            yield slug, name, row.value / len(found)


def _account_parts(portfolio: Portfolio, rows: list[Holding]):
    """By account from the balances, which know where units lie under any scope of the lots.

    An account that gave more of an asset than it had counts as less than nothing of it.
    """
    prices = {row.asset.pk: row.price for row in rows}
    balances = portfolio.balances.values_list("account_id", "account__name", "asset_id", "quantity")
    for account, name, asset, quantity in balances:
        if asset in prices:
            yield account, name, quantity * prices[asset]
