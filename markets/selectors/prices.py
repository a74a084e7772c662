"""Series of daily prices, in US dollars, for charts and for the accounting."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from markets.models import Asset, Candle
from markets.postgres.arrays import read_arrays

_EPOCH = date(1970, 1, 1)

# Days (since 1970) and closes of each asset over the span, and of the year of its last one before.
_CLOSES = """
SELECT asset_id, day - DATE '1970-01-01', close
FROM markets_candle
WHERE asset_id = ANY (%(ids)s) AND day <= %(last)s
UNION ALL
SELECT years.asset_id, make_date(years.year, 1, 1) - DATE '1970-01-01' + days.n::int - 1, days.close
FROM unnest(%(ids)s::bigint[]) AS wanted (id)
JOIN markets_candleyear AS years ON years.asset_id = wanted.id
 AND years.year <= extract(YEAR FROM %(last)s::date)
 AND years.year >= COALESCE((SELECT max(year) FROM markets_candleyear AS before
                             WHERE before.asset_id = wanted.id
                               AND before.year < extract(YEAR FROM %(first)s::date)), 0)
CROSS JOIN LATERAL unnest(years.close) WITH ORDINALITY AS days (close, n)
WHERE days.close IS NOT NULL
"""
_COLUMNS = {"asset": "bigint", "day": "integer", "close": "float8"}


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
    rows = Candle.objects.filter(asset=asset).between(start, end).order_by("day")
    return [DayPrices(*row) for row in rows.values_list(*DayPrices._fields)]


def usd_prices(asset_ids: Iterable[int], days: Sequence[date]) -> dict[int, np.ndarray]:
    """Closes of many assets on many days: {asset id: float64 array as long as `days`}.

    A day without a candle has the last close before it; a day before the asset's first candle
    has NaN. Every asset asked for is in the answer. `days` may be in any order. One query.
    """
    ids = sorted(set(asset_ids))
    wanted = np.array([(day - _EPOCH).days for day in days], dtype=np.int64)
    prices = {pk: np.full(len(wanted), np.nan) for pk in ids}
    if not ids or not len(wanted):
        return prices
    span = {"ids": ids, "first": min(days), "last": max(days)}
    found = read_arrays(_CLOSES, span, columns=_COLUMNS)
    order = np.lexsort((found["day"], found["asset"]))
    assets, known_days, closes = (found[name][order] for name in _COLUMNS)
    starts = np.flatnonzero(np.diff(assets, prepend=-1))
    for rows in map(slice, starts, [*starts[1:], None]):
        place = np.searchsorted(known_days[rows], wanted, side="right") - 1
        known = place >= 0
        prices[int(assets[rows][0])][known] = closes[rows][place[known]]
    return prices
