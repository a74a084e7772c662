"""Sums, means and quantiles over trailing windows of a time × asset matrix; NaN is unknown.

A window of n days at row t holds the rows t − n + 1 … t. A row of a result depends on no later row,
to the last bit, and no sum subtracts what it once added, so that a large value leaves no error
behind it.
"""

import numpy as np

ENOUGH = 0.8
YEAR = 365


def shift(values: np.ndarray, rows: int) -> np.ndarray:
    """The matrix `rows` later (of rows before, where negative); NaN where there is none."""
    moved = np.full(values.shape, np.nan)
    if rows == 0:
        moved[:] = values
    elif abs(rows) < len(values):
        if rows > 0:
            moved[rows:] = values[:-rows]
        else:
            moved[:rows] = values[-rows:]
    return moved


def trailing_sum(values: np.ndarray, days: int) -> np.ndarray:
    """The sum of each window; before the first row stand zeros. NaN spreads.

    It is built of windows of 1, 2, 4 … days: log₂(days) additions a row.
    """
    block, length, offset = np.array(values, dtype=float), 1, 0
    total = np.zeros_like(block)
    while True:
        if days & length:
            total[offset:] += block[: max(len(block) - offset, 0)]
            offset += length
        if 2 * length > days:
            return total
        if length < len(block):
            doubled = block.copy()
            doubled[length:] += block[:-length]
            block = doubled
        length *= 2


def trailing_mean(values: np.ndarray, days: int, *, least: float) -> np.ndarray:
    """The mean of the known values of each window, NaN where fewer than `least` are known."""
    known = np.isfinite(values)
    count = trailing_sum(known, days)
    total = trailing_sum(np.where(known, values, 0.0), days)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where((count >= least) & (count > 0), total / count, np.nan)


def is_covered(values: np.ndarray, days: int) -> np.ndarray:
    """Whether no day of a window lies before the first known value and ≥ 80% of them are known."""
    known = np.isfinite(values)
    begun = np.logical_or.accumulate(known, axis=0)
    return (trailing_sum(begun, days) >= days) & (trailing_sum(known, days) >= ENOUGH * days)


def window_mean(values: np.ndarray, days: int) -> np.ndarray:
    """The mean of each whole window (`is_covered`), else NaN."""
    return np.where(is_covered(values, days), trailing_mean(values, days, least=1), np.nan)


def row_mean(values: np.ndarray, among: np.ndarray) -> np.ndarray:
    """The mean over assets of what is known and `among` in each row: (T,), else NaN."""
    counted = among & np.isfinite(values)
    with np.errstate(invalid="ignore"):
        return np.where(counted, values, 0.0).sum(axis=1) / counted.sum(axis=1)


def window_deviation(values: np.ndarray, days: int) -> np.ndarray:
    """The sample deviation (n − 1) of each whole window, in two passes, else NaN."""
    whole = is_covered(values, days)
    result = np.full(values.shape, np.nan)
    if len(values) < days:
        return result
    windows = np.lib.stride_tricks.sliding_window_view(values, days, axis=0)
    at = whole[days - 1 :]
    result[days - 1 :][at] = np.nanstd(windows[at], axis=-1, ddof=1)
    return result


def sorted_quantiles(ordered: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """Type-7 quantiles along the last axis of values sorted with NaN last: (…, levels).

    Source: Hyndman & Fan, Sample Quantiles in Statistical Packages (1996), definition 7.
    """
    known = np.isfinite(ordered).sum(axis=-1)
    place = np.maximum(known - 1, 0)[..., None] * np.asarray(levels)
    below = np.floor(place).astype(int)
    above = np.minimum(below + 1, np.maximum(known - 1, 0)[..., None])
    low = np.take_along_axis(ordered, below, axis=-1)
    return low + (place - below) * (np.take_along_axis(ordered, above, axis=-1) - low)


def window_quantiles(values: np.ndarray, days: int, levels: np.ndarray) -> np.ndarray:
    """Type-7 quantiles of each whole window of one series (T,): (T, levels), else NaN."""
    result = np.full((len(values), len(levels)), np.nan)
    at = np.flatnonzero(is_covered(values, days))
    if len(at):
        windows = np.lib.stride_tricks.sliding_window_view(values, days)[at - days + 1]
        result[at] = sorted_quantiles(np.sort(windows, axis=-1), levels)
    return result
