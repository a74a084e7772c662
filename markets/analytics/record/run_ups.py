"""The record of run-ups ("chasing"): how often a loss followed, and how wide outcomes were."""

from dataclasses import dataclass

import numpy as np

from markets.analytics import windows
from markets.analytics.market.cautions import RUN_UPS
from markets.analytics.record.bootstrap import Estimate, estimate
from markets.analytics.series import column_slices, reaches, shift

HORIZON = 30
# Of the outcomes that are shown: a bad one, the middle and a good one.
OUTCOMES = (0.05, 0.5, 0.95)


@dataclass(frozen=True, slots=True)
class RunUpRecord:
    """`loss`: the share (a fraction) of run-ups with a loss 30 days later, less that of other days.

    `after` and `usual` are the 5, 50 and 95% quantiles of 30-day simple returns after run-ups and
    after other days, NaN where there are none; `lost` is after how many run-ups there was a loss.
    """

    loss: Estimate
    lost: int
    after: tuple[float, ...]
    usual: tuple[float, ...]


def run_up_record(close: np.ndarray, *, asked: np.ndarray) -> RunUpRecord:
    """Of closes (T, N), on the days and coins that `asked` (T, N) names.

    A run-up begins on a day on which the price has run up and had not on the day before. Other days
    are those without one; an asset that ended has no outcome.
    """
    sums, after, usual = np.zeros((len(close), 4)), [], []
    for columns in column_slices(close.shape):
        part = close[:, columns]
        outcome = windows.divide(shift(part, -HORIZON), part) - 1.0
        is_up = has_run_up(part)
        counts = asked[:, columns] & np.isfinite(outcome)
        begins = counts & is_up
        begins[1:] &= ~is_up[:-1]
        other = counts & ~is_up
        is_lost = outcome < 0
        groups = (begins & is_lost, begins, other & is_lost, other)
        sums += np.stack([group.sum(axis=1) for group in groups], axis=1)
        after.append(outcome[begins])
        usual.append(outcome[other].astype(np.float32))
    total = sums.sum(axis=0)
    return RunUpRecord(
        loss=estimate(
            sums,
            lambda sums: sums[..., 0] / sums[..., 1] - sums[..., 2] / sums[..., 3],
            horizon=HORIZON,
            n=int(total[1]),
        ),
        lost=int(total[0]),
        after=_quantiles(after),
        usual=_quantiles(usual),
    )


def has_run_up(close: np.ndarray) -> np.ndarray:
    """(T, N) whether a close is as far above that of 30, 90 or 365 days before as is warned of."""
    found = np.zeros(close.shape, dtype=bool)
    for days, limit in RUN_UPS.items():
        count = windows.known(close, days=days + 1)
        change = windows.divide(close, shift(close, days)) - 1.0
        found |= reaches(change, limit) & (count >= windows.LEAST_KNOWN * (days + 1))
    return found


def _quantiles(parts: list[np.ndarray]) -> tuple[float, ...]:
    values = np.concatenate(parts) if parts else np.array([])
    if not len(values):
        return (np.nan,) * len(OUTCOMES)
    return tuple(float(value) for value in np.quantile(values, OUTCOMES))
