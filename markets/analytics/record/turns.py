"""The record of narrative turns: how far a category was ahead in the 30 days after one."""

import numpy as np

from markets.analytics.market.narratives import Narratives
from markets.analytics.record.bootstrap import Estimate, estimate
from markets.analytics.series import shift

HORIZON = 30


def turn_record(narratives: Narratives) -> Estimate:
    """The mean log return ahead of the market after turns, less that of the category's other days.

    `n` is the number of past turns whose 30 days are known; each counts against the mean of the
    other days of its own category.
    """
    after, known = _after(narratives)
    turned, other = known & narratives.turns, known & ~narratives.turns
    sums = (np.where(turned, after, 0.0), turned, np.where(other, after, 0.0), other)
    columns = np.stack(sums, axis=1).astype(float)  # (T, 4, C)
    return estimate(
        columns.reshape(len(columns), -1),
        lambda flat: _difference(flat.reshape(*flat.shape[:-1], 4, -1)),
        horizon=HORIZON,
        n=int(turned.sum()),
    )


def turn_hits(narratives: Narratives) -> tuple[int, int]:
    """After how many turns the category was ahead of the market, and of how many that is known."""
    after, known = _after(narratives)
    turned = known & narratives.turns
    return int((after[turned] > 0).sum()), int(turned.sum())


def _after(narratives: Narratives) -> tuple[np.ndarray, np.ndarray]:
    """(T, C) returns ahead of the market in the days to come, and which are known."""
    after = shift(narratives.ahead[HORIZON], -HORIZON)
    return after, np.isfinite(after)


def _difference(sums: np.ndarray) -> np.ndarray:
    total, count, other_total, other_count = np.moveaxis(sums, -2, 0)
    usual = np.where(count > 0, count * other_total / other_count, 0.0)
    return (total - usual).sum(axis=-1) / count.sum(axis=-1)
