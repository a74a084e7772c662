"""Closes of an asset up to an analysed day."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from markets.models import Asset
from markets.selectors.prices import price_history

# A hole of at most so many days has the close before it.
LONGEST_HOLE = 3


def days_until(day: date, *, days: int) -> list[date]:
    """So many days, the last of which is this."""
    return [day - timedelta(days=days - 1 - place) for place in range(days)]


def own_closes(asset: Asset, days: Sequence[date]) -> np.ndarray:
    """Closes in US dollars of successive days, NaN where there is none. Two queries."""
    closes = np.full(len(days), np.nan)
    for one in price_history(asset, start=days[0], end=days[-1]):
        closes[(one.day - days[0]).days] = one.close
    known = np.where(np.isfinite(closes), np.arange(len(closes)), -1)
    last = np.maximum.accumulate(known)
    hole = np.arange(len(closes)) - last
    return np.where((last >= 0) & (hole <= LONGEST_HOLE), closes[last], np.nan)
