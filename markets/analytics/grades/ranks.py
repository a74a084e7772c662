"""Ranks from 0 to 100 among the assets of a day."""

import numpy as np

from markets.analytics.panel import View
from markets.analytics.points.base import DataPoint
from markets.analytics.points.registry import values_of
from markets.analytics.series import EQUAL, mean_ranks
from markets.analytics.tiers import tier_masks

LEAST_RANKED = 5
LEAST_IN_TIER = 20


def rank_among(values: np.ndarray, among: np.ndarray) -> np.ndarray:
    """100 × (how many are less + ½ how many are equal, itself included) ÷ n, row by row.

    Of (R, N) values those that are known and `among` the ranked count; NaN for the others, and in
    rows with fewer than five.
    """
    counted = among & np.isfinite(values)
    count = counted.sum(axis=1, keepdims=True)
    ranks = 100.0 * (mean_ranks(np.where(counted, values, np.nan)) - 0.5) / np.maximum(count, 1)
    return np.where(count >= LEAST_RANKED, ranks, np.nan)


def rank_beside(value: float, others: np.ndarray) -> float:
    """The rank that `rank_among` gives one known value beside known others (N,), by counting.

    NaN where they are fewer than five together.
    """
    count = len(others) + 1
    if count < LEAST_RANKED:
        return np.nan
    reach = EQUAL * abs(value)
    less = np.count_nonzero(others < value - reach)
    equal = 1 + np.count_nonzero(others <= value + reach) - less
    return 100.0 * (less + equal / 2) / count


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
