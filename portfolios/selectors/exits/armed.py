"""What a person has armed on one asset, over all portfolios that they may see."""

from markets.models import Asset
from portfolios.models import Trigger
from portfolios.selectors.exits.plan import PlannedLevel, planned_level


def armed_on(user, asset: Asset) -> list[PlannedLevel]:
    """The armed levels of an asset, the highest in dollars first; one query."""
    triggers = Trigger.objects.for_user(user).armed().filter(asset=asset)
    found = [
        planned_level(trigger, rate=None)
        for trigger in triggers.select_related(
            "asset__quote", "currency", "group", "high_water", "portfolio"
        )
    ]
    return sorted(
        found, key=lambda one: (one.distance is None, -(one.distance or 0), one.trigger.pk)
    )
