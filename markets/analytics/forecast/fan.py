"""The fan: half a Student-t of the asset's own volatility, half the pooled regression."""

from collections.abc import Sequence

import numpy as np

from markets.analytics.forecast.ewma import ewma_quantiles, ewma_volatility
from markets.analytics.forecast.features import features
from markets.analytics.forecast.levels import HORIZONS, LEAST_RETURNS, LEVELS
from markets.analytics.forecast.pooled import pooled_quantiles
from markets.analytics.forecast.variance import daily_variance
from markets.analytics.panel import COIN, FIAT, STABLECOIN, View


def quantiles(
    view: View, horizons: Sequence[int] = HORIZONS, *, rows: int | None = None
) -> dict[int, np.ndarray]:
    """Quantiles (R, N, 7) of the log return over each horizon's days; NaN where unknown.

    They are those of the last `rows` days, by default all.

    Q = ½ (A + B), sorted; the median is 0. It is given from 365 known returns on, where the day's
    own and both parts are known, and of neither a stablecoin nor fiat money. The pool learns from
    coins. No row uses a later one.
    """
    levels, days, is_coin = np.array(LEVELS), view.panel.days, view.kinds == COIN
    rows = len(days) if rows is None else rows
    variance = daily_variance(view)
    explained_by = features(variance, view.log, is_coin)
    volatility = ewma_volatility(view.log)[-rows:]
    unknown = np.isfinite(view.log).cumsum(axis=0) < LEAST_RETURNS
    unknown |= np.isnan(view.log) | np.isin(view.kinds, (STABLECOIN, FIAT))
    result = {}
    for horizon in horizons:
        pooled = pooled_quantiles(
            view.close, variance, explained_by,
            is_coin=is_coin, days=days, horizon=horizon, levels=levels, rows=rows,
        )  # fmt: skip
        both = np.sort(0.5 * (ewma_quantiles(volatility, horizon, levels) + pooled), axis=-1)
        both[unknown[-rows:]] = np.nan
        result[horizon] = both
    return result
