"""What following a signal would have done to holdings as they were, day by day."""

import numpy as np

from markets.analytics.series import shift


def followed_holdings(
    values: np.ndarray, closes: np.ndarray, trend: np.ndarray, *, cost: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Daily simple returns (T,) of following, of holding, and the fraction that was traded.

    `values` (T, N) are the holdings' at each close, `trend` their signals' (1, 0, −1), NaN where
    there is none. A holding counts with its share of the day before: in full while its trend was
    1 at that close or is unknown, else as money that earns nothing. Each change of that costs
    `cost` of what changes. NaN where nothing was held the day before.
    """
    before = shift(np.maximum(np.nan_to_num(values), 0.0), 1)
    total = np.nansum(before, axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(total > 0, np.nan_to_num(before) / total, np.nan)
        returns = np.nan_to_num(closes / shift(closes, 1) - 1.0)
    position = np.where(np.isnan(trend), 1.0, trend == 1)
    held, earlier = shift(position, 1), shift(position, 2)
    changed = np.abs(held - np.where(np.isnan(earlier), held, earlier))
    follow = share * (np.nan_to_num(held) * returns - cost * np.nan_to_num(changed))
    traded = (share * np.nan_to_num(changed)).sum(axis=1)
    return follow.sum(axis=1), (share * returns).sum(axis=1), traded
