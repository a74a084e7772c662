"""Arms triggers, moves them, takes them back, and arms them again."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from markets.models import Asset, Quote
from markets.numbers import exact_decimal
from markets.templatetags.figures import price as written_price
from portfolios.models import Phase, Portfolio, Trigger, TriggerKind
from portfolios.models.trigger import DIRECTIONS, FALLING, RISING
from portfolios.selectors.exits.plan import average_cost
from portfolios.services.errors import Refused
from portfolios.services.exits.arming_checks import in_currency, is_breached, quote_for, usd_rate
from portfolios.services.exits.claims import claim_triggers
from portfolios.services.exits.exit_groups import join_group
from portfolios.services.exits.levels import apply_level
from portfolios.services.exits.marks import join_mark
from portfolios.services.exits.terms import (
    refuse_boundless,
    refuse_idle_level,
    settle_basis,
    term_errors,
)
from portfolios.services.locks import hold, hold_portfolio, in_one_go

_REARMED_FROM = (Trigger.Status.FIRED, Trigger.Status.CANCELLED, Trigger.Status.EXPIRED)

# Every zone has a date and time for it; the calendar ends a day later.
_LATEST_EXPIRY = datetime.max.replace(tzinfo=UTC) - timedelta(days=1)


class AlreadyBreached(Refused):
    """The price is at or through the level already: to be said before it is armed."""


@dataclass(frozen=True, slots=True)
class Disarmed:
    """What tells an arming that was ended, and the high-water mark (its key) that it hung on."""

    arming: int
    ended_at: datetime
    high_water: int | None


@in_one_go
def arm_trigger(
    portfolio: Portfolio,
    *,
    user,
    asset: Asset,
    kind: str,
    group: str = "",
    fire_at_once: bool = False,
    after_recovery: bool = False,
    **terms,
) -> Trigger:
    """Arm a rule; money in its terms is in the portfolio's currency.

    Terms are `level`, `basis`, `percent`, `entry_price`, `trail_amount`, `trail_percent`,
    `activate_at`, `window_hours`, `share`, `expires_at` and `note`. Raises `Refused` naming the
    field at fault, and `AlreadyBreached` where the last accepted price would fire it: then
    `fire_at_once` says that this is meant, and `after_recovery` has it wait until the price is
    back on the other side of the level.
    """
    refuse_idle_level(kind, terms)
    portfolio = hold_portfolio(portfolio.pk)
    trigger = Trigger(
        portfolio=portfolio, asset=asset, kind=kind, currency=portfolio.currency, armed_by=user,
        **terms,
    )  # fmt: skip
    return _arm(trigger, group=group, at_once=fire_at_once, recovering=after_recovery)


@in_one_go
def change_trigger(
    trigger: Trigger,
    *,
    user,
    group: str | None = None,
    fire_at_once: bool = False,
    after_recovery: bool = False,
    **terms,
) -> Trigger:
    """Move an armed rule; the same checks as at arming. A trail keeps the mark it has come to."""
    trigger = hold(trigger, "asset", "currency", "portfolio")
    if trigger.status != Trigger.Status.ARMED:
        raise Refused(_("This level is not armed any more."))
    was = trigger.kind, trigger.asset_id, trigger.activate_at, trigger.phase
    _apply(trigger, terms)
    trigger.armed_by = user
    same_price = was[:2] == (trigger.kind, trigger.asset_id)
    if not same_price:
        trigger.high_water = None
    active = same_price and was[2] == trigger.activate_at and was[3] != Phase.WAITING
    name = _group_name(trigger) if group is None else group
    return _arm(trigger, group=name, at_once=fire_at_once, recovering=after_recovery, active=active)


@in_one_go
def rearm_trigger(
    trigger: Trigger,
    *,
    user,
    group: str | None = None,
    fire_at_once: bool = False,
    after_recovery: bool = False,
    **terms,
) -> Trigger:
    """Arm again what has fired, was disarmed or expired: a new arming, its old alerts stay.

    An expiry that has passed is dropped unless a new one is given.
    """
    trigger = hold(trigger, "asset", "currency", "portfolio")
    if trigger.status not in _REARMED_FROM:
        raise Refused(_("This level is armed already."))
    if trigger.expires_at and trigger.expires_at <= timezone.now():
        trigger.expires_at = None
    _apply(trigger, terms)
    name = _group_name(trigger) if group is None else group
    trigger.status, trigger.ended_at = Trigger.Status.ARMED, None
    trigger.arming += 1
    trigger.armed_by, trigger.high_water = user, None
    return _arm(trigger, group=name, at_once=fire_at_once, recovering=after_recovery)


@in_one_go
def disarm_trigger(trigger: Trigger) -> Disarmed:
    """Take back an armed rule. Raises `Refused` where it has fired in the meantime."""
    held = hold(trigger)
    was = Disarmed(held.arming, timezone.now(), held.high_water_id)
    changed = Trigger.objects.filter(pk=trigger.pk).armed().update(
        status=Trigger.Status.CANCELLED, ended_at=was.ended_at, high_water=None
    )  # fmt: skip
    if not changed:
        raise Refused(_("This level is not armed any more."))
    return was


def _group_name(trigger: Trigger) -> str:
    return trigger.group.name if trigger.group_id else ""


def _apply(trigger: Trigger, terms: dict) -> None:
    """Put new terms in place; a new level forgets what the old one was counted from."""
    refuse_idle_level(terms.get("kind", trigger.kind), terms)
    if "level" in terms and terms["level"] is not None:
        terms = {**dict.fromkeys(("percent", "entry_price")), **terms}
    if terms.get("percent") is not None:
        terms = {"level": None, **terms}
    if terms.get("trail_amount") is not None:
        terms = {"trail_percent": None, **terms}
    if terms.get("trail_percent") is not None:
        terms = {"trail_amount": None, **terms}
    for name, value in terms.items():
        setattr(trigger, name, value)


def _arm(
    trigger: Trigger, *, group: str, at_once: bool, recovering: bool, active: bool = False
) -> Trigger:
    now = timezone.now()
    quote = quote_for(trigger.asset)
    average = average_cost(trigger.portfolio, asset=trigger.asset)
    check_terms(trigger, average=average, now=now)
    rate = usd_rate(trigger.currency)
    _begin(trigger, quote=quote, average=average, rate=rate, now=now)
    if is_breached(trigger, quote=quote, average=average, rate=rate, active=active):
        _resolve_breach(trigger, quote=quote, at_once=at_once, recovering=recovering)
    else:
        trigger.phase = _first_phase(trigger, rate=rate, active=active)
    trigger.group = join_group(trigger, name=group)
    trigger.save()
    apply_level(trigger)
    if at_once:
        # Not in here: a tick may wait for this row, and would be waited for.
        transaction.on_commit(claim_triggers)
    return trigger


def _begin(trigger: Trigger, *, quote: Quote, average, rate: Decimal, now: datetime) -> None:
    """What a new arming, or a new level, starts from."""
    trigger.direction = DIRECTIONS.get(trigger.kind) or (FALLING if trigger.percent < 0 else RISING)
    if trigger.kind == TriggerKind.BREAK_EVEN:
        trigger.level = average if trigger.basis == "average_cost" else trigger.entry_price
        refuse_boundless(trigger.level, field="basis")
    if trigger.kind == TriggerKind.PRICE_MOVE:
        trigger.level = in_currency(rate, exact_decimal(quote.price)) * (1 + trigger.percent)
        refuse_boundless(trigger.level, field="percent")
    if trigger.is_trail:
        trigger.level = None
        trigger.high_water = trigger.high_water or join_mark(quote)
    # The database wants an armed trigger to watch something; `apply_level` writes what.
    trigger.level_usd = trigger.level_usd or 0.0
    trigger.armed_at = now
    trigger.armed_price = quote.price


def _first_phase(trigger: Trigger, *, rate: Decimal, active: bool) -> Phase:
    if trigger.activate_at is not None and not active:
        return Phase.WAITING
    if trigger.is_trail and trigger.entry_price is not None:
        high = trigger.high_water.high
        if high is None or trigger.entry_price * rate > exact_decimal(high):
            return Phase.AT_ENTRY
    return Phase.IN_FORCE


def _resolve_breach(trigger: Trigger, *, quote: Quote, at_once: bool, recovering: bool) -> None:
    """What to do with a rule that the price would fire now: as the user says, or ask."""
    field = "level" if trigger.percent is None and not trigger.is_trail else "percent"
    if trigger.is_trail or trigger.kind == TriggerKind.BREAK_EVEN:
        field = "entry_price"
    if recovering and trigger.is_trail:
        raise Refused(
            {"after_recovery": [_("A trail starts at the price: leave its entry empty instead.")]}
        )
    if recovering:
        trigger.phase = Phase.RECOVERING
    elif at_once:
        trigger.phase = Phase.AT_ENTRY if trigger.is_trail else Phase.IN_FORCE
    else:
        message = _(
            "{symbol} is at {price} already: this {kind} would fire at once. Let it, have it wait"
            " for the price to recover, or change it."
        ).format(
            symbol=trigger.asset.symbol,
            price=written_price(quote.price),
            kind=trigger.kind_within,
        )
        raise AlreadyBreached({field: [message]})


def check_terms(trigger: Trigger, *, average: Decimal | None, now: datetime) -> None:
    """Raises `Refused` with what keeps the terms from being armed now."""
    settle_basis(trigger)
    errors = term_errors(trigger, average=average)
    if trigger.expires_at and trigger.expires_at <= now:
        errors["expires_at"] = [_("The expiry lies in the past.")]
    elif trigger.expires_at and trigger.expires_at > _LATEST_EXPIRY:
        errors["expires_at"] = [_("The expiry lies too far ahead: leave it out.")]
    if not errors and trigger.is_exit and not _is_held(trigger):
        message = _("The portfolio holds no {symbol}: use a price alert.")
        errors["asset"] = [message.format(symbol=trigger.asset.symbol)]
    if errors:
        raise Refused(errors)
    if trigger.percent is not None and trigger.kind != TriggerKind.PRICE_MOVE:
        base = average if trigger.basis == "average_cost" else trigger.entry_price
        trigger.level = base * (1 + trigger.percent)
        refuse_boundless(trigger.level, field="percent")


def _is_held(trigger: Trigger) -> bool:
    return trigger.portfolio.positions.filter(asset=trigger.asset, quantity__gt=0).exists()
