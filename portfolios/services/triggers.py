"""Arms levels, disarms them, and claims those that a price has reached."""

from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from markets.events import publish
from markets.models import Asset, Quote
from markets.selectors import is_fresh
from markets.templatetags.figures import price as written_price
from portfolios.models import Portfolio, Trigger, TriggerKind
from portfolios.models.trigger import DIRECTIONS, FALLING
from portfolios.selectors.holdings import currency_rate
from portfolios.services.errors import Refused
from portfolios.services.queue import enqueue_on_commit


class AlreadyBreached(Refused):
    """The price is at or through the level already: to be said before it is armed."""


@transaction.atomic
def arm_trigger(
    portfolio: Portfolio,
    *,
    user,
    asset: Asset,
    kind: str,
    level: Decimal,
    share: Decimal = Decimal(1),
    expires_at=None,
    note: str = "",
    fire_at_once: bool = False,
) -> Trigger:
    """Arm a level in the portfolio's currency.

    Raises `Refused` naming the field at fault, and `AlreadyBreached` where the last accepted
    price is at or through the level; `fire_at_once` says that this is meant.
    """
    trigger = Trigger(
        portfolio=portfolio, asset=asset, kind=kind, currency=portfolio.currency,
        share=share, expires_at=expires_at, note=note, armed_by=user,
    )  # fmt: skip
    return _arm(trigger, level=level, fire_at_once=fire_at_once)


@transaction.atomic
def change_trigger(
    trigger: Trigger, *, user, level: Decimal, fire_at_once: bool = False, **columns
) -> Trigger:
    """Move an armed level; the same checks as at arming."""
    trigger = Trigger.objects.select_for_update(of=["self"]).get(pk=trigger.pk)
    if trigger.status != Trigger.Status.ARMED:
        raise Refused("This trigger is not armed any more.")
    for name, value in columns.items():
        setattr(trigger, name, value)
    trigger.armed_by = user
    return _arm(trigger, level=level, fire_at_once=fire_at_once)


@transaction.atomic
def disarm_trigger(trigger: Trigger) -> None:
    """Take back an armed level. Raises `Refused` where it has fired in the meantime."""
    changed = Trigger.objects.filter(pk=trigger.pk).armed().update(
        status=Trigger.Status.CANCELLED, ended_at=timezone.now()
    )  # fmt: skip
    if not changed:
        raise Refused("This trigger is not armed any more.")


def _arm(trigger: Trigger, *, level: Decimal, fire_at_once: bool) -> Trigger:
    now = timezone.now()
    quote = _quote_for(trigger.asset)
    _check(trigger, level=level, now=now)
    trigger.level = level
    trigger.level_usd = float(level * _usd_rate(trigger.currency))
    trigger.direction = DIRECTIONS[trigger.kind]
    trigger.armed_at = now
    trigger.armed_price = quote.price
    if not fire_at_once and is_breached(trigger, price=quote.price):
        raise AlreadyBreached(
            {
                "level": [
                    f"{trigger.asset.symbol} is at {written_price(quote.price)} already: this "
                    f"{trigger.get_kind_display().lower()} would fire at once."
                ]
            }
        )
    trigger.save()
    return trigger


def _check(trigger: Trigger, *, level: Decimal, now) -> None:
    errors = {}
    if trigger.kind not in TriggerKind.values:
        errors["kind"] = ["There is no such kind of trigger."]
    if not level.is_finite() or level <= 0:
        errors["level"] = ["The level must be above 0."]
    elif not Decimal("1e-18") <= level < Decimal("1e30"):
        errors["level"] = ["The level must lie between 1e-18 and 1e30."]
    if not 0 < trigger.share <= 1:
        errors["share"] = ["The share must be above 0 and at most 1."]
    if trigger.expires_at and trigger.expires_at <= now:
        errors["expires_at"] = ["The expiry lies in the past."]
    if not errors and trigger.is_exit and not _is_held(trigger):
        errors["asset"] = [f"The portfolio holds no {trigger.asset.symbol}: use a price alert."]
    if errors:
        raise Refused(errors)


def _is_held(trigger: Trigger) -> bool:
    return trigger.portfolio.positions.filter(asset=trigger.asset, quantity__gt=0).exists()


def _quote_for(asset: Asset) -> Quote:
    quote = Quote.objects.filter(asset=asset).first()
    if quote is None:
        raise Refused({"asset": [f"There is no price for {asset.symbol} yet."]})
    if not is_fresh(quote.as_of):
        raise Refused({"asset": [f"The price of {asset.symbol} is stale: try again later."]})
    return quote


def _usd_rate(currency: Asset) -> Decimal:
    rate = currency_rate(currency)
    if rate is None:
        raise Refused({"level": [f"There is no rate for {currency.symbol} yet."]})
    return rate


def is_breached(trigger: Trigger, *, price: float) -> bool:
    """Whether a price, in US dollars, is at or through the level."""
    if trigger.direction == FALLING:
        return price <= trigger.level_usd
    return price >= trigger.level_usd


_FOLLOW_RATES = """
    UPDATE portfolios_trigger t
       SET level_usd = t.level * q.price
      FROM markets_quote q
     WHERE t.status = 'armed' AND t.currency_id = q.asset_id
       AND t.currency_id = ANY (ARRAY(
               SELECT DISTINCT p.currency_id
                 FROM portfolios_portfolio p JOIN markets_asset a ON a.id = p.currency_id
                WHERE a.slug <> 'usd'))
       AND t.level_usd IS DISTINCT FROM t.level * q.price
"""

_EXPIRE = """
    UPDATE portfolios_trigger SET status = 'expired', ended_at = %(now)s
     WHERE status = 'armed' AND expires_at <= %(now)s
"""

# One statement finds, claims and tells: a trigger that is fired has its alert and its deliveries,
# or none of the three. Each fresh quote probes the index of armed levels on both sides of its
# price (OFFSET 0 keeps it a probe), so the cost follows the quotes, not the triggers. Rows are
# locked in the order of their keys: racing claimers wait for each other and then see what the
# other one did, or that the level was moved meanwhile.
_CLAIM = """
    WITH reached AS MATERIALIZED (
        SELECT t.id, q.price, q.as_of, q.source
          FROM markets_quote q
         CROSS JOIN LATERAL (
            (SELECT id FROM portfolios_trigger
              WHERE asset_id = q.asset_id AND direction = -1 AND level_usd >= q.price
                AND status = 'armed' OFFSET 0)
            UNION ALL
            (SELECT id FROM portfolios_trigger
              WHERE asset_id = q.asset_id AND direction = 1 AND level_usd <= q.price
                AND status = 'armed' OFFSET 0)
         ) t
         WHERE q.as_of > %(fresh_since)s
    ), locked AS MATERIALIZED (
        SELECT id FROM portfolios_trigger
         WHERE id = ANY (ARRAY(SELECT id FROM reached)) AND status = 'armed'
         ORDER BY id
           FOR UPDATE
    ), fired AS (
        UPDATE portfolios_trigger t
           SET status = 'fired', ended_at = %(now)s
          FROM reached r JOIN locked l ON l.id = r.id
         WHERE t.id = r.id AND t.status = 'armed'
           AND CASE t.direction WHEN -1 THEN t.level_usd >= r.price ELSE t.level_usd <= r.price END
     RETURNING t.id, t.portfolio_id, t.asset_id, t.level_usd, t.share, r.price, r.as_of, r.source
    ), alerts AS (
        INSERT INTO portfolios_alert (portfolio_id, trigger_id, asset_id, fired_at, price,
                                      quote_as_of, source, level_usd, quantity)
        SELECT f.portfolio_id, f.id, f.asset_id, %(now)s, f.price, f.as_of, f.source, f.level_usd,
               round(f.share * COALESCE((
                   SELECT sum(p.quantity) FROM portfolios_position p
                    WHERE p.portfolio_id = f.portfolio_id AND p.asset_id = f.asset_id
               ), 0), 18)
          FROM fired f
     RETURNING id, portfolio_id
    ), deliveries AS (
        INSERT INTO portfolios_delivery (alert_id, user_id, channel, key, status, attempts,
                                         next_attempt_at, last_error)
        SELECT a.id, p.owner_id, 'email', gen_random_uuid(), 'pending', 0, %(now)s, ''
          FROM alerts a JOIN portfolios_portfolio p ON p.id = a.portfolio_id
    )
    SELECT id FROM alerts ORDER BY id
"""


@transaction.atomic
def claim_triggers() -> list[int]:
    """Fire every armed trigger whose level an accepted, fresh price has reached, once each.

    Returns the keys of the alerts. Runs in the transaction that writes the quotes, so that a
    crash leaves either both or neither.
    """
    now = timezone.now()
    fresh_since = now - timedelta(seconds=settings.QUOTE_STALE_AFTER)
    with connection.cursor() as cursor:
        cursor.execute(_EXPIRE, {"now": now})
        cursor.execute(_FOLLOW_RATES)
        cursor.execute(_CLAIM, {"now": now, "fresh_since": fresh_since})
        alerts = [pk for (pk,) in cursor.fetchall()]
    if alerts:
        transaction.on_commit(lambda: publish("alerts", {}))
        enqueue_on_commit("portfolios.tasks.send_due_deliveries")
    return alerts
