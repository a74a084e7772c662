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
    parts = _Parts(view, is_kept=rows == len(days))
    sums = {horizon: np.zeros(()) for horizon in horizons}
    for part in parts:
        for horizon in horizons:
            sums[horizon] = sums[horizon] + moments_of(part, horizon)
    for horizon in horizons:
        for fit in fits(sums[horizon], days, horizon=horizon, rows=rows):
            yield fit, pooled_quantiles(parts, fit, levels=levels, rows=rows)


class _Parts:
    """What the regression reads, part by part and again for each of its months.

    Where all days are wanted there are many months, and what was computed is kept; a night's few
    compute it anew, of which 15,000 assets would take a gigabyte.
    """

    def __init__(self, view: View, *, is_kept: bool):
        self.view, self.is_kept = view, is_kept
        variances = ((daily_variance(one), one.kinds == COIN) for one in view.parts())
        self.market = market_means(variances, days=len(view.panel.days))
        self.kept: list[Explained] = []

    def __iter__(self) -> Iterator[Explained]:
        if self.kept:
            yield from self.kept
            return
        found = map(self._explained, self.view.parts())
        if self.is_kept:
            self.kept = list(found)
            yield from self.kept
        else:
            yield from found

    def _explained(self, part: View) -> Explained:
        variance = daily_variance(part)
        explained_by = features(variance, part.log, self.market)
        return Explained(part.close, variance, explained_by, part.kinds == COIN)
