"""The tick: what accepted prices have reached is claimed, once, in the prices' own transaction."""

from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from markets.events import publish
from markets.postgres.locks import Lock, lock
from portfolios.selectors.sharing.viewers import viewers_of_alerts
from portfolios.services.exits import claim_sql as sql
from portfolios.services.exits.levels import follow_rates, relevel_woken, write_nearest
from portfolios.services.queue import enqueue_on_commit


@transaction.atomic
def claim_triggers() -> list[int]:
    """Fire every armed trigger whose level an accepted, fresh price has reached, once an arming.

    Returns the keys of the alerts, in order of firing. Runs in the transaction that writes the
    quotes, so that a crash leaves either both or neither. Ticks follow each other.
    """
    now = timezone.now()
    values = {"now": now, "fresh_since": now - timedelta(seconds=settings.QUOTE_STALE_AFTER)}
    with connection.cursor() as cursor:
        lock(Lock.TICKS)
        # Compiling these statements takes longer than running them.
        cursor.execute("SET LOCAL jit = off")
        cursor.execute(sql.EXPIRE, values)
        # Levels that moved stand further on in the cache of the nearest ones: look at them all.
        touched = follow_rates(cursor)
        cursor.execute(sql.RAISE_MARKS, values)
        cursor.execute(sql.FIND_TOUCHED, values)
        touched |= {pk for (pk,) in cursor.fetchall()}
        alerts = _claim(cursor, values | {"assets": sorted(touched)}) if touched else []
        # Last of all: whoever arms a level holds its row first and this one after it.
        write_nearest(cursor, touched)
    if alerts:
        users = viewers_of_alerts(alerts)
        transaction.on_commit(lambda: publish("alerts", {"users": users}))
        enqueue_on_commit("portfolios.tasks.send_due_deliveries")
    return alerts


@transaction.atomic
def expire_triggers() -> int:
    """End what has run out, also where no price comes; returns how many."""
    with connection.cursor() as cursor:
        lock(Lock.TICKS)
        cursor.execute(sql.EXPIRE, {"now": timezone.now()})
        assets = [pk for (pk,) in cursor.fetchall()]
        write_nearest(cursor, set(assets))
    return len(assets)


def _claim(cursor, values: dict) -> list[int]:
    cursor.execute(sql.WAKE, values)
    woken = [pk for (pk,) in cursor.fetchall()]
    if woken:
        relevel_woken(cursor, woken)
    cursor.execute(sql.LOCK_REACHED, values)
    reached = cursor.fetchall()
    if not reached:
        return []
    groups = sorted({group for _, group in reached if group is not None})
    if groups:
        cursor.execute(sql.LOCK_GROUPS, {"groups": groups})
    # A statement of its own: it sees what was committed while the locks were waited for.
    cursor.execute(sql.CLAIM, values | {"triggers": [pk for pk, _ in reached]})
    return [pk for (pk,) in cursor.fetchall()]
