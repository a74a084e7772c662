"""What a person has armed on one asset, over all portfolios that they may see."""

from decimal import Decimal

from markets.models import Asset
from markets.numbers import ZERO
from portfolios.models import Trigger
from portfolios.selectors.exits.plan import PlannedLevel, level_now, planned_level


def armed_on(user, asset: Asset) -> list[PlannedLevel]:
    """The armed levels of an asset, the highest in dollars first; one query."""
    triggers = Trigger.objects.for_user(user).armed().filter(asset=asset)
    found = [
        planned_level(trigger, rate=None)
        for trigger in triggers.select_related(
            "asset__quote", "currency", "group", "high_water", "portfolio"
        )
    ]
    return sorted(found, key=_from_the_top)


def _from_the_top(one: PlannedLevel) -> tuple[bool, Decimal, int]:
    usd = level_now(one.trigger)
    return usd is None, -(usd or ZERO), one.trigger.pk
