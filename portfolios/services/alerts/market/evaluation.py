"""Evaluates all armed alerts on figures and events: a few statements, however many there are."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime

import numpy as np
from django.db import connection, transaction
from django.utils import timezone

from markets.models import Asset
from markets.postgres.arrays import read_arrays
from markets.postgres.locks import Lock, try_lock
from markets.postgres.statements import statement, words
from markets.selectors.measures.catalogue import LIVE_KEYS, REGIME
from markets.selectors.measures.values import REGIMES, MarketNow
from portfolios.models import MarketAlert
from portfolios.services.alerts.market.conditions import (
    MEASURE_KEYS,
    RULES,
    Judged,
    Watched,
    judge,
)
from portfolios.services.alerts.market.firing import Firing, notify_firings

_WATCHED = statement(__file__, "watched")
_WRITE = statement(__file__, "write_states")
_COLUMNS = {
    "alert": "bigint", "version": "integer", "subject": "bigint", "measure": "integer",
    "rule": "integer", "level": "float8", "days": "integer", "was": "integer",
    "unconfirmed": "float8", "is_new": "integer",
}  # fmt: skip
_SUBJECTS = words(MarketAlert.Subject)
_WORDS = words(MarketAlert.Status, MarketAlert.Repeat)


@transaction.atomic
def evaluate_alerts(*, only: int | None = None) -> int:
    """Evaluate armed alerts against the market as it stands; returns how many fired.

    All at once, by one worker at a time, or `only` one, which has just been armed. States, claims,
    notices and deliveries are one transaction: a crash leaves all of them or none. Alerts on saved
    views are evaluated apart (`screens`).
    """
    if only is None and not try_lock(Lock.MARKET_ALERTS):
        return 0
    now = timezone.now()
    market = MarketNow(now=now)
    watched = _read_watched(market, only=only)
    if not len(watched.alert):
        return 0
    judged = judge(watched, market)
    day = None if market.day is None else market.day.day
    states = list(_states(watched, judged, day=day))
    firing = write_states(states, now=now)
    notify_firings([_firing(watched, judged, alert) for alert in sorted(firing)], market=market)
    return len(firing)


def write_states(states: list[Mapping], *, now: datetime) -> set[int]:
    """Write the states of alerts that are as they were read; returns those that fire by it."""
    if not states:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, _WORDS | {"states": json.dumps(states), "now": now})
        return {pk for pk, fires in cursor.fetchall() if fires}


def _read_watched(market: MarketNow, *, only: int | None) -> Watched:
    values = {
        **_SUBJECTS, "fiat": Asset.Kind.FIAT, "own": Asset.Kind.OWN, "regime": REGIME,
        "regimes": len(REGIMES), "measures": MEASURE_KEYS, "rules": RULES, "live": LIVE_KEYS,
        "armed": MarketAlert.Status.ARMED, "alert": only,
        "day": None if market.day is None else market.day.day,
    }  # fmt: skip
    return Watched(**read_arrays(_WATCHED, values, columns=_COLUMNS))


def _states(watched: Watched, judged: Judged, *, day: date | None) -> Iterator[dict]:
    """The states that have changed, are the first, or are of a further day."""
    waited, waits = np.isfinite(watched.unconfirmed), np.isfinite(judged.unconfirmed)
    is_daily = np.array([key not in LIVE_KEYS for key in MEASURE_KEYS])[watched.measure]
    is_other = (judged.state != watched.was) | (waited != waits) | is_daily | (watched.is_new == 1)
    starts = np.flatnonzero(np.diff(watched.alert, prepend=-1))
    ends = np.append(starts[1:], len(watched.alert))
    written = np.flatnonzero(np.logical_or.reduceat(is_other, starts))
    for start, end in zip(starts[written].tolist(), ends[written].tolist(), strict=True):
        subjects, state = watched.subject[start:end], judged.state[start:end]
        since = judged.unconfirmed[start:end]
        is_waiting = np.isfinite(since)
        yield {
            "id": int(watched.alert[start]),
            "version": int(watched.version[start]),
            "met": subjects[state == 1].tolist(),
            "unmet": subjects[state == 0].tolist(),
            "unconfirmed": subjects[is_waiting].tolist(),
            "unconfirmed_at": _instant(since[is_waiting].max()) if is_waiting.any() else None,
            "day": day.isoformat() if is_daily[start] else None,
            "fires": bool(judged.fires[start:end].any()),
        }


def _instant(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, tz=UTC).isoformat()


def _firing(watched: Watched, judged: Judged, alert: int) -> Firing:
    where = np.flatnonzero((watched.alert == alert) & judged.fires)
    values = zip(watched.subject[where].tolist(), judged.values[where].tolist(), strict=True)
    return Firing(alert=alert, values=dict(values))
