"""Stored days as arrays of assets × days: the one door for books, charts and analytics.

Folded blocks and the rows of open days are read alike. Figures are in US dollars, unknown is NaN.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from markets.blocks import BLOCK_DAYS, EPOCH, block_of
from markets.postgres.arrays import join_arrays, read_row
from markets.postgres.statements import statement

FIGURES = ("open", "high", "low", "close", "volume", "market_cap")
OPEN, HIGH, LOW, CLOSE = range(4)
# The rows of a block's `figures`.
SINGLES = [FIGURES.index(name) for name in ("high", "low", "volume", "market_cap")]

_DAYS = statement(__file__, "days")
_CLOSES = statement(__file__, "closes")
# So many assets at once keep the answer of the server small beside the arrays.
_BATCH = 2000
_DAY = timedelta(days=1)
# Values of several days: the place of the asset of each, its day since 1970, its figures.
_Part = tuple[np.ndarray, np.ndarray, np.ndarray]


@dataclass(frozen=True, slots=True)
class Days:
    """`FIGURES` by name, each (assets, days) float64, a column a day from `first` on."""

    first: date
    figures: dict[str, np.ndarray]


def read_days(
    asset_ids: Sequence[int], *, first: date | None = None, last: date | None = None
) -> Days:
    """The days from `first` to `last`, both included; without them from and to what is stored.

    The assets are in the order given, each once. One query for each 2,000 assets.
    """
    # One day more, since an open that is not stored is the close of the day before.
    start = first and first - _DAY
    ids = np.asarray(asset_ids, np.int64)
    parts: Iterable[_Part] = (
        part
        for number in range(0, len(ids), _BATCH)
        for part in _read_days(ids, slice(number, number + _BATCH), start, last)
    )
    if first is None or last is None:
        parts = list(parts)
    low, high = _bounds(parts, start, last)
    found = np.full((len(FIGURES), len(ids), high - low), np.nan)
    for place, day, figures in parts:
        found[:, place, day - low] = figures
    complete(found)
    before = 0 if first is None else 1
    return Days(
        EPOCH + timedelta(days=low + before),
        {name: values[:, before:] for name, values in zip(FIGURES, found, strict=True)},
    )


def read_closes(asset_ids: Sequence[int], *, first: date, last: date) -> np.ndarray:
    """The closes from `first` to `last`, both included: (assets, days). One query."""
    ids = np.asarray(asset_ids, np.int64)
    low = (first - EPOCH).days
    closes = np.full((len(ids), (last - first).days + 1), np.nan)
    assets, days, lengths, sent, *rows = read_row(_CLOSES, _span(ids, first, last))
    places = _Places(ids)
    if sent is not None:
        flat = _flat(days, lengths)
        place = np.repeat(places.of(assets), lengths)
        closes[place, flat - low] = join_arrays(sent, lengths, kind="float8")
    assets, days, found = rows
    if assets is not None:
        closes[places.of(assets), days - low] = found
    return closes


class _Places:
    """Where assets stand in the order asked for."""

    def __init__(self, ids: np.ndarray):
        self.order = np.argsort(ids)
        self.ids = ids[self.order]

    def of(self, assets: np.ndarray) -> np.ndarray:
        return self.order[np.searchsorted(self.ids, assets)]


def _read_days(
    ids: np.ndarray, batch: slice, first: date | None, last: date | None
) -> Iterable[_Part]:
    """The folded days, then the open ones."""
    places = _Places(ids)
    columns = iter(read_row(_DAYS, _span(ids[batch], first, last)))
    assets, days, lengths, opens, opened, closes, singles, figures = (
        next(columns) for _ in range(8)
    )
    if closes is not None:
        found = np.full((len(FIGURES), lengths.sum()), np.nan)
        starts = np.cumsum(lengths) - lengths
        found[CLOSE] = join_arrays(closes, lengths, kind="float8")
        found[OPEN, _flat(starts, opens)] = join_arrays(opened, opens, kind="float4")
        values = join_arrays(figures, singles, kind="float4", dimensions=2)
        own = singles // len(SINGLES)
        first_values = np.cumsum(singles) - singles
        for number, figure in enumerate(SINGLES):
            found[figure, _flat(starts, own)] = values[_flat(first_values + number * own, own)]
        yield np.repeat(places.of(assets), lengths), _flat(days, lengths), found
    assets, days, *rows = columns
    if assets is not None:
        yield places.of(assets), days, np.stack(rows)


def _flat(starts: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """start, start + 1, … of each run, one run after the other."""
    shift = starts - (np.cumsum(lengths) - lengths)
    return np.arange(lengths.sum()) + np.repeat(shift, lengths)


def complete(found: np.ndarray) -> None:
    """Put in what a block leaves out of (`FIGURES`, …, days); see `CandleBlock`."""
    opened, high, low, close = found[:4]
    follows = np.isnan(opened[..., 1:]) & np.isfinite(high[..., 1:])
    np.copyto(opened[..., 1:], close[..., :-1], where=follows)
    # Rounded to four bytes, a range may end short of its own close.
    np.copyto(high, close, where=high < close)
    np.copyto(low, close, where=low > close)


def _span(ids: np.ndarray, first: date | None, last: date | None) -> dict:
    first, last = first or date.min, last or date.max
    return {
        "ids": ids,
        "first": (first - EPOCH).days,
        "last": (last - EPOCH).days,
        "first_block": block_of(first),
        "last_block": block_of(last),
        "block_days": BLOCK_DAYS,
    }


def _bounds(parts: Iterable[_Part], first: date | None, last: date | None) -> tuple[int, int]:
    """The first day and the one after the last, since 1970: as given, else of what is stored."""
    low, high = first and (first - EPOCH).days, last and (last - EPOCH).days + 1
    if low is None:
        low = min((int(days.min()) for _, days, _ in parts if len(days)), default=0)
    if high is None:
        high = max((int(days.max()) + 1 for _, days, _ in parts if len(days)), default=low)
    return low, max(low, high)
