"""Statistics over trailing windows: axis 0 is days, oldest first; axis 1 is assets.

A window of n days ends at its own day, inclusive. A result has a row a day, or the last `rows` of
them; it is NaN for the first n − 1 days. A NaN inside a window is left out. Windows of 1, 2, 4, …
days are combined into one of n, so that a result rests on its own window alone: no running sum
carries an old error, or an old price, into a later day.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

Leaves = tuple[np.ndarray, ...]
# The share of a window's days that must be known where it touches a gap.
LEAST_KNOWN = 0.8
# How many values are sorted at a time: 128 MB.
_CELLS = 1 << 24


class Moments(NamedTuple):
    """Of each window: how many values, their mean, and the sum of squares about it."""

    count: np.ndarray  # type: ignore[assignment]  # a tuple's own count is of no use here
    mean: np.ndarray
    squares: np.ndarray

    def deviation(self, *, lost: int = 1) -> np.ndarray:
        """√(squares ÷ (count − lost)): 1 for a sample, 0 for a population."""
        return np.sqrt(divide(self.squares, self.count - lost))


class CoMoments(NamedTuple):
    """Of each window of pairs: their number, means, and sums of squares and products about them."""

    count: np.ndarray  # type: ignore[assignment]  # a tuple's own count is of no use here
    mean_x: np.ndarray
    mean_y: np.ndarray
    xx: np.ndarray
    xy: np.ndarray
    yy: np.ndarray

    def slope(self) -> np.ndarray:
        """Ordinary least squares: y on x."""
        return divide(self.xy, self.xx)

    def correlation(self) -> np.ndarray:
        return np.clip(divide(self.xy, np.sqrt(self.xx * self.yy)), -1.0, 1.0)


def divide(above: np.ndarray | float, below: np.ndarray) -> np.ndarray:
    """above ÷ below; NaN where the divisor is 0."""
    above, below = np.broadcast_arrays(np.asarray(above, float), np.asarray(below, float))
    quotient = np.empty(above.shape)
    # To divide by all and take back what was by 0 is quicker than to divide by some.
    with np.errstate(divide="ignore", invalid="ignore"):
        np.divide(above, below, out=quotient)
    np.copyto(quotient, np.nan, where=below == 0)
    return quotient


def fold(
    combine: Callable[[Leaves, Leaves], Leaves], leaves: Leaves, *, days: int, rows: int | None
) -> Leaves:
    """What `combine(older, newer)`, an associative operation, makes of each window of `days`.

    The answer has the last `rows` days, by default all.
    """
    rows = len(leaves[0]) if rows is None else rows
    leaves = tuple(array[max(len(array) - rows - days + 1, 0) :] for array in leaves)
    if len(leaves[0]) == days:
        result = _whole(combine, leaves)
    else:
        result = _each(combine, leaves, days=days)
    return tuple(_padded(array, rows=rows) for array in result)


def _whole(combine: Callable[[Leaves, Leaves], Leaves], leaves: Leaves) -> Leaves:
    """All leaves as one window: neighbours in pairs, then pairs in pairs."""
    while (length := len(leaves[0])) > 1:
        even = length - length % 2
        pairs = combine(
            tuple(array[0:even:2] for array in leaves), tuple(array[1:even:2] for array in leaves)
        )
        if length % 2:
            joined = zip(pairs, leaves, strict=True)
            pairs = tuple(np.concatenate([pair, array[even:]]) for pair, array in joined)
        leaves = pairs
    return leaves


def _each(combine: Callable[[Leaves, Leaves], Leaves], leaves: Leaves, *, days: int) -> Leaves:
    """Every window: those of 1, 2, 4, … days, joined to `days`."""
    result: Leaves | None = None
    blocks, size, left = leaves, 1, days
    while left:
        if left & 1:
            if result is None:
                result = blocks
            else:
                result = _joined(combine, older=blocks, days=size, newer=result)
        left >>= 1
        if left:
            blocks = _joined(combine, older=blocks, days=size, newer=blocks)
            size *= 2
    assert result is not None, "a window has a day at least"
    return result


def total(values: np.ndarray, *, days: int, rows: int | None = None) -> np.ndarray:
    """Sums, a NaN counting as nothing."""
    leaves = (np.where(np.isfinite(values), values, 0.0),)
    (sums,) = fold(lambda old, new: (old[0] + new[0],), leaves, days=days, rows=rows)
    return sums


def known(values: np.ndarray, *, days: int, rows: int | None = None) -> np.ndarray:
    """How many values of each window are no NaN.

    Whole numbers leave no error behind, so that a running count serves.
    """
    running = np.zeros((len(values) + 1, *values.shape[1:]), dtype=np.int32)
    np.cumsum(np.isfinite(values), axis=0, out=running[1:])
    rows = len(values) if rows is None else rows
    return _padded((running[days:] - running[:-days])[-rows:], rows=rows)


def mean(values: np.ndarray, *, days: int, rows: int | None = None) -> np.ndarray:
    return divide(total(values, days=days, rows=rows), known(values, days=days, rows=rows))


def highest(values: np.ndarray, *, days: int, rows: int | None = None) -> np.ndarray:
    (found,) = fold(lambda old, new: (np.fmax(old[0], new[0]),), (values,), days=days, rows=rows)
    return found


def lowest(values: np.ndarray, *, days: int, rows: int | None = None) -> np.ndarray:
    (found,) = fold(lambda old, new: (np.fmin(old[0], new[0]),), (values,), days=days, rows=rows)
    return found


def moments(values: np.ndarray, *, days: int, rows: int | None = None) -> Moments:
    """Means and squares, combined as Chan, Golub and LeVeque (1983) do.

    A spread that is rounding noise of its mean is 0.
    """
    is_known = np.isfinite(values)
    leaves = (is_known.astype(float), np.where(is_known, values, 0.0), np.zeros(values.shape))
    count, centre, squares = fold(_moments_of_both, leaves, days=days, rows=rows)
    return Moments(count, centre, _without_noise(squares, count, centre))


def co_moments(x: np.ndarray, y: np.ndarray, *, days: int, rows: int | None = None) -> CoMoments:
    """The same of pairs; days on which either is NaN are left out."""
    x, y = np.broadcast_arrays(x, y)
    is_known = np.isfinite(x) & np.isfinite(y)
    zeros = np.zeros(x.shape)
    pairs = (np.where(is_known, x, 0.0), np.where(is_known, y, 0.0))
    leaves = (is_known.astype(float), *pairs, zeros, zeros, zeros)
    count, mean_x, mean_y, xx, xy, yy = fold(_co_moments_of_both, leaves, days=days, rows=rows)
    xx, yy = _without_noise(xx, count, mean_x), _without_noise(yy, count, mean_y)
    return CoMoments(count, mean_x, mean_y, xx, xy, yy)


def shape(values: np.ndarray, *, days: int, rows: int | None = None) -> Leaves:
    """Counts, population skewness m₃ ÷ m₂^1.5 and excess kurtosis m₄ ÷ m₂² − 3.

    Third and fourth powers combine as Pébay (2008) does.
    """
    is_known = np.isfinite(values)
    zeros = np.zeros(values.shape)
    leaves = (is_known.astype(float), np.where(is_known, values, 0.0), zeros, zeros, zeros)
    count, centre, squares, cubes, fourths = fold(_shapes_of_both, leaves, days=days, rows=rows)
    squares = _without_noise(squares, count, centre)
    skew = divide(np.sqrt(count) * cubes, squares**1.5)
    return count, skew, divide(count * fourths, squares**2) - 3.0


def ordered(
    values: np.ndarray, *, days: int, rows: int | None = None
) -> Iterator[tuple[slice, np.ndarray]]:
    """(rows, their sorted windows) for a few rows at a time.

    A sorted window is the last axis, its NaN at the end. Rows that have no whole window are left
    out.
    """
    length = len(values)
    rows = length if rows is None else rows
    start = max(length - rows, days - 1)
    step = max(_CELLS // (days * max(values.shape[1], 1)), 1)
    if start < length:
        every = np.lib.stride_tricks.sliding_window_view(values, days, axis=0)
        for first in range(start, length, step):
            last = min(first + step, length)
            found = np.sort(every[first - days + 1 : last - days + 1], axis=-1)
            at = slice(first - length + rows, last - length + rows)
            yield at, found


def _joined(
    combine: Callable[[Leaves, Leaves], Leaves], *, older: Leaves, days: int, newer: Leaves
) -> Leaves:
    """Windows of both lengths together, the older of `days`; row 0 is the first whole window."""
    rows = max(len(newer[0]) - days, 0)
    return combine(tuple(array[:rows] for array in older), tuple(array[days:] for array in newer))


def _padded(array: np.ndarray, *, rows: int) -> np.ndarray:
    whole = np.full((rows, *array.shape[1:]), np.nan)
    whole[rows - len(array) :] = array
    return whole


def _moments_of_both(old: Leaves, new: Leaves) -> Leaves:
    count = old[0] + new[0]
    weight = new[0] / np.maximum(count, 1.0)
    apart = new[1] - old[1]
    return count, old[1] + apart * weight, old[2] + new[2] + apart * apart * old[0] * weight


def _co_moments_of_both(old: Leaves, new: Leaves) -> Leaves:
    count = old[0] + new[0]
    weight = new[0] / np.maximum(count, 1.0)
    x, y = new[1] - old[1], new[2] - old[2]
    both = old[0] * weight
    return (
        count,
        old[1] + x * weight,
        old[2] + y * weight,
        old[3] + new[3] + x * x * both,
        old[4] + new[4] + x * y * both,
        old[5] + new[5] + y * y * both,
    )


def _shapes_of_both(old: Leaves, new: Leaves) -> Leaves:
    n_old, n_new = old[0], new[0]
    count = n_old + n_new
    n = np.maximum(count, 1.0)
    apart = new[1] - old[1]
    step, both = apart / n, apart * apart * n_old * n_new / n
    cubes = both * step * (n_old - n_new) + 3 * step * (n_old * new[2] - n_new * old[2])
    fourths = (
        both * step * step * (n_old * n_old - n_old * n_new + n_new * n_new)
        + 6 * step * step * (n_old * n_old * new[2] + n_new * n_new * old[2])
        + 4 * step * (n_old * new[3] - n_new * old[3])
    )
    return (
        count,
        old[1] + step * n_new,
        old[2] + new[2] + both,
        old[3] + new[3] + cubes,
        old[4] + new[4] + fourths,
    )


def _without_noise(squares: np.ndarray, count: np.ndarray, centre: np.ndarray) -> np.ndarray:
    return np.where(squares <= count * (1e-13 * centre) ** 2, 0.0, squares)
