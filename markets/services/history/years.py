"""Folds closed days into arrays, an asset's year a row, and stores new days where they belong.

A month stays open for three days after its end, so that yesterday is always a row.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from django.db import connection, transaction

from markets.models import OpenCandle
from markets.postgres.copy import copy_into_temporary
from markets.postgres.locks import Lock, lock
from markets.postgres.statements import statement

RECORDED = "live"
GRACE = timedelta(days=3)
FOLDED_AT_ONCE = 500

COLUMNS = (
    ("asset_id", "bigint"),
    ("day", "date"),
    ("open", "double precision"),
    ("high", "double precision"),
    ("low", "double precision"),
    ("close", "double precision"),
    ("volume", "double precision"),
    ("market_cap", "double precision"),
    ("source", "text"),
)
_INCOMING = (*COLUMNS, ("stored", "boolean"))
_FOLD = statement(__file__, "fold")
_STORE_OPEN = statement(__file__, "store_candles")
_TAKE_CLOSED = statement(__file__, "take_closed")


def open_since(today: date | None = None) -> date:
    """The first day (UTC) whose candles stand as rows; all before it are folded, or will be."""
    today = today or datetime.now(UTC).date()
    return (today - GRACE).replace(day=1)


@transaction.atomic
def copy_candles(rows: Iterable[Sequence]) -> int:
    """Store days that are not there yet; how many were new.

    Rows are (asset id, day, open, high, low, close, volume, market cap, source), the figures float
    or None. A day without a positive close is left out. A final candle takes the place of a
    recorded one and is never changed.
    """
    rows = [(*row, False) for row in rows]
    terms = {
        "open": open_since(),
        "recorded": RECORDED,
        "assets": sorted({row[0] for row in rows}),
    }
    with connection.cursor() as cursor:
        lock(Lock.HISTORY)
        copy_into_temporary(cursor, "incoming_candle", columns=_INCOMING, rows=rows)
        cursor.execute(_STORE_OPEN, terms)
        stored = cursor.rowcount
        cursor.execute("DELETE FROM incoming_candle WHERE day >= %(open)s", terms)
        if cursor.rowcount < len(rows):
            stored += _fold(cursor, terms)
    return stored


def fold_closed_months(*, today: date | None = None) -> int:
    """Fold the rows of closed months into their years; how many assets had any.

    May be stopped and run again at any time: a batch of assets is folded wholly or not at all, and
    readers see each day once throughout.
    """
    terms = {"open": open_since(today), "recorded": RECORDED}
    waiting = sorted(
        OpenCandle.objects.filter(day__lt=terms["open"])
        .order_by()
        .values_list("asset_id", flat=True)
        .distinct()
    )
    for start in range(0, len(waiting), FOLDED_AT_ONCE):
        with transaction.atomic(), connection.cursor() as cursor:
            lock(Lock.HISTORY)
            copy_into_temporary(cursor, "incoming_candle", columns=_INCOMING, rows=())
            _fold(cursor, terms | {"assets": waiting[start : start + FOLDED_AT_ONCE]})
    return len(waiting)


def _fold(cursor, terms: dict) -> int:
    cursor.execute(_TAKE_CLOSED, terms)
    cursor.execute("ANALYZE incoming_candle")
    cursor.execute(_FOLD, terms)
    return cursor.fetchone()[0]
