"""The tick: what accepted prices have reached is claimed, once, in the prices' own transaction."""

from django.db import connection, transaction
from django.utils import timezone

from markets.events import publish
from markets.postgres.locks import Lock, lock
from markets.postgres.statements import statement, words
from markets.selectors import fresh_since
from portfolios.models import ExitGroup, Trigger
from portfolios.models.trigger import EXITS, Phase
from portfolios.selectors.sharing.viewers import viewers_of_alerts
from portfolios.services.alerts.deliveries import owe_deliveries
from portfolios.services.exits.levels import follow_rates, relevel_woken, write_nearest

# The statements of a tick, in their order; docs/triggers.md has their plans.
EXPIRE = statement(__file__, "expire")
RAISE_MARKS = statement(__file__, "raise_marks")
FIND_TOUCHED = statement(__file__, "find_touched")
WAKE = statement(__file__, "wake")
LOCK_REACHED = statement(__file__, "lock_reached")
CLAIM = statement(__file__, "claim")
WORDS = words(Trigger.Status, Phase, EXITS)


@transaction.atomic
def claim_triggers() -> list[int]:
    """Fire every armed trigger whose level an accepted, fresh price has reached, once an arming.

    Returns the keys of the alerts, in order of firing. Runs in the transaction that writes the
    quotes, so that a crash leaves either both or neither. Ticks follow each other.
    """
    now = timezone.now()
    values = WORDS | {"now": now, "fresh_since": fresh_since(now=now)}
    with connection.cursor() as cursor:
        lock(Lock.TICKS)
        # Compiling these statements takes longer than running them.
        cursor.execute("SET LOCAL jit = off")
        cursor.execute(EXPIRE, values)
        # Levels that moved stand further on in the cache of the nearest ones: look at them all.
        touched = follow_rates(cursor)
        cursor.execute(RAISE_MARKS, values)
        cursor.execute(FIND_TOUCHED, values)
        touched |= {pk for (pk,) in cursor.fetchall()}
        alerts = _claim(cursor, values | {"assets": sorted(touched)}) if touched else []
        # Last of all: arming a level locks its row first and this one after it.
        write_nearest(cursor, touched)
    if alerts:
        users = viewers_of_alerts(alerts)
        transaction.on_commit(lambda: publish("alerts", {"users": users}))
    return alerts


@transaction.atomic
def expire_triggers() -> int:
    """End what has run out, also where no price comes; returns how many."""
    with connection.cursor() as cursor:
        lock(Lock.TICKS)
        cursor.execute(EXPIRE, WORDS | {"now": timezone.now()})
        assets = [pk for (pk,) in cursor.fetchall()]
        write_nearest(cursor, set(assets))
    return len(assets)


def _claim(cursor, values: dict) -> list[int]:
    cursor.execute(WAKE, values)
    woken = [pk for (pk,) in cursor.fetchall()]
    if woken:
        relevel_woken(cursor, woken)
    cursor.execute(LOCK_REACHED, values)
    reached = cursor.fetchall()
    if not reached:
        return []
    groups = sorted({group for _, group in reached if group is not None})
    if groups:
        locked = ExitGroup.objects.select_for_update().filter(pk__in=groups)
        list(locked.order_by("pk").values_list("pk"))
    # A statement of its own: it sees what was committed while the locks were waited for.
    cursor.execute(CLAIM, values | {"triggers": [pk for pk, _ in reached]})
    alerts = [pk for (pk,) in cursor.fetchall()]
    owe_deliveries(alerts=alerts)
    return alerts
