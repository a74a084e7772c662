"""The fan: half a Student-t of the asset's own volatility, half the pooled regression."""

from collections.abc import Sequence

import numpy as np

from markets.analytics.forecast.ewma import ewma_quantiles, ewma_volatility
from markets.analytics.forecast.features import features
from markets.analytics.forecast.levels import LEAST_RETURNS, LEVELS
from markets.analytics.forecast.pooled import pooled_quantiles
from markets.analytics.forecast.variance import daily_variance


def forecast_quantiles(
    close: np.ndarray,
    returns: np.ndarray,
    *,
    ranges: tuple[np.ndarray, np.ndarray, np.ndarray],
    days: np.ndarray,
    is_coin: np.ndarray,
    is_forecast: np.ndarray,
    horizons: Sequence[int],
) -> dict[int, np.ndarray]:
    """Quantiles (T, N, 7) of the log return over each horizon's days; NaN where unknown.

    Q = ½ (A + B), sorted; the median is 0. `close` (T, N) has its short holes filled, `returns` are
    its log returns, `ranges` the recorded open, high and low. `is_coin` (T, N) says what the pool
    learns from, `is_forecast` where a forecast is wanted (no stablecoin, no fiat money). It is
    given from 365 known returns on, where both parts are known. No row uses a later one.
    """
    levels = np.array(LEVELS)
    variance = daily_variance(*ranges, close)
    explained_by = features(variance, returns, is_coin)
    volatility = ewma_volatility(returns)
    unknown = ~is_forecast | (np.isfinite(returns).cumsum(axis=0) < LEAST_RETURNS)
    unknown |= np.isnan(returns)
    result = {}
    for horizon in horizons:
        part = pooled_quantiles(
            close, variance, explained_by,
            is_coin=is_coin, days=days, horizon=horizon, levels=levels,
        )  # fmt: skip
        both = np.sort(0.5 * (ewma_quantiles(volatility, horizon, levels) + part), axis=-1)
        both[unknown] = np.nan
        result[horizon] = both
    return result
