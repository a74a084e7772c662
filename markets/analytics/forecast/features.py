"""What the pooled regression explains the variance of the next days with."""

from collections.abc import Iterable

import numpy as np

from markets.analytics import windows
from markets.analytics.series import shift

SPANS = (1, 5, 22, 66, 250)
MARKET_SPANS = (5, 22)
FALL_SPAN = 22


def market_means(parts: Iterable[tuple[np.ndarray, np.ndarray]], *, days: int) -> np.ndarray:
    """(T, 2): the means over coins of ln of the mean variance of 5 and 22 days.

    Each part of the assets is its variances and which of them are coins, both (T, Np).
    """
    total, count = np.zeros((2, days, len(MARKET_SPANS)))
    for variance, is_coin in parts:
        for place, span in enumerate(MARKET_SPANS):
            logs = np.log(_mean(variance, span))
            counted = is_coin & np.isfinite(logs)
            total[:, place] += np.where(counted, logs, 0.0).sum(axis=1)
            count[:, place] += counted.sum(axis=1)
    return windows.divide(total, count)


def features(variance: np.ndarray, returns: np.ndarray, market: np.ndarray) -> np.ndarray:
    """(T, N, 9): 1; ln of the mean variance of 1, 5, 22, 66, 250 days; market; fall of the day.

    A mean needs half of its days; that of 250 is else that of 66. The market's are `market_means`;
    the fall is min(r, 0) ÷ √(mean variance of 22 days).
    """
    found = np.empty((*variance.shape, 2 + len(SPANS) + len(MARKET_SPANS)))
    found[..., 0] = 1.0
    for place, span in enumerate(SPANS, start=1):
        mean = _mean(variance, span)
        if span == FALL_SPAN:
            found[..., -1] = np.minimum(returns, 0.0) / np.sqrt(mean)
        found[..., place] = np.log(mean)
    longest = found[..., len(SPANS)]
    np.copyto(longest, found[..., len(SPANS) - 1], where=np.isnan(longest))
    found[..., len(SPANS) + 1 : -1] = market[:, None, :]
    return found


def next_variance(variance: np.ndarray, horizon: int) -> np.ndarray:
    """ln of the mean variance of the `horizon` days after each row (T, N); NaN while not known."""
    whole = windows.known(variance, days=horizon) == horizon
    mean = np.where(whole, windows.mean(variance, days=horizon), np.nan)
    return shift(np.log(mean), -horizon)


def _mean(variance: np.ndarray, days: int) -> np.ndarray:
    """Means of windows of which half is known, of which a part may lie before the first row."""
    before = np.full((days - 1, variance.shape[1]), np.nan)
    padded = np.concatenate([before, variance])
    enough = windows.known(padded, days=days) >= days / 2
    return np.where(enough, windows.mean(padded, days=days), np.nan)[days - 1 :]
