"""Stored days as arrays of assets × days: the one door for books, charts and analytics.

Folded years and the rows of open months are read alike. Figures are in US dollars, unknown is NaN.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from markets.postgres.arrays import read_arrays, read_rows
from markets.postgres.statements import statement

FIGURES = ("open", "high", "low", "close", "volume", "market_cap")

_FOLDED_DAYS = statement(__file__, "folded_days")
_OPEN_DAYS = statement(__file__, "open_days")
# So many assets at once keep the answer of the server small beside the arrays.
_BATCH = 2000
_DAY = timedelta(days=1)


def read_days(asset_ids: Sequence[int], *, first: date, last: date) -> dict[str, np.ndarray]:
    """`FIGURES` by name, each (assets, days) float64, from `first` to `last`, both included.

    The assets are in the order given, each once. Two queries for 2,000 assets.
    """
    # One more, since an open that is not stored is the close of the day before.
    start = first - _DAY
    shape = (len(asset_ids), (last - start).days + 1)
    figures = {name: np.full(shape, np.nan) for name in FIGURES}
    place = {pk: number for number, pk in enumerate(asset_ids)}
    for number in range(0, len(asset_ids), _BATCH):
        ids = list(asset_ids[number : number + _BATCH])
        _read(figures, place, {"ids": ids, "first": start, "last": last})
    return {name: values[:, 1:] for name, values in figures.items()}


def _read(figures: dict[str, np.ndarray], place: dict[int, int], span: dict) -> None:
    """Fill in a span of assets: folded days first, so that their rules don't touch rows."""
    for pk, offset, *arrays in read_rows(_FOLDED_DAYS, span):
        row = place[pk]
        for name, found in zip(FIGURES, arrays, strict=True):
            if found is not None:
                figures[name][row, offset : offset + len(found)] = found
        _complete(figures, row, slice(offset, offset + len(arrays[FIGURES.index("close")])))
    columns = {"asset": "bigint", "day": "integer"} | dict.fromkeys(FIGURES, "float8")
    rows = read_arrays(_OPEN_DAYS, span, columns=columns)
    where = ([place[pk] for pk in rows["asset"].tolist()], rows["day"])
    for name in FIGURES:
        figures[name][where] = rows[name]


def _complete(figures: dict[str, np.ndarray], row: int, days: slice) -> None:
    """Put in what a folded year leaves out; see `CandleYear`."""
    opened, high, low, close = (figures[name][row, days] for name in FIGURES[:4])
    follows = np.isnan(opened[1:]) & np.isfinite(high[1:])
    opened[1:] = np.where(follows, close[:-1], opened[1:])
    # Rounded to four bytes, a range may end short of its own close.
    np.copyto(high, close, where=high < close)
    np.copyto(low, close, where=low > close)
