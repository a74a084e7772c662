"""Series of daily prices, in US dollars, and whether a vendor's can be the same asset's."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from django.db import connection

from markets.blocks import block_of
from markets.models import Asset, Quote
from markets.postgres.statements import statement
from markets.selectors.history import read_closes, read_days

_BEFORE = statement(__file__, "closes_before")
# A close this long before a span is found with the span's own.
_LOOK_BACK = timedelta(days=10)

ANOTHER_ASSET = "of another asset, by its price"
NO_WITNESS = "no price to compare with"
# Vendors' prices of one asset differ by less, in the wildest hour.
MOST_APART = 2.0
# A price of ours this old says nothing of today's.
COMPARABLE = timedelta(days=2)
COMPARED_DAYS = 90


class DayPrices(NamedTuple):
    """One UTC day of an asset, in US dollars; a fiat currency's has a close alone."""

    day: date
    open: float | None
    high: float | None
    low: float | None
    close: float
    volume: float | None


def price_history(
    asset: Asset, *, start: date | None = None, end: date | None = None
) -> list[DayPrices]:
    """The stored days of an asset from `start` to `end`, both included, oldest first."""
    found = read_days([asset.pk], first=start, last=end)
    known = np.flatnonzero(np.isfinite(found.figures["close"][0]))
    first = found.first.toordinal()
    days = [date.fromordinal(number) for number in (known + first).tolist()]
    columns = (_column(found.figures[name][0, known]) for name in DayPrices._fields[1:])
    return list(map(DayPrices, days, *columns))


def _column(values: np.ndarray) -> list[float | None]:
    known = np.isfinite(values)
    if known.all():
        return values.tolist()
    return [
        value if is_known else None
        for value, is_known in zip(values.tolist(), known.tolist(), strict=True)
    ]


def usd_prices(asset_ids: Iterable[int], days: Sequence[date]) -> dict[int, np.ndarray]:
    """Closes of many assets on many days: {asset id: float64 array as long as `days`}.

    A day without a candle has the last close before it; a day before the asset's first candle
    has NaN; one since the end of an asset that is worth nothing has 0. Every asset asked for is in
    the answer. `days` may be in any order. Two queries.
    """
    ids = sorted(set(asset_ids))
    if not ids or not len(days):
        return {pk: np.full(len(days), np.nan) for pk in ids}
    first, last = min(days), max(days)
    start = first - _LOOK_BACK
    closes = read_closes(ids, first=start, last=last)
    bare = np.isnan(closes[:, : _LOOK_BACK.days + 1]).all(axis=1)
    with connection.cursor() as cursor:
        # Asked also of no asset, so that a page takes as many queries for any days.
        before = {"bare": [ids[n] for n in np.flatnonzero(bare)], "ids": ids, "first": start}
        cursor.execute(_BEFORE, before | {"block": block_of(start)})
        for pk, day, close, is_end in cursor:
            closes[np.searchsorted(ids, pk), day : None if is_end else day + 1] = close
    carried = _carried(closes)
    wanted = [(day - start).days for day in days]
    return dict(zip(ids, carried[:, wanted], strict=True))


def _carried(closes: np.ndarray) -> np.ndarray:
    """Closes (assets × days) with each hole filled by the last one before it."""
    last = np.where(np.isnan(closes), 0, np.arange(closes.shape[1]))
    return np.take_along_axis(closes, np.maximum.accumulate(last, axis=1), axis=1)


def is_own_price(price: float | None, quote: Quote | None, *, today: date) -> bool:
    """Whether a vendor's present price may be the quoted asset's; True if nobody can tell."""
    if price is None or quote is None or quote.as_of.date() < today - COMPARABLE:
        return True
    return 1 / MOST_APART <= price / quote.price <= MOST_APART


def is_own_history(asset: Asset, first: date, prices: Sequence[float]) -> bool | None:
    """Whether a vendor's prices from a day on may be the asset's, by the median of their ratio.

    None where we have no close of these days: one of before a long hole says nothing of them.
    """
    theirs = np.asarray(prices, dtype=np.float64)[-COMPARED_DAYS:]
    start = first + timedelta(days=len(prices) - len(theirs))
    ours = read_closes([asset.pk], first=start, last=start + timedelta(days=len(theirs) - 1))[0]
    known = np.isfinite(ours) & np.isfinite(theirs) & (ours > 0)
    if not known.any():
        return None
    ratio = float(np.median(theirs[known] / ours[known]))
    return 1 / MOST_APART <= ratio <= MOST_APART
