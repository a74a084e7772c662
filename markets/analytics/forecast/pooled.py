"""Part B of the forecast: a pooled regression of the variance, and the shapes of past returns."""

from collections.abc import Iterator

import numpy as np

from markets.analytics.forecast.features import next_variance
from markets.analytics.series import shift, sorted_quantiles

RIDGE = 1e-3
SHAPE_DAYS = 730
OWN_VALUES, POOLED_VALUES = 200, 300


def pooled_quantiles(
    close: np.ndarray,
    variance: np.ndarray,
    explained_by: np.ndarray,
    *,
    is_coin: np.ndarray,
    days: np.ndarray,
    horizon: int,
    levels: np.ndarray,
    rows: int,
) -> np.ndarray:
    """Quantiles of the log return over `horizon` days, (rows, N, levels); NaN where unknown.

    They are those of the last `rows` days.

    On the first of each month the regression and the shapes are fitted to the outcomes known on
    that day, and serve until the next: σ_B (½ own shape + ½ pooled shape). Sources: Corsi, A Simple
    Approximate Long-Memory Model of Realized Volatility (2009); Bollerslev, Hood, Huss & Pedersen,
    Risk Everywhere (2018); Barone-Adesi, Giannopoulos & Vosper, VaR without Correlations (1999).
    """
    first = len(close) - rows
    result = np.full((rows, close.shape[1], len(levels)), np.nan)
    moments = _moments(explained_by, next_variance(variance, horizon), is_coin)
    with np.errstate(invalid="ignore"):
        outcome = shift(np.log(close), -horizon) - np.log(close)
    for fitted, until in _months(days):
        known = fitted - horizon
        if known < 0 or until <= first:
            continue
        weights = _solve(moments[known])
        begin = max(known - SHAPE_DAYS + 1, 0)
        scale = np.exp(0.5 * (explained_by[begin:until] @ weights))
        past = outcome[begin : known + 1] / scale[: known + 1 - begin]
        shape = _shapes(past, is_coin[begin : known + 1], levels)
        start = max(fitted, first)
        result[start - first : until - first] = scale[start - begin :, :, None] * shape
    return result


def _months(days: np.ndarray) -> Iterator[tuple[int, int]]:
    """The rows from each first of a month up to the next."""
    firsts = np.flatnonzero(days == days.astype("datetime64[M]").astype("datetime64[D]"))
    yield from zip(firsts, [*firsts[1:], len(days)], strict=True)


def _moments(explained_by: np.ndarray, explained: np.ndarray, is_coin: np.ndarray) -> np.ndarray:
    """Σ over coins and rows up to each of [x y]ᵀ[x y]: (T, 10, 10), whole observations alone."""
    both = np.concatenate([explained_by, explained[..., None]], axis=-1)
    both[~(is_coin & np.isfinite(both).all(axis=-1))] = 0.0
    return np.cumsum(both.transpose(0, 2, 1) @ both, axis=0)


def _solve(moments: np.ndarray) -> np.ndarray:
    """β = (XᵀX + 10⁻³ I)⁻¹ Xᵀy."""
    squares, products = moments[:-1, :-1], moments[:-1, -1]
    return np.linalg.solve(squares + RIDGE * np.eye(len(squares)), products)


def _shapes(past: np.ndarray, is_coin: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """Each asset's mean of its own and the pooled shape, (N, levels).

    A shape is the quantiles of returns ÷ σ_B less their median; an own one with fewer than 200
    values is replaced by the pooled one, and a pooled one with fewer than 300 is NaN.
    """
    levels = np.append(levels, 0.5)
    coins = past[is_coin & np.isfinite(past)]
    if len(coins) < POOLED_VALUES:
        return np.full((past.shape[1], len(levels) - 1), np.nan)
    pooled = np.quantile(coins, levels)
    own = sorted_quantiles(np.sort(past.T, axis=1), levels)
    own = np.where(np.isfinite(past).sum(axis=0)[:, None] >= OWN_VALUES, own, pooled)
    shape = 0.5 * own + 0.5 * pooled
    return shape[:, :-1] - shape[:, -1:]
