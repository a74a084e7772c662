"""The fan: half a Student-t of the asset's own volatility, half the pooled regression."""

from collections.abc import Iterator, Sequence

import numpy as np

from markets.analytics.forecast.ewma import ewma_quantiles, ewma_volatility
from markets.analytics.forecast.features import features, market_means
from markets.analytics.forecast.levels import HORIZONS, LEAST_RETURNS, LEVELS
from markets.analytics.forecast.pooled import (
    Explained,
    Fit,
    fits,
    moments_of,
    pooled_quantiles,
)
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
    levels, days = np.array(LEVELS), view.panel.days
    rows = len(days) if rows is None else rows
    volatility, is_unknown = _own_volatility(view, rows)
    shape = (rows, len(view.panel.assets), len(levels))
    result = {horizon: np.full(shape, np.nan) for horizon in horizons}
    for fit, pooled in _pooled(view, horizons, levels=levels, rows=rows):
        at = slice(max(fit.fitted - len(days) + rows, 0), fit.until - len(days) + rows)
        student = ewma_quantiles(volatility[at], fit.horizon, levels)
        both = np.sort(0.5 * (student + pooled), axis=-1)
        both[is_unknown[at]] = np.nan
        result[fit.horizon][at] = both
    return result


def _own_volatility(view: View, rows: int) -> tuple[np.ndarray, np.ndarray]:
    """σ_E (R, N), and where an asset has no forecast, of the last days."""
    volatility, is_unknown = [], []
    for part in view.parts():
        volatility.append(ewma_volatility(part.log)[-rows:])
        returns = np.isfinite(part.log).cumsum(axis=0, dtype=np.int32)[-rows:]
        unknown = (returns < LEAST_RETURNS) | np.isnan(part.log[-rows:])
        is_unknown.append(unknown | np.isin(part.kinds[-rows:], (STABLECOIN, FIAT)))
    return np.concatenate(volatility, axis=1), np.concatenate(is_unknown, axis=1)


def _pooled(
    view: View, horizons: Sequence[int], *, levels: np.ndarray, rows: int
) -> Iterator[tuple[Fit, np.ndarray]]:
    """Each fit that serves a wanted day, with its quantiles."""
    days = view.panel.days
    parts = _Parts(view)
    sums = {horizon: np.zeros(()) for horizon in horizons}
    for part in parts:
        for horizon in horizons:
            sums[horizon] = sums[horizon] + moments_of(part, horizon)
    for horizon in horizons:
        for fit in fits(sums[horizon], days, horizon=horizon, rows=rows):
            yield fit, pooled_quantiles(parts, fit, levels=levels, rows=rows)


class _Parts:
    """What the regression reads, part by part and again and again; a single part is kept."""

    def __init__(self, view: View):
        self.view = view
        variances = ((daily_variance(one), one.kinds == COIN) for one in view.parts())
        self.market = market_means(variances, days=len(view.panel.days))
        self.whole: Explained | None = None

    def __iter__(self) -> Iterator[Explained]:
        if self.whole is not None:
            yield self.whole
            return
        for part in self.view.parts():
            variance = daily_variance(part)
            explained_by = features(variance, part.log, self.market)
            found = Explained(part.close, variance, explained_by, part.kinds == COIN)
            if part is self.view:
                self.whole = found
            yield found
