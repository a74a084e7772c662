"""What the pooled regression explains the variance of the next days with."""

import numpy as np

from markets.analytics import windows
from markets.analytics.series import row_mean, shift

SPANS = (1, 5, 22, 66, 250)
MARKET_SPANS = (5, 22)
FALL_SPAN = 22


def features(variance: np.ndarray, returns: np.ndarray, is_coin: np.ndarray) -> np.ndarray:
    """(T, N, 9): 1; ln of the mean variance of 1, 5, 22, 66, 250 days; market; fall of the day.

    A mean needs half of its days; that of 250 is else that of 66. The market's are the means over
    coins of the 5- and 22-day ones; the fall is min(r, 0) ÷ √(mean variance of 22 days).
    """
    means = {days: _mean(variance, days) for days in SPANS}
    means[250] = np.where(np.isnan(means[250]), means[66], means[250])
    logs = {days: np.log(mean) for days, mean in means.items()}
    fall = np.minimum(returns, 0.0) / np.sqrt(means[FALL_SPAN])
    columns = [np.ones_like(variance), *(logs[days] for days in SPANS)]
    for days in MARKET_SPANS:
        market = row_mean(logs[days], is_coin)[:, None]
        columns.append(np.broadcast_to(market, variance.shape))
    return np.stack([*columns, fall], axis=-1)


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
