"""Intervals of what is computed from dependent days: the circular block bootstrap."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

LEAST_BLOCK = 60
DRAWS = 2000
# A fixed seed: the same record has the same interval each time.
SEED = 1992
TAILS = (0.025, 0.975)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95% interval over n observations; NaN where too few tell it."""

    value: float
    low: float
    high: float
    n: int

    def excludes(self, neutral: float = 0.0) -> bool:
        """Whether the interval lies on one side of `neutral`: only then is an effect shown."""
        return self.low > neutral or self.high < neutral


def block_days(horizon: int) -> int:
    """The length of a block: 60 days, or twice the horizon where that is longer."""
    return max(LEAST_BLOCK, 2 * horizon)


def estimate(
    columns: np.ndarray,
    statistic: Callable[[np.ndarray], np.ndarray],
    *,
    horizon: int,
    n: int | None = None,
    seed: int = SEED,
) -> Estimate:
    """A statistic of sums over days, with its interval.

    `columns` (T, k) holds what each day adds to each of k sums; `statistic` takes sums (…, k) to
    figures (…). `n` is the number of observations, else that of days. Days fewer than two blocks
    have no interval: they would be drawn nearly whole each time. Source: Politis & Romano, A
    Circular Block-Resampling Procedure for Stationary Data (1992).
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        value = float(statistic(columns.sum(axis=0)))
        draws = statistic(_resampled_sums(columns, block=block_days(horizon), seed=seed))
    return with_interval(
        value, draws, days=len(columns), horizon=horizon, n=len(columns) if n is None else n
    )


def with_interval(value: float, draws: np.ndarray, *, days: int, horizon: int, n: int) -> Estimate:
    """An estimate from its resampled values; without an interval below two blocks of days."""
    known = draws[np.isfinite(draws)]
    if days < 2 * block_days(horizon) or not np.isfinite(value) or not len(known):
        return Estimate(value, np.nan, np.nan, n)
    low, high = np.quantile(known, TAILS)
    return Estimate(value, float(low), float(high), n)


def resampled_rows(
    days: int, *, block: int, draws: int = DRAWS, seed: int = SEED, at_once: int = 250
) -> Iterator[np.ndarray]:
    """Row numbers (≤ at_once, days) of draw after draw, for a statistic that needs their order."""
    starts = _starts(days, block=block, draws=draws, seed=seed)
    for begin in range(0, draws, at_once):
        rows = starts[begin : begin + at_once, :, None] + np.arange(min(block, days))
        yield (rows % days).reshape(len(rows), -1)[:, :days]


def _starts(days: int, *, block: int, draws: int, seed: int) -> np.ndarray:
    """Where each block of each draw begins: (draws, ⌈days ÷ block⌉)."""
    blocks = -(-days // min(block, days))
    return np.random.default_rng(seed).integers(0, days, size=(draws, blocks))


def _resampled_sums(columns: np.ndarray, *, block: int, seed: int) -> np.ndarray:
    """(draws, k): the sums over the days of each draw, as differences of running sums."""
    days = len(columns)
    if not days:
        return np.full((0, columns.shape[1]), np.nan)
    block = min(block, days)
    starts = _starts(days, block=block, draws=DRAWS, seed=seed)
    running = np.zeros((2 * days + 1, columns.shape[1]))
    np.cumsum(np.concatenate([columns, columns]), axis=0, out=running[1:])
    lengths = np.full(starts.shape[1], block)
    lengths[-1] = days - block * (len(lengths) - 1)
    return (running[starts + lengths] - running[starts]).sum(axis=1)
