"""Folds closed days into arrays, a third of a year a row, and stores new days where they belong.

A week stays open for three days after its end, so that yesterday is always a row.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from django.db import connection, transaction

from markets.blocks import block_of
from markets.models import OpenCandle
from markets.postgres.arrays import read_rows
from markets.postgres.copy import copy_into_temporary
from markets.postgres.locks import Lock, lock
from markets.postgres.statements import statement
from markets.selectors.history import FIGURES
from markets.services.history.blocks import RECORDED, Block

GRACE = timedelta(days=3)
FOLDED_AT_ONCE = 200

COLUMNS = (
    ("asset_id", "bigint"),
    ("day", "date"),
    *((name, "double precision") for name in FIGURES),
    ("source", "text"),
)
_BLOCK_COLUMNS = (
    ("asset_id", "bigint"),
    ("block", "smallint"),
    ("source", "text"),
    ("recorded", "smallint[]"),
    ("open", "real[]"),
    ("close", "double precision[]"),
    ("figures", "real[]"),
)
_STORE_OPEN = statement(__file__, "store_open")
_FILL_OPEN = statement(__file__, "fill_open")
_TAKE_CLOSED = statement(__file__, "take_closed")
_READ_BLOCKS = statement(__file__, "read_blocks")
_STORE_BLOCKS = statement(__file__, "store_blocks")


def open_since(today: date | None = None) -> date:
    """The first day (UTC) whose candles stand as rows; all before it are folded, or will be."""
    today = today or datetime.now(UTC).date()
    settled = today - GRACE
    return settled - timedelta(days=settled.weekday())


@transaction.atomic
def copy_candles(rows: Iterable[Sequence]) -> int:
    """Store days that are not there yet; how many were new.

    Rows are (asset id, day, *`FIGURES`, source), the figures float or None. A day without a
    positive close is left out. A final candle takes the place of a recorded
    one and is never changed.
    """
    rows = list(rows)
    terms = {"open": open_since(), "recorded": RECORDED}
    recent = [row for row in rows if row[1] >= terms["open"]]
    closed = [row for row in rows if row[1] < terms["open"]]
    stored = 0
    lock(Lock.HISTORY)
    with connection.cursor() as cursor:
        if recent:
            copy_into_temporary(cursor, "incoming_candle", columns=COLUMNS, rows=recent)
            cursor.execute(_STORE_OPEN, terms)
            stored += cursor.rowcount
        if closed:
            stored += _fold(
                cursor, closed, assets={row[0] for row in closed}, open_day=terms["open"]
            )
    return stored


def fold_closed_days(*, today: date | None = None) -> int:
    """Fold the rows of closed weeks into their blocks; how many assets had any.

    May be stopped and run again at any time: a batch of assets is folded wholly or not at all, and
    readers see each day once throughout.
    """
    open_day = open_since(today)
    waiting = sorted(
        OpenCandle.objects.filter(day__lt=open_day)
        .order_by()
        .values_list("asset_id", flat=True)
        .distinct()
    )
    for start in range(0, len(waiting), FOLDED_AT_ONCE):
        with transaction.atomic(), connection.cursor() as cursor:
            lock(Lock.HISTORY)
            _fold(cursor, (), assets=waiting[start : start + FOLDED_AT_ONCE], open_day=open_day)
    return len(waiting)


def _fold(cursor, incoming: Iterable[Sequence], *, assets: Iterable[int], open_day: date) -> int:
    """Merge rows that closed, then what comes in, into the blocks; how many days were new.

    What closed while it stood as a row is taken with what comes in, so that a day never stands in
    both.
    """
    assets = sorted(assets)
    taken = read_rows(_TAKE_CLOSED, {"assets": assets, "open": open_day})
    waiting = _by_block(taken)
    new_days = _by_block(incoming)
    keys = sorted({*waiting, *new_days})
    blocks = {key: Block() for key in keys}
    blocks |= read_blocks(blocks.keys())
    stored = 0
    for key in keys:
        blocks[key].merge(waiting.get(key, ()))
        stored += blocks[key].merge(new_days.get(key, ()))
    store_blocks(cursor, blocks)
    return stored


@transaction.atomic
def fill_ranges(asset_id: int, ranges: Mapping[date, tuple[float, float, float]]) -> int:
    """Give days of which only the close is known their (open, high, low); how many there were."""
    lock(Lock.HISTORY)
    rows = [
        {"asset": asset_id, "day": day, "open": opened, "high": high, "low": low}
        for day, (opened, high, low) in ranges.items()
    ]
    blocks = read_blocks({(asset_id, block_of(day)) for day in ranges})
    filled: set[tuple[int, int]] = set()
    count = 0
    with connection.cursor() as cursor:
        for row in rows:
            key = (asset_id, block_of(row["day"]))
            cursor.execute(_FILL_OPEN, row)
            is_filled = key in blocks and blocks[key].fill_range(*list(row.values())[1:])
            filled |= {key} if is_filled else set()
            count += cursor.rowcount + is_filled
        store_blocks(cursor, {key: blocks[key] for key in filled})
    return count


def read_blocks(keys: Collection[tuple[int, int]]) -> dict[tuple[int, int], Block]:
    """The stored blocks of some (asset id, block); one query."""
    wanted = {"assets": sorted({pk for pk, _ in keys}), "blocks": sorted({one for _, one in keys})}
    rows = read_rows(_READ_BLOCKS, wanted)
    return {(pk, one): Block.of(*columns) for pk, one, *columns in rows if (pk, one) in keys}


def store_blocks(cursor, blocks: Mapping[tuple[int, int], Block]) -> None:
    rows = [(*key, *block.columns()) for key, block in blocks.items() if block.has_days]
    copy_into_temporary(cursor, "incoming_block", columns=_BLOCK_COLUMNS, rows=rows)
    cursor.execute(_STORE_BLOCKS)


def _by_block(rows: Iterable[Sequence]) -> dict[tuple[int, int], list]:
    found = defaultdict(list)
    for pk, *row in rows:
        found[pk, block_of(row[0])].append(row)
    return found
