"""Stored days as arrays of assets × days: the one door for books, charts and analytics.

Folded blocks and the rows of open days are read alike. Figures are in US dollars, unknown is NaN.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

import numpy as np

from markets.blocks import BLOCK_DAYS, EPOCH, block_of
from markets.postgres.arrays import join_arrays, read_row, read_rows
from markets.postgres.statements import statement

FIGURES = ("open", "high", "low", "close", "volume", "market_cap")
OPEN, HIGH, LOW, CLOSE = range(4)
# The rows of a block's `figures`.
SINGLES = [FIGURES.index(name) for name in ("high", "low", "volume", "market_cap")]

_DAYS = statement(__file__, "days")
# By its id the plan is the same for any asset and span, so that the server makes it once.
_DAYS_OF_ONE = _DAYS.replace("= any(%(ids)s)", "= %(id)s")
_CLOSES = statement(__file__, "closes")
# So many assets at once keep the answer of the server small beside the arrays.
_BATCH = 2000
_DAY = timedelta(days=1)


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
    places = {pk: place for place, pk in enumerate(asset_ids)}
    ids = np.asarray(asset_ids, np.int64)
    batches = (ids[number : number + _BATCH] for number in range(0, len(ids), _BATCH))
    rows: Iterable[tuple] = chain.from_iterable(_read(batch, start, last) for batch in batches)
    if first is None or last is None:
        rows = list(rows)
    low, high = _bounds(rows, start, last)
    found = np.full((len(FIGURES), len(ids), high - low), np.nan)
    for pk, day, opened, close, singles, open_days, figures in rows:
        here = found[:, places[pk]]
        if close is None:
            here[:, open_days - low] = figures.T
        else:
            unfold(here[:, day - low :], opened, close, singles)
    complete(found)
    before = 0 if first is None else 1
    return Days(
        EPOCH + timedelta(days=low + before),
        {name: values[:, before:] for name, values in zip(FIGURES, found, strict=True)},
    )


def _read(ids: np.ndarray, first: date | None, last: date | None) -> Iterable[tuple]:
    span = _span(ids, first, last)
    if len(ids) == 1:
        return read_rows(_DAYS_OF_ONE, span | {"id": int(ids[0])}, prepare=True)
    return read_rows(_DAYS, span)


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


def unfold(figures: np.ndarray, opened: np.ndarray, close: np.ndarray, singles: np.ndarray) -> None:
    """Put the arrays of a block into the first of (`FIGURES`, days); see `CandleBlock`."""
    figures[OPEN, : len(opened)], figures[CLOSE, : len(close)] = opened, close
    if singles.size:
        figures[SINGLES, : len(close)] = singles


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


def _bounds(rows: Iterable[tuple], first: date | None, last: date | None) -> tuple[int, int]:
    """The first day and the one after the last, since 1970: as given, else of what is stored."""
    low, high = first and (first - EPOCH).days, last and (last - EPOCH).days + 1
    if low is None or high is None:
        spans = [
            (open_days.min(), open_days.max() + 1) if close is None else (day, day + len(close))
            for _, day, _, close, _, open_days, _ in rows
        ]
        stored = [span for span in spans if span[0] < span[1]]
        if low is None:
            low = int(min((start for start, _ in stored), default=0))
        if high is None:
            high = int(max((end for _, end in stored), default=low))
    return low, max(low, high)
