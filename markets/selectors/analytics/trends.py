"""The signals' trends of several assets over analysed days."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from markets.postgres.arrays import read_arrays
from markets.postgres.statements import statement
from markets.selectors.analytics.days import AnalysedDay

_TRENDS = statement(__file__, "trends")
_COLUMNS = {"asset": "bigint", "day": "integer", "trend": "float8"}


def trends_of(
    assets: Sequence[int], *, first: date, last: date, analysed: Mapping[date, AnalysedDay]
) -> np.ndarray:
    """(days, assets) from `first` to `last`: 1, 0 or −1; that of the day before where a day has
    none; NaN before the first. One query.
    """
    trends = np.full(((last - first).days + 1, len(assets)), np.nan)
    spoken = [one for day, one in analysed.items() if first <= day <= last]
    values = {
        "assets": list(assets), "first": first,
        "runs": [one.run_id for one in spoken], "days": [one.day for one in spoken],
    }  # fmt: skip
    rows = read_arrays(_TRENDS, values, columns=_COLUMNS)
    place = {pk: number for number, pk in enumerate(assets)}
    trends[rows["day"], [place[pk] for pk in rows["asset"].tolist()]] = rows["trend"]
    known = np.where(np.isnan(trends), -1, np.arange(len(trends))[:, None])
    last_known = np.maximum.accumulate(known, axis=0)
    filled = np.take_along_axis(trends, np.maximum(last_known, 0), axis=0)
    return np.where(last_known >= 0, filled, np.nan)
