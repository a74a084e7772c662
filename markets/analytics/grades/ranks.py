"""Ranks from 0 to 100 among the assets of a day."""

import numpy as np

from markets.analytics.panel import View
from markets.analytics.points.base import DataPoint
from markets.analytics.points.registry import values_of
from markets.analytics.tiers import tier_masks

LEAST_RANKED = 5
LEAST_IN_TIER = 20
# Values nearer than this share of themselves are equal: a coin's unit, which scales what a value
# is computed of, may move its last bits.
_EQUAL = 1e-12


def rank_among(values: np.ndarray, among: np.ndarray) -> np.ndarray:
    """100 × (how many are less + ½ how many are equal, itself included) ÷ n, row by row.

    Of (R, N) values those that are known and `among` the ranked count; NaN for the others, and in
    rows with fewer than five.
    """
    counted = among & np.isfinite(values)
    held = np.where(counted, values, np.inf)
    order = np.argsort(held, axis=1, kind="stable")
    ordered = np.take_along_axis(held, order, axis=1)
    place = np.arange(values.shape[1])
    size = np.maximum(np.abs(ordered[:, 1:]), np.abs(ordered[:, :-1]))
    with np.errstate(invalid="ignore"):
        differs = ordered[:, 1:] - ordered[:, :-1] > _EQUAL * size
    begins = np.column_stack([np.ones(len(values), dtype=bool), differs])
    ends = np.column_stack([differs | np.isinf(ordered[:, 1:]), np.ones(len(values), dtype=bool)])
    below = np.maximum.accumulate(np.where(begins, place, 0), axis=1)
    last = np.where(ends, place, len(place))
    upto = np.minimum.accumulate(last[:, ::-1], axis=1)[:, ::-1] + 1
    count = counted.sum(axis=1, keepdims=True)
    ranks = np.empty(values.shape)
    found = 100.0 * (below + 0.5 * (upto - below)) / np.maximum(count, 1)
    np.put_along_axis(ranks, order, found, axis=1)
    return np.where(counted & (count >= LEAST_RANKED), ranks, np.nan)


def ranks_of(view: View, point: DataPoint) -> np.ndarray:
    """(R, N) ranks of a data point, the better the higher.

    Where a point is bound to size and the asset's tier holds 20 ranked assets, half the rank is
    that within the tier.
    """
    among = view.now(view.is_ranked)
    values = point.direction * values_of(view, point)
    ranks = rank_among(values, among)
    if point.is_size_bound:
        for tier in tier_masks(view.now(view.cap)).values():
            members = tier & among
            within = rank_among(values, members)
            is_full = members.sum(axis=1, keepdims=True) >= LEAST_IN_TIER
            is_both = is_full & np.isfinite(within)
            ranks = np.where(is_both, 0.5 * ranks + 0.5 * within, ranks)
    return ranks
