"""Part B of the forecast: a pooled regression of the variance, and the shapes of past returns."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from markets.analytics.forecast.features import next_variance
from markets.analytics.series import shift, sorted_quantiles

RIDGE = 1e-3
SHAPE_DAYS = 730
OWN_VALUES, POOLED_VALUES = 200, 300


@dataclass(frozen=True, slots=True)
class Explained:
    """What the regression reads of some assets: (T, N) each, `explained_by` (T, N, 9)."""

    close: np.ndarray
    variance: np.ndarray
    explained_by: np.ndarray
    is_coin: np.ndarray


@dataclass(frozen=True, slots=True)
class Fit:
    """The regression of a first of the month, in use for the rows from `fitted` to `until`.

    Shapes are of the outcomes that begin in the rows from `begin` to `known`.
    """

    horizon: int
    fitted: int
    until: int
    known: int
    begin: int
    weights: np.ndarray


def fits(moments: np.ndarray, days: np.ndarray, *, horizon: int, rows: int) -> Iterator[Fit]:
    """Those that serve any of the last `rows` days; from sums (T, 10, 10) of `moments_of`."""
    for fitted, until in _months(days):
        known = fitted - horizon
        if known >= 0 and until > len(days) - rows:
            begin = max(known - SHAPE_DAYS + 1, 0)
            yield Fit(horizon, fitted, until, known, begin, _solve(moments[known]))


def moments_of(part: Explained, horizon: int) -> np.ndarray:
    """Σ over coins and rows up to each of [x y]ᵀ[x y]: (T, 10, 10), whole observations alone."""
    explained = next_variance(part.variance, horizon)
    both = np.concatenate([part.explained_by, explained[..., None]], axis=-1)
    both[~(part.is_coin & np.isfinite(both).all(axis=-1))] = 0.0
    return np.cumsum(both.transpose(0, 2, 1) @ both, axis=0)


def pooled_quantiles(
    parts: Iterable[Explained], fit: Fit, *, levels: np.ndarray, rows: int
) -> np.ndarray:
    """Quantiles (n, N, levels) of the log return over the fit's horizon; NaN where unknown.

    They are those of its days that are among the last `rows`. On the first of each month the
    regression and the shapes are fitted to the outcomes known on that day, and serve until the
    next: σ_B (½ own shape + ½ pooled shape). Sources: Corsi, A Simple Approximate Long-Memory
    Model of Realized Volatility (2009); Bollerslev, Hood, Huss & Pedersen, Risk Everywhere (2018);
    Barone-Adesi, Giannopoulos & Vosper, VaR without Correlations (1999).
    """
    levels = np.append(levels, 0.5)
    scales, owns, pool = [], [], []
    for part in parts:
        scale = np.exp(0.5 * (part.explained_by[fit.begin : fit.until] @ fit.weights))
        past = _past(part.close, scale, fit)
        start = max(fit.fitted, len(part.close) - rows)
        scales.append(scale[start - fit.begin :])
        owns.append(_own_shapes(past, levels))
        pool.append(past[part.is_coin[fit.begin : fit.known + 1] & np.isfinite(past)])
    shape = _shapes(np.concatenate(owns), _joined(pool), levels)
    return np.concatenate(scales, axis=1)[:, :, None] * shape


def _months(days: np.ndarray) -> Iterator[tuple[int, int]]:
    """The rows from each first of a month up to the next."""
    firsts = np.flatnonzero(days == days.astype("datetime64[M]").astype("datetime64[D]"))
    yield from zip(firsts.tolist(), [*firsts[1:].tolist(), len(days)], strict=True)


def _solve(moments: np.ndarray) -> np.ndarray:
    """β = (XᵀX + 10⁻³ I)⁻¹ Xᵀy."""
    squares, products = moments[:-1, :-1], moments[:-1, -1]
    return np.linalg.solve(squares + RIDGE * np.eye(len(squares)), products)


def _past(close: np.ndarray, scale: np.ndarray, fit: Fit) -> np.ndarray:
    """Returns over the horizon ÷ σ_B, of those that a fit knows."""
    with np.errstate(invalid="ignore"):
        logs = np.log(close[fit.begin : fit.fitted + 1])
    ahead = shift(logs, -fit.horizon)[: fit.known + 1 - fit.begin]
    return (ahead - logs[: len(ahead)]) / scale[: len(ahead)]


def _own_shapes(past: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """(N, levels): each asset's quantiles, NaN for fewer than 200 values."""
    own = sorted_quantiles(np.sort(past.T, axis=1), levels)
    return np.where(np.isfinite(past).sum(axis=0)[:, None] >= OWN_VALUES, own, np.nan)


def _joined(chunks: list[np.ndarray]) -> np.ndarray:
    """All values of chunks, each of which is let go as it is copied."""
    joined = np.empty(sum(map(len, chunks)))
    end = len(joined)
    while chunks:
        chunk = chunks.pop()
        joined[end - len(chunk) : end] = chunk
        end -= len(chunk)
    return joined


def _shapes(own: np.ndarray, pool: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """Each asset's mean of its own and the pooled shape, (N, levels) without the median.

    A shape is the quantiles of returns ÷ σ_B less their median; an own one that is unknown is
    replaced by the pooled one, and a pooled one with fewer than 300 values is NaN.
    """
    if len(pool) < POOLED_VALUES:
        return np.full((len(own), len(levels) - 1), np.nan)
    pooled = np.quantile(pool, levels, overwrite_input=True)
    shape = 0.5 * np.where(np.isnan(own), pooled, own) + 0.5 * pooled
    return shape[:, :-1] - shape[:, -1:]
