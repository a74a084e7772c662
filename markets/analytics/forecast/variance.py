"""The variance of a day, from its range where it has one."""

import numpy as np

from markets.analytics.series import shift

FLOOR = 1e-8


def daily_variance(
    opened: np.ndarray, high: np.ndarray, low: np.ndarray, close: np.ndarray
) -> np.ndarray:
    """Garman–Klass variance of the day plus that of the night before it, (T, N), at least 1e-8.

    ½ ln(h/l)² − (2 ln 2 − 1) ln(c/o)² + ln(o/c₋₁)². A day without open, high or low has its squared
    log return; the first day of a series, and the first after a gap, has NaN. `close` has its short
    holes filled. Source: Garman & Klass, On the Estimation of Security Price Volatilities from
    Historical Data (1980).
    """
    before = shift(close, 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return_squared = np.log(close / before) ** 2
        has_range = (low > 0) & (high >= low) & (opened > 0) & np.isfinite(high)
        day = 0.5 * np.log(high / low) ** 2 - (2 * np.log(2) - 1) * np.log(close / opened) ** 2
        night = np.log(opened / before) ** 2
        return np.maximum(np.where(has_range, day + night, return_squared), FLOOR)
