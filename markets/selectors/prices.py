"""Series of daily prices, in US dollars, for charts and for the accounting."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from operator import attrgetter
from typing import NamedTuple

import numpy as np
from django.db import connection

from markets.models import Asset, CandleYear, OpenCandle
from markets.postgres.arrays import read_arrays
from markets.postgres.statements import statement

CLOSE = 3

_FOLDED = statement(__file__, "folded_closes")
_OPEN = statement(__file__, "open_closes")
_BEFORE = statement(__file__, "closes_before")
# A close this long before a span is found with the span's own.
_LOOK_BACK = timedelta(days=10)


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
    years = CandleYear.objects.filter(asset=asset).order_by("year")
    rows = OpenCandle.objects.filter(asset=asset).order_by("day")
    if start is not None:
        years, rows = years.filter(year__gte=start.year), rows.filter(day__gte=start)
    if end is not None:
        years, rows = years.filter(year__lte=end.year), rows.filter(day__lte=end)
    names = ("year", "open", "high", "low", "close", "volume")
    days = [day for year in years.values_list(*names) for day in _days_of(*year)]
    days += [DayPrices(*row) for row in rows.values_list(*DayPrices._fields)]
    first, last = start or date.min, end or date.max
    # A day of a month that has not been folded yet may stand before a folded one.
    return sorted((day for day in days if first <= day.day <= last), key=attrgetter("day"))


def _days_of(year: int, *figures: list[float | None] | None) -> Iterator[DayPrices]:
    """The days of a folded year; see `CandleYear` for what its arrays leave out."""
    new_year = date(year, 1, 1).toordinal()
    length = len(figures[CLOSE])
    columns = (column or [None] * length for column in figures)
    before = None
    for n, (opened, high, low, close, volume) in enumerate(zip(*columns, strict=True)):
        if close is not None:
            if high is not None:
                opened = before if opened is None else opened
                high, low = max(high, close), min(low, close)
            day = date.fromordinal(new_year + n)
            yield DayPrices(day, opened, high, low, close, volume)
        before = close


def usd_prices(asset_ids: Iterable[int], days: Sequence[date]) -> dict[int, np.ndarray]:
    """Closes of many assets on many days: {asset id: float64 array as long as `days`}.

    A day without a candle has the last close before it; a day before the asset's first candle
    has NaN; one since the end of an asset that is worth nothing has 0. Every asset asked for is in
    the answer. `days` may be in any order. Three queries.
    """
    ids = sorted(set(asset_ids))
    if not ids or not len(days):
        return {pk: np.full(len(days), np.nan) for pk in ids}
    first, last = min(days), max(days)
    start = first - _LOOK_BACK
    closes = np.full((len(ids), (last - start).days + 1), np.nan)
    place = {pk: number for number, pk in enumerate(ids)}
    span = {"ids": ids, "first": start, "last": last}
    rows = read_arrays(
        _OPEN, span, columns={"asset": "bigint", "day": "integer", "close": "float8"}
    )
    closes[np.searchsorted(ids, rows["asset"]), rows["day"]] = rows["close"]
    with connection.cursor() as cursor:
        cursor.execute(_FOLDED, span)
        for pk, day, found in cursor:
            offset = (day - start).days
            closes[place[pk], offset : offset + len(found)] = found
        bare = np.isnan(closes[:, : _LOOK_BACK.days + 1]).all(axis=1)
        # Asked also of no asset, so that a page takes as many queries for any days.
        before = {"bare": [ids[n] for n in np.flatnonzero(bare)], "ids": ids, "first": start}
        cursor.execute(_BEFORE, before)
        for pk, day, close, is_end in cursor:
            closes[place[pk], day : None if is_end else day + 1] = close
    carried = _carried(closes)
    wanted = [(day - start).days for day in days]
    return dict(zip(ids, carried[:, wanted], strict=True))


def _carried(closes: np.ndarray) -> np.ndarray:
    """Closes (assets × days) with each hole filled by the last one before it."""
    last = np.where(np.isnan(closes), 0, np.arange(closes.shape[1]))
    return np.take_along_axis(closes, np.maximum.accumulate(last, axis=1), axis=1)
