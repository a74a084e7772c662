"""Triggers as the rules that the pure machine knows."""

from decimal import Decimal

from portfolios.exits.records import Rule
from portfolios.exits.types import FIXED, Kind
from portfolios.models import LevelBasis, Trigger


def rule_of(trigger: Trigger, *, average: Decimal | None = None, high: Decimal | None = None):
    """The trigger as one of the pure rules; `high` is the mark that its trail has come to."""
    kind = Kind(trigger.kind)
    entry = average if trigger.basis == LevelBasis.AVERAGE_COST else trigger.entry_price
    if high is not None:
        entry = max(high, entry or high)
    return Rule(
        id=trigger.pk or 0, asset=trigger.asset_id, kind=kind, entry_price=entry,
        level=trigger.level if kind in FIXED and trigger.percent is None else None,
        percent=trigger.percent, trail_amount=trigger.trail_amount,
        trail_percent=trigger.trail_percent, activate_at=trigger.activate_at,
        share=trigger.share,
    )  # fmt: skip
