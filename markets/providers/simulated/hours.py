"""Hours of the simulated market: the price at every quarter of them."""

from datetime import UTC, datetime, timedelta

import numpy as np

from markets.providers.base import HourRecord
from markets.providers.simulated.market import prices_at
from markets.providers.simulated.paths import Paths
from markets.providers.simulated.universe import day_number

HOURS = 24
QUARTERS = 4
_MOMENTS = np.arange(HOURS * QUARTERS) / (HOURS * QUARTERS)


def completed_hours(
    paths: Paths, row: int, *, since: datetime, until: datetime
) -> list[HourRecord]:
    """The hours that begin at `since` or later and have ended by `until`."""
    asset = paths.assets[row]
    first = max(day_number(since.date()), asset.launch)
    last = day_number(until.date()) if asset.death is None else asset.death
    found = []
    for day in range(first, min(day_number(until.date()), last) + 1):
        midnight = datetime.combine(until.date(), datetime.min.time(), tzinfo=UTC)
        midnight -= timedelta(days=day_number(until.date()) - day)
        for hour, prices in enumerate(_hours_of_day(paths, row, day=day)):
            start = midnight + timedelta(hours=hour)
            if since <= start <= until - timedelta(hours=1):
                found.append(_record(start, prices))
    return found


def _hours_of_day(paths: Paths, row: int, *, day: int) -> np.ndarray:
    """(24, 5): the prices of each hour, with that at its end."""
    rows = np.array([row])
    inside = prices_at(paths, rows, day=day, moment=_MOMENTS)[0]
    after = prices_at(paths, rows, day=day + 1, moment=_MOMENTS[:1])[0]
    ends = np.append(inside[QUARTERS::QUARTERS], after)
    return np.column_stack([inside.reshape(HOURS, QUARTERS), ends])


def _record(start: datetime, prices: np.ndarray) -> HourRecord:
    low, high, close = prices.min(), prices.max(), prices[-1]
    return HourRecord(start=start, close=float(close), high=float(high), low=float(low))
