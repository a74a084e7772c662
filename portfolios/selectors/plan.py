"""The exit plan: what is armed on each position, and how far the price is from it."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Sum

from markets.models import Asset
from portfolios.models import Phase, Portfolio, Trigger
from portfolios.selectors.holdings import HeldAsset, Holding, Holdings


@dataclass(frozen=True, slots=True)
class PlannedLevel:
    """An armed trigger; `level` is the price that fires it now, in its own currency.

    `distance` is the fraction that the price must move to reach it. Both are None where the
    trigger waits for a price that puts it in force.
    """

    trigger: Trigger
    level: Decimal | None
    distance: Decimal | None


@dataclass(frozen=True, slots=True)
class PlannedAsset:
    """One asset with its levels; `holding` is None where it is only watched."""

    asset: HeldAsset
    holding: Holding | None
    levels: list[PlannedLevel] = field(default_factory=list)

    @property
    def has_stop(self) -> bool:
        stops = {"stop_loss", "trailing_stop", "break_even"}
        return any(level.trigger.kind in stops for level in self.levels)


@dataclass(frozen=True, slots=True)
class ExitPlan:
    """Everything armed in a portfolio, the unprotected positions, and what ended lately."""

    assets: list[PlannedAsset]
    unplanned: list[Holding]
    ended: list[Trigger]


ENDED_SHOWN = 20


def exit_plan(portfolio: Portfolio, *, holdings: Holdings) -> ExitPlan:
    """Two queries: the armed triggers, and those that ended last."""
    held = {row.asset.pk: row for row in holdings.open if row.quantity > 0}
    planned: dict[int, PlannedAsset] = {}
    triggers = portfolio.triggers.select_related("asset__quote", "currency", "group", "high_water")
    for trigger in triggers.armed().order_by("asset", "-level_usd"):
        entry = planned.get(trigger.asset_id)
        if entry is None:
            asset = trigger.asset
            shown = HeldAsset(asset.pk, asset.slug, asset.symbol, asset.name, asset.kind)
            entry = PlannedAsset(shown, held.get(asset.pk))
            planned[trigger.asset_id] = entry
        entry.levels.append(_planned(trigger))
    money = {"fiat", "stablecoin"}
    return ExitPlan(
        assets=sorted(
            planned.values(),
            key=lambda entry: (entry.holding is None, -_value(entry.holding), entry.asset.symbol),
        ),
        unplanned=[
            row for pk, row in held.items() if pk not in planned and row.asset.kind not in money
        ],
        ended=list(
            triggers.exclude(status=Trigger.Status.ARMED).order_by("-ended_at")[:ENDED_SHOWN]
        ),
    )


def _planned(trigger: Trigger) -> PlannedLevel:
    quote = getattr(trigger.asset, "quote", None)
    usd = level_now(trigger)
    if usd is None:
        return PlannedLevel(trigger, trigger.level, None)
    rate = Decimal(repr(trigger.rate))
    level = trigger.level if trigger.level is not None else usd / rate
    distance = None if quote is None else usd / Decimal(repr(quote.price)) - 1
    return PlannedLevel(trigger, level, distance)


def level_now(trigger: Trigger) -> Decimal | None:
    """The price in US dollars that fires an armed trigger; None where none does yet."""
    if trigger.level_usd is not None:
        return Decimal(repr(trigger.level_usd))
    mark = trigger.high_water.high if trigger.high_water_id else None
    if mark is None or trigger.phase == Phase.WAITING:
        return None
    high = Decimal(repr(mark))
    if trigger.trail_percent is not None:
        return high * (1 - trigger.trail_percent)
    return high - trigger.trail_amount * Decimal(repr(trigger.rate))


def _value(holding: Holding | None) -> Decimal:
    return holding.value if holding is not None and holding.value is not None else Decimal(0)


def average_cost(portfolio: Portfolio, *, asset: Asset) -> Decimal | None:
    """What a unit of an asset cost, over all accounts; None where none is held, or for nothing.

    In the portfolio's currency, to the 18 places that levels have.
    """
    held = portfolio.positions.filter(asset=asset).aggregate(
        cost=Sum("cost"), quantity=Sum("quantity")
    )
    if not held["quantity"] or held["quantity"] <= 0 or held["cost"] <= 0:
        return None
    return round(held["cost"] / held["quantity"], 18)
