"""The exit plan: what is armed on each position, and how far the price is from it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Sum

from markets.models import Asset
from markets.numbers import CONTEXT, ONE, exact_decimal
from portfolios.models import Phase, Portfolio, Trigger
from portfolios.selectors.books.holdings import (
    HeldAsset,
    Holding,
    Holdings,
    currency_rate,
)
from portfolios.selectors.exits.fired import Fired, fired_lately
from portfolios.selectors.exits.outcomes import Side, side_of, sum_of


@dataclass(frozen=True, slots=True)
class PlannedLevel:
    """An armed trigger; `level` is the price that fires it now, in its own currency.

    `amount` is the same in the currency of the portfolio's figures, `distance` the fraction that
    the price must move to reach it. Those two are None where the trigger waits for a price that
    puts it in force; `level` may be known before.
    """

    trigger: Trigger
    level: Decimal | None
    distance: Decimal | None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PlannedAsset:
    """One asset with its levels; `holding` is None where it is only watched.

    `stops` and `targets` are what all of that side would bring; None where none is in force, or
    nothing is held.
    """

    asset: HeldAsset
    holding: Holding | None
    levels: list[PlannedLevel] = field(default_factory=list)
    stops: Side | None = None
    targets: Side | None = None

    @property
    def waiting(self) -> int:
        """Exits that wait for a price: they are in no sum."""
        return sum(1 for one in self.levels if one.trigger.is_exit and one.amount is None)

    @property
    def has_stop(self) -> bool:
        stops = {"stop_loss", "trailing_stop", "break_even"}
        return any(level.trigger.kind in stops for level in self.levels)


@dataclass(frozen=True, slots=True)
class ExitPlan:
    """Everything armed in a portfolio, the unprotected positions, and what fired or ended lately.

    `ended` was disarmed, cancelled with its group, or has expired. `stops` and `targets` add up
    those of the assets; None where no asset has any.
    """

    assets: list[PlannedAsset]
    unplanned: list[Holding]
    fired: list[Fired]
    ended: list[Trigger]
    stops: Side | None = None
    targets: Side | None = None

    @property
    def waiting(self) -> int:
        return sum(one.waiting for one in self.assets)


ENDED_SHOWN = 20
UNFIRED = (Trigger.Status.CANCELLED, Trigger.Status.EXPIRED)


def exit_plan(portfolio: Portfolio, *, holdings: Holdings) -> ExitPlan:
    """Four queries, any size: the armed triggers, what fired and what ended last, the rate."""
    held = {row.asset.pk: row for row in holdings.open if row.quantity > 0}
    triggers = portfolio.triggers.select_related("asset__quote", "currency", "group", "high_water")
    rate = currency_rate(portfolio.figures_currency)
    assets = _planned_assets(triggers.armed().order_by("asset", "-level_usd"), held, rate=rate)
    planned = {entry.asset.pk for entry in assets}
    money = {"fiat", "stablecoin"}
    return ExitPlan(
        assets=assets,
        unplanned=[
            row for pk, row in held.items() if pk not in planned and row.asset.kind not in money
        ],
        fired=fired_lately(portfolio, rate=rate),
        ended=list(triggers.filter(status__in=UNFIRED).order_by("-ended_at")[:ENDED_SHOWN]),
        stops=sum_of(entry.stops for entry in assets),
        targets=sum_of(entry.targets for entry in assets),
    )


def _planned_assets(
    triggers: Iterable[Trigger], held: dict[int, Holding], *, rate: Decimal | None
) -> list[PlannedAsset]:
    """Assets with their levels, what is worth most first; levels from the highest down."""
    levels: dict[int, list[PlannedLevel]] = {}
    for trigger in triggers:
        levels.setdefault(trigger.asset_id, []).append(planned_level(trigger, rate=rate))
    entries = []
    for pk, listed in levels.items():
        asset = listed[0].trigger.asset
        shown = HeldAsset(asset.pk, asset.slug, asset.symbol, asset.name, asset.kind)
        listed.sort(key=lambda one: (one.amount is None, -(one.amount or 0), one.trigger.pk))
        stops, targets = (
            side_of(listed, holding=held.get(pk), falling=falling) for falling in (True, False)
        )
        entries.append(PlannedAsset(shown, held.get(pk), listed, stops, targets))
    entries.sort(
        key=lambda entry: (entry.holding is None, -_value(entry.holding), entry.asset.symbol)
    )
    return entries


def planned_level(trigger: Trigger, *, rate: Decimal | None) -> PlannedLevel:
    """An armed trigger with its level now; `rate` is the dollars of a unit of the figures."""
    quote = getattr(trigger.asset, "quote", None)
    usd = level_now(trigger)
    if usd is None:
        return PlannedLevel(trigger, trigger.level, None)
    own = exact_decimal(trigger.rate)
    level = trigger.level if trigger.level is not None else usd / own
    distance = None if quote is None else usd / exact_decimal(quote.price) - 1
    # At one rate a level is the same number in both: no detour over dollars' floats.
    amount = level if own == rate else usd / rate if rate else None
    return PlannedLevel(trigger, level, distance, amount)


def level_now(trigger: Trigger) -> Decimal | None:
    """The price in US dollars that fires an armed trigger; None where none does yet."""
    if trigger.level_usd is not None:
        return exact_decimal(trigger.level_usd)
    mark = trigger.high_water.high if trigger.high_water_id else None
    if mark is None or trigger.phase == Phase.WAITING:
        return None
    high = exact_decimal(mark)
    if trigger.trail_percent is not None:
        return high * (1 - trigger.trail_percent)
    return high - trigger.trail_amount * exact_decimal(trigger.rate)


def _value(holding: Holding | None) -> Decimal:
    return holding.value if holding is not None and holding.value is not None else Decimal(0)


def average_cost(portfolio: Portfolio, *, asset: Asset) -> Decimal | None:
    """What a unit of an asset cost, over all accounts; None where none is held, or for nothing.

    In the portfolio's currency, to the 18 places that levels have; while the books are still in
    another one, at the latest rates.
    """
    held = portfolio.positions.filter(asset=asset).aggregate(
        cost=Sum("cost"), quantity=Sum("quantity")
    )
    if not held["quantity"] or held["quantity"] <= 0 or held["cost"] <= 0:
        return None
    rate = _rate_of_books(portfolio)
    return None if rate is None else round(rate * held["cost"] / held["quantity"], 18)


def _rate_of_books(portfolio: Portfolio) -> Decimal | None:
    """What a unit of the books' currency is in the portfolio's; None without a rate."""
    if portfolio.figures_currency == portfolio.currency:
        return ONE
    books, own = currency_rate(portfolio.figures_currency), currency_rate(portfolio.currency)
    return CONTEXT.divide(books, own) if books and own else None
