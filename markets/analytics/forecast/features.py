"""What the pooled regression explains the variance of the next days with."""

import numpy as np

from markets.analytics.series import row_mean, shift, trailing_mean, trailing_sum

SPANS = (1, 5, 22, 66, 250)
MARKET_SPANS = (5, 22)
FALL_SPAN = 22
COUNT = 1 + len(SPANS) + len(MARKET_SPANS) + 1


def features(variance: np.ndarray, returns: np.ndarray, is_coin: np.ndarray) -> np.ndarray:
    """(T, N, 9): 1; ln of the mean variance of 1, 5, 22, 66, 250 days; market; fall of the day.

    A mean needs half of its days; that of 250 is else that of 66. The market's are the means over
    coins of the 5- and 22-day ones; the fall is min(r, 0) ÷ √(mean variance of 22 days).
    """
    means = {span: trailing_mean(variance, span, least=span / 2) for span in SPANS}
    means[250] = np.where(np.isnan(means[250]), means[66], means[250])
    with np.errstate(invalid="ignore"):
        logs = {span: np.log(mean) for span, mean in means.items()}
        fall = np.minimum(returns, 0.0) / np.sqrt(means[FALL_SPAN])
    columns = [np.ones_like(variance), *(logs[span] for span in SPANS)]
    for span in MARKET_SPANS:
        market = row_mean(logs[span], is_coin)[:, None]
        columns.append(np.broadcast_to(market, variance.shape))
    return np.stack([*columns, fall], axis=-1)


def next_variance(variance: np.ndarray, horizon: int) -> np.ndarray:
    """ln of the mean variance of the `horizon` days after each row (T, N); NaN while not known."""
    total = trailing_sum(np.where(np.isfinite(variance), variance, 0.0), horizon)
    known = trailing_sum(np.isfinite(variance), horizon)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(known == horizon, np.log(total / horizon), np.nan)
    return shift(mean, -horizon)
