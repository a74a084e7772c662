"""Rows moved in time, means over assets, quantiles; NaN is unknown."""

import numpy as np

from markets.analytics.windows import LEAST_KNOWN

YEAR = 365


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


def row_mean(values: np.ndarray, among: np.ndarray) -> np.ndarray:
    """The mean over assets of what is known and `among` in each row: (T,), else NaN."""
    counted = among & np.isfinite(values)
    with np.errstate(invalid="ignore"):
        return np.where(counted, values, 0.0).sum(axis=1) / counted.sum(axis=1)


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
