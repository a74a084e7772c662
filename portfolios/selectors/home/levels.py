"""How near the prices are to what is armed, over all portfolios."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from markets.models import Asset
from markets.numbers import exact_decimal
from portfolios.models import Portfolio, Trigger
from portfolios.selectors.exits.plan import level_now
from portfolios.selectors.home.holdings import HeldTogether

SHOWN = 4


@dataclass(frozen=True, slots=True)
class NearLevel:
    """An armed level; `distance` is the fraction that the price must move to reach it."""

    trigger: Trigger
    distance: Decimal


@dataclass(frozen=True, slots=True)
class PlanStatus:
    """How many levels are armed, the nearest, and the number of positions without any exit."""

    armed: int
    nearest: list[NearLevel]
    without_exit: int


def plan_status(portfolios: Iterable[Portfolio], *, held: Iterable[HeldTogether]) -> PlanStatus:
    """One query for any number of portfolios."""
    armed = list(
        Trigger.objects.filter(portfolio__in=[portfolio.pk for portfolio in portfolios])
        .armed()
        .select_related("asset__quote", "currency", "high_water", "portfolio")
    )
    found = [NearLevel(one, far) for one in armed if (far := _distance(one)) is not None]
    exits = {(one.portfolio_id, one.asset_id) for one in armed if one.is_exit}
    open_positions = {
        (one.portfolio, one.asset.pk)
        for one in held
        if one.value is not None and one.value > 0 and one.asset.kind not in Asset.MONEY_KINDS
    }
    return PlanStatus(
        armed=len(armed),
        nearest=sorted(found, key=lambda one: (abs(one.distance), one.trigger.pk))[:SHOWN],
        without_exit=len(open_positions - exits),
    )


def _distance(trigger: Trigger) -> Decimal | None:
    quote, usd = getattr(trigger.asset, "quote", None), level_now(trigger)
    if quote is None or usd is None or not quote.price:
        return None
    return usd / exact_decimal(quote.price) - 1
