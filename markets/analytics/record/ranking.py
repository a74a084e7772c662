"""How well scores put assets in order: rank correlation a day, and returns by quintile."""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from markets.analytics.record.bootstrap import Estimate, block_days, estimate
from markets.analytics.series import mean_ranks, row_mean, row_slices

LEAST_ASSETS = 6
_UPPER_TAIL = 0.975  # of 95%, two-sided
QUINTILES, LEAST_FOR_QUINTILES = 5, 25


@dataclass(frozen=True, slots=True)
class Correlation:
    """The mean of daily rank correlations, with its interval and Newey–West t over n days.

    `positive` is the fraction of the days on which it was above 0, `critical_t` the t from which on
    so many days exclude no effect.
    """

    mean: Estimate
    t: float
    positive: float
    critical_t: float

    @property
    def is_significant(self) -> bool:
        """Whether both the interval and the t exclude no effect.

        A bootstrap of few blocks is too sure, and so is a t that is held against the normal's 1.96
        where scores change slowly: of 150 records of pure chance both excluded 0 in 7% over 370
        days at 7 days, in 15% over 730 days at 90. Against Student's t they do in 1% and 3%.
        """
        return self.mean.excludes() and abs(self.t) >= self.critical_t


@dataclass(frozen=True, slots=True)
class Quintiles:
    """Mean simple returns of the fifths of assets by score, lowest first, over n days."""

    returns: tuple[float, ...]
    top_less_bottom: Estimate


def daily_correlations(
    scores: np.ndarray, outcomes: np.ndarray, *, least: int = LEAST_ASSETS
) -> np.ndarray:
    """Spearman's rank correlation over the assets of each day (T,), NaN below `least` assets.

    Only assets with both a score and an outcome count; equal ones share their mean rank.
    """
    correlations = np.full(len(scores), np.nan)
    for days in row_slices(scores.shape):
        known = np.isfinite(scores[days]) & np.isfinite(outcomes[days])
        first, second = (_centred_ranks(one[days], known) for one in (scores, outcomes))
        with np.errstate(invalid="ignore", divide="ignore"):
            found = (first * second).sum(axis=1) / np.sqrt(
                (first**2).sum(axis=1) * (second**2).sum(axis=1)
            )
        correlations[days] = np.where(known.sum(axis=1) >= least, found, np.nan)
    return correlations


def correlation(daily: np.ndarray, *, horizon: int) -> Correlation:
    """The mean of daily correlations (T,) whose outcomes reach `horizon` days ahead."""
    known = daily[np.isfinite(daily)]
    mean = estimate(
        np.column_stack([known, np.ones_like(known)]),
        lambda sums: sums[..., 0] / sums[..., 1],
        horizon=horizon,
    )
    positive = float((known > 0).mean()) if len(known) else np.nan
    t = newey_west_t(known, lags=horizon + 5)
    return Correlation(mean, t, positive, _critical_t(len(known), horizon=horizon))


def _critical_t(days: int, *, horizon: int) -> float:
    """Student's t of as many observations as the days have blocks: those are nearly independent."""
    return float(stdtrit(max(days / block_days(horizon) - 1, 1), _UPPER_TAIL))


def newey_west_t(values: np.ndarray, *, lags: int) -> float:
    """The mean ÷ its standard error from Bartlett-weighted autocovariances; NaN for ≤ lags values.

    Source: Newey & West, A Simple, Positive Semi-Definite, Heteroskedasticity and Autocorrelation
    Consistent Covariance Matrix (1987).
    """
    n = len(values)
    if n <= lags + 1:
        return np.nan
    away = values - values.mean()
    variance = away @ away / n
    for lag in range(1, lags + 1):
        variance += 2 * (1 - lag / (lags + 1)) * (away[lag:] @ away[:-lag]) / n
    return float(values.mean() / np.sqrt(variance / n)) if variance > 0 else np.nan


def quintiles(scores: np.ndarray, outcomes: np.ndarray, *, horizon: int) -> Quintiles | None:
    """Returns by fifth of the score, over the days with at least 25 assets; None without any."""
    means = np.full((len(scores), QUINTILES), np.nan)
    for days in row_slices(scores.shape):
        means[days] = _means_of_fifths(scores[days], outcomes[days])
    means = means[np.isfinite(means).all(axis=1)]
    if not len(means):
        return None
    spread = estimate(
        np.column_stack([means[:, -1] - means[:, 0], np.ones(len(means))]),
        lambda sums: sums[..., 0] / sums[..., 1],
        horizon=horizon,
    )
    return Quintiles(tuple(means.mean(axis=0)), spread)


def _means_of_fifths(scores: np.ndarray, outcomes: np.ndarray) -> np.ndarray:
    """(T, 5) Mean outcomes, NaN on days with too few assets."""
    known = np.isfinite(scores) & np.isfinite(outcomes)
    count = known.sum(axis=1, keepdims=True)
    ranks = mean_ranks(np.where(known, scores, np.nan))
    with np.errstate(invalid="ignore", divide="ignore"):
        fifth = np.floor((ranks - 0.5) * QUINTILES / count)
    means = np.column_stack([row_mean(outcomes, fifth == number) for number in range(QUINTILES)])
    return np.where(count >= LEAST_FOR_QUINTILES, means, np.nan)


def _centred_ranks(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Ranks less their mean; 0 where unknown."""
    ranks = mean_ranks(np.where(known, values, np.nan))
    middle = (known.sum(axis=1, keepdims=True) + 1) / 2
    return np.where(known, ranks - middle, 0.0)
