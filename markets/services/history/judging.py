"""Judges a provider's past days by what is stored of them, before anything is written."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

from markets.models import Asset, Candle, CandleCorrection
from markets.providers.base import CandleRecord
from markets.selectors.prices import (
    ANOTHER_ASSET,
    COMPARABLE,
    MOST_APART,
    is_own_history,
    is_own_price,
)
from markets.services.history.blocks import RECORDED

# Less is the moment at which each looked.
CHANGED = 0.001
# No market goes so far in a day and comes back on the next.
SPIKE = 10.0
NO_PRICE = "no price"
FAR = "far from the price that was recorded"
ALONE = "far from the days before and after"
REVISED = "another close than at first"
_DAY = timedelta(days=1)


@dataclass(slots=True)
class Judged:
    """The days to store, how many are left out, by reason, and what contradicts what is stored."""

    records: list[CandleRecord] = field(default_factory=list)
    rejected: Counter[str] = field(default_factory=Counter)
    corrections: list[CandleCorrection] = field(default_factory=list)


def judge_candles(asset: Asset, records: Iterable[CandleRecord], *, source: str) -> Judged:
    """Leave out days of another asset and slips of a day, and note closes that were revised.

    To be called while no other transaction stores days. Two queries, three without any stored day.
    """
    by_day = {record.day: record for record in records}
    judged = Judged()
    if not by_day:
        return judged
    if not _is_own(asset, by_day):
        judged.rejected[ANOTHER_ASSET] = len(by_day)
        return judged
    days = Candle.objects.filter(asset=asset).between(min(by_day), max(by_day))
    stored = {day: (close, told) for day, close, told in days.values_list("day", "close", "source")}
    now = timezone.now()
    for day, record in sorted(by_day.items()):
        close, told = stored.get(day, (None, ""))
        ratio = None if close is None else record.close / close
        is_recorded = told == RECORDED
        if not 0 < record.close < math.inf:
            judged.rejected[NO_PRICE] += 1
        elif _is_alone(record.close, [by_day.get(day - _DAY), by_day.get(day + _DAY)]):
            judged.rejected[ALONE] += 1
        elif ratio is None or abs(ratio - 1) <= CHANGED:
            judged.records.append(record)
        elif is_recorded and not 1 / MOST_APART <= ratio <= MOST_APART:
            judged.rejected[FAR] += 1
        else:
            judged.corrections.append(
                CandleCorrection(
                    asset=asset, day=day, old_close=close, new_close=record.close,
                    is_applied=is_recorded, source=source, seen_at=now,
                )
            )  # fmt: skip
            if is_recorded:
                judged.records.append(record)
            else:
                judged.rejected[REVISED] += 1
    return judged


def _is_own(asset: Asset, by_day: dict[date, CandleRecord]) -> bool:
    """By the days that both know, else by the last one against the quote."""
    first, last = min(by_day), max(by_day)
    span = [first + n * _DAY for n in range((last - first).days + 1)]
    closes = [by_day[day].close if day in by_day else float("nan") for day in span]
    is_own = is_own_history(asset, first, closes)
    if is_own is not None:
        return is_own
    today = datetime.now(UTC).date()
    price = by_day[last].close if last >= today - COMPARABLE else None
    return is_own_price(price, getattr(asset, "quote", None), today=today)


def _is_alone(close: float, neighbours: Sequence[CandleRecord | None]) -> bool:
    """Whether both days beside it are far from it, on the same side."""
    if None in neighbours:
        return False
    ratios = [close / one.close for one in neighbours if one.close > 0]
    return len(ratios) == 2 and (min(ratios) > SPIKE or 0 < max(ratios) < 1 / SPIKE)
