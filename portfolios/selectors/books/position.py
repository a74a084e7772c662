"""One position: its figures, its open lots as they would be sold now."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum

from markets.models import Asset
from portfolios.accounting.core.terms import term_held
from portfolios.models import Account, Lot, Portfolio, Position
from portfolios.selectors.books.holdings import Holding, holdings_of


@dataclass(frozen=True, slots=True)
class OpenLot:
    """A lot at the latest price; value and gain are None where the asset has none."""

    lot: Lot
    unit_cost: Decimal
    value: Decimal | None
    gain: Decimal | None
    days: int
    term: str


@dataclass(frozen=True, slots=True)
class LotSums:
    """What all lots of a list add up to; value and gain are None where the asset has no price."""

    count: int
    quantity: Decimal
    cost: Decimal
    value: Decimal | None
    gain: Decimal | None


@dataclass(frozen=True, slots=True)
class PartOfPosition:
    """What of a position lies in one account, or in none where lots are per portfolio."""

    position: Position
    value: Decimal | None

    @property
    def unrealised(self) -> Decimal | None:
        return None if self.value is None else self.value - self.position.cost


def holding_of(portfolio: Portfolio, asset: Asset) -> Holding | None:
    """The asset's holding, with its weight among all; None where the books know none."""
    rows = holdings_of(portfolio).rows
    return next((row for row in rows if row.asset.pk == asset.pk), None)


def parts_of(portfolio: Portfolio, holding: Holding) -> list[PartOfPosition]:
    """The position by account; one query."""
    rows = portfolio.positions.filter(asset=holding.asset.pk).select_related("account")
    return [
        PartOfPosition(row, None if holding.price is None else row.quantity * holding.price)
        for row in rows.order_by("account__name")
    ]


def open_lots_of(portfolio: Portfolio, asset: Asset, *, account: Account | None = None) -> QuerySet:
    """What is left of each acquisition, oldest first."""
    rows = portfolio.lots.filter(asset=asset, remaining__gt=0).select_related("account")
    if account:
        rows = rows.filter(account=account)
    return rows.order_by("acquired_at", "pk")


def sums_of_lots(lots: QuerySet, *, price: Decimal | None) -> LotSums:
    """Sums over a list of lots, however few of them a page shows; one query."""
    rows = lots.order_by().aggregate(
        lots=Count("pk"), total=Sum("remaining", default=Decimal(0)),
        paid=Sum("cost", default=Decimal(0)),
    )  # fmt: skip
    value = None if price is None else rows["total"] * price
    gain = None if value is None else value - rows["paid"]
    return LotSums(rows["lots"], rows["total"], rows["paid"], value, gain)


def valued_lots(
    lots: list[Lot], *, price: Decimal | None, portfolio: Portfolio, now: datetime
) -> list[OpenLot]:
    """Lots of a page at a price, with their age in days and the term that a sale now had."""
    zone = portfolio.zone
    today = now.astimezone(zone).date()
    return [
        OpenLot(
            lot=lot,
            unit_cost=lot.cost / lot.remaining,
            value=None if price is None else lot.remaining * price,
            gain=None if price is None else lot.remaining * price - lot.cost,
            days=(today - lot.acquired_at.astimezone(zone).date()).days,
            term=term_held(lot.acquired_at, now, tz=zone).value,
        )
        for lot in lots
    ]
