"""Puts a rule back in force that was disarmed by mistake."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portfolios.models import HighWater, Phase, Trigger
from portfolios.selectors.exits.plan import average_cost
from portfolios.services.errors import Refused
from portfolios.services.exits.arming_checks import is_breached, quote_for, usd_rate
from portfolios.services.exits.claims import claim_triggers
from portfolios.services.exits.levels import apply_level
from portfolios.services.exits.marks import join_mark
from portfolios.services.exits.triggers import Disarmed, check_terms
from portfolios.services.locks import hold, in_one_go


@in_one_go
def undo_disarming(trigger: Trigger, *, was: Disarmed) -> bool:
    """Put a rule back as it was armed: the same arming, phase, group and high-water mark.

    Returns whether the price has reached it meanwhile: then it fires once the transaction ends.
    Raises `Refused` where the trigger changed since, or could not be armed now.
    """
    trigger = hold(trigger, "asset", "currency", "portfolio", "group")
    ended = (trigger.status, trigger.arming, trigger.ended_at)
    if ended != (Trigger.Status.CANCELLED, was.arming, was.ended_at):
        raise Refused(_("This level was changed since it was disarmed."))
    quote = quote_for(trigger.asset)
    average = average_cost(trigger.portfolio, asset=trigger.asset)
    check_terms(trigger, average=average, now=timezone.now())
    if trigger.is_trail:
        mark = HighWater.objects.filter(pk=was.high_water, asset=trigger.asset_id).first()
        trigger.high_water = mark or join_mark(quote)
    trigger.status, trigger.ended_at = Trigger.Status.ARMED, None
    # The database wants an armed trigger to watch something; `apply_level` writes what.
    trigger.level_usd = trigger.level_usd or 0.0
    trigger.save()
    apply_level(trigger)
    # Not in here: a tick may wait for this row, and would be waited for.
    transaction.on_commit(claim_triggers)
    rate = usd_rate(trigger.currency)
    return trigger.phase == Phase.IN_FORCE and is_breached(
        trigger, quote=quote, average=average, rate=rate, active=True
    )
