"""Rows moved in time, limits, means over assets, ranks and quantiles; NaN is unknown."""

from collections.abc import Callable, Iterator

import numpy as np

from markets.analytics import windows
from markets.analytics.windows import LEAST_KNOWN

YEAR = 365
# The share of themselves within which values are equal.
EQUAL = 1e-12
# Values of an array of which a part is computed at a time: 4 MB, of which there are some dozens.
_PART_CELLS = 500_000


def shift(values: np.ndarray, rows: int) -> np.ndarray:
    """The values `rows` later (earlier, where negative); NaN where there is none."""
    moved = np.full(values.shape, np.nan)
    if rows == 0:
        moved[:] = values
    elif abs(rows) < len(values):
        if rows > 0:
            moved[rows:] = values[:-rows]
        else:
            moved[:rows] = values[-rows:]
    return moved


def reaches(values: float | np.ndarray, limit: float | np.ndarray) -> np.ndarray:
    """Whether values are at least a limit, or rounding left their last bits under it."""
    return np.greater_equal(values, limit - EQUAL * np.abs(limit))


def exceeds(values: float | np.ndarray, limit: float | np.ndarray) -> np.ndarray:
    """Whether values are above a limit by more than rounding."""
    return np.greater(values, limit + EQUAL * np.abs(limit))


def falls_short(values: float | np.ndarray, limit: float | np.ndarray) -> np.ndarray:
    """Whether values are below a limit by more than rounding."""
    return np.less(values, limit - EQUAL * np.abs(limit))


def growth_of(close: np.ndarray) -> np.ndarray:
    """Closes ÷ those of the day before (T, N); the first day has NaN."""
    growth = np.full(close.shape, np.nan)
    growth[1:] = windows.divide(close[1:], close[:-1])
    return growth


def column_slices(shape: tuple[int, ...]) -> Iterator[slice]:
    """Slices of the columns of (T, N) that have so many values together as need little memory."""
    rows, columns = shape
    step = max(_PART_CELLS // max(rows, 1), 1)
    for start in range(0, columns, step):
        yield slice(start, min(start + step, columns))


def row_slices(shape: tuple[int, ...]) -> Iterator[slice]:
    """The same of the rows."""
    yield from column_slices(shape[::-1])


def by_columns(compute: Callable[..., np.ndarray], *arrays: np.ndarray) -> np.ndarray:
    """compute(*arrays), of some columns of (T, N) arrays at a time."""
    parts = [
        compute(*(array[:, columns] for array in arrays))
        for columns in column_slices(arrays[0].shape)
    ]
    return np.concatenate(parts, axis=1) if parts else compute(*arrays)


def row_mean(values: np.ndarray, among: np.ndarray) -> np.ndarray:
    """The mean over assets of what is known and `among` in each row: (T,), else NaN."""
    counted = among & np.isfinite(values)
    with np.errstate(invalid="ignore"):
        return np.where(counted, values, 0.0).sum(axis=1) / counted.sum(axis=1)


def row_median(values: np.ndarray, among: np.ndarray) -> np.ndarray:
    """The median over assets of what is known and `among` in each row: (T,), else NaN."""
    middle = np.array([0.5])
    found = [
        sorted_quantiles(np.sort(np.where(counted, row, np.nan)), middle)[0]
        for row, counted in zip(values, among, strict=True)
    ]
    return np.array(found)


def mean_ranks(values: np.ndarray) -> np.ndarray:
    """Ranks from 1 within each row; equal values share their mean rank, unknown ones have NaN.

    Values within 10⁻¹² of themselves are equal: a coin's unit, which scales what a value is
    computed of, may move its last bits.
    """
    known = np.isfinite(values)
    held = np.where(known, values, np.inf)
    order = np.argsort(held, axis=1, kind="stable")
    ordered = np.take_along_axis(held, order, axis=1)
    place, edge = np.arange(values.shape[1]), np.ones((len(values), 1), dtype=bool)
    size = np.maximum(np.abs(ordered[:, 1:]), np.abs(ordered[:, :-1]))
    with np.errstate(invalid="ignore"):
        differs = ordered[:, 1:] - ordered[:, :-1] > EQUAL * size
    differs |= np.isinf(ordered[:, 1:])
    first = np.maximum.accumulate(np.where(np.hstack([edge, differs]), place, 0), axis=1)
    last = np.where(np.hstack([differs, edge]), place, len(place))
    last = np.minimum.accumulate(last[:, ::-1], axis=1)[:, ::-1]
    ranks = np.empty(values.shape)
    np.put_along_axis(ranks, order, (first + last) / 2 + 1.0, axis=1)
    return np.where(known, ranks, np.nan)


def whole(measure: Callable[..., np.ndarray], values: np.ndarray, *, days: int) -> np.ndarray:
    """A measure of `windows` for series (T,) or (T, N), NaN where a window is not whole.

    It is when it begins at the first known value or later and 80% of it is known.
    """
    columns = values.reshape(len(values), -1)
    known = np.isfinite(columns)
    begun = np.where(np.logical_or.accumulate(known, axis=0), 1.0, np.nan)
    is_whole = windows.known(begun, days=days) == days
    is_whole &= windows.known(columns, days=days) >= LEAST_KNOWN * days
    return np.where(is_whole, measure(columns, days=days), np.nan).reshape(values.shape)


def sorted_quantiles(ordered: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """Type-7 quantiles along the last axis of values sorted with NaN last: (…, levels).

    Source: Hyndman & Fan, Sample Quantiles in Statistical Packages (1996), definition 7.
    """
    last = np.maximum(np.isfinite(ordered).sum(axis=-1) - 1, 0)[..., None]
    place = last * np.asarray(levels)
    below = np.floor(place).astype(int)
    low = np.take_along_axis(ordered, below, axis=-1)
    high = np.take_along_axis(ordered, np.minimum(below + 1, last), axis=-1)
    return low + (place - below) * (high - low)


def window_quantiles(values: np.ndarray, days: int, levels: np.ndarray) -> np.ndarray:
    """Type-7 quantiles of each window of `days` of one series (T,): (T, levels).

    NaN where the window begins before the first known value, or less than 80% of it is known.
    """
    result = np.full((len(values), len(levels)), np.nan)
    begun = np.flatnonzero(np.isfinite(values))
    if not len(begun) or len(values) - begun[0] < days:
        return result
    first = begun[0]
    ordered = np.sort(np.lib.stride_tricks.sliding_window_view(values[first:], days), axis=-1)
    found = sorted_quantiles(ordered, levels)
    found[np.isfinite(ordered).sum(axis=-1) < LEAST_KNOWN * days] = np.nan
    result[first + days - 1 :] = found
    return result
