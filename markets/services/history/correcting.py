"""Puts a revised close in the place of the one that was stored, where staff decide so."""

from collections.abc import Iterable

from django.db import connection, transaction

from markets.blocks import block_of
from markets.models import CandleCorrection, OpenCandle
from markets.postgres.locks import Lock, lock
from markets.services.history.folding import read_blocks, store_blocks
from markets.signals import closes_corrected


@transaction.atomic
def apply_corrections(corrections: Iterable[CandleCorrection]) -> list[CandleCorrection]:
    """Store the new closes; returns those that were.

    One is left alone where its old close stands no more, since another was stored meanwhile.
    Opens, highs and lows that do not fit the new close become unknown; volumes and caps stay.
    """
    lock(Lock.HISTORY)
    keys = [one.pk for one in corrections]
    waiting = CandleCorrection.objects.filter(pk__in=keys, is_applied=False).order_by("seen_at")
    stored = [one for one in waiting if _replace_row(one) or _replace_element(one)]
    CandleCorrection.objects.filter(pk__in=[one.pk for one in stored]).update(is_applied=True)
    if stored:
        asset_ids = sorted({one.asset_id for one in stored})
        closes_corrected.send(CandleCorrection, asset_ids=asset_ids)
    return stored


def _replace_row(correction: CandleCorrection) -> bool:
    """Of a day of the open week."""
    rows = OpenCandle.objects.filter(
        asset=correction.asset_id, day=correction.day, close=correction.old_close
    )
    row = rows.first()
    if row is None:
        return False
    values = {"close": correction.new_close, "source": correction.source}
    if row.high is not None and not row.low <= correction.new_close <= row.high:
        values |= dict.fromkeys(("open", "high", "low"))
    return bool(rows.update(**values))


def _replace_element(correction: CandleCorrection) -> bool:
    """Of a day that is folded into a block."""
    key = (correction.asset_id, block_of(correction.day))
    block = read_blocks([key]).get(key)
    if block is None or not block.replace_close(
        correction.day, correction.old_close, correction.new_close
    ):
        return False
    with connection.cursor() as cursor:
        store_blocks(cursor, {key: block})
    return True
