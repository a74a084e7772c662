"""Risk figures of simple daily returns, 365 of which make a year: plain functions of floats."""

from collections.abc import Sequence
from math import sqrt
from statistics import fmean

DAYS_A_YEAR = 365
TAIL = 0.05
# Equal returns differ from their mean by no more than this share of it.
NOISE = 1e-13


def volatility(returns: Sequence[float]) -> float:
    """Sample standard deviation × √365."""
    return _deviation(returns) * sqrt(DAYS_A_YEAR)


def downside_deviation(returns: Sequence[float], *, target: float = 0.0) -> float:
    """√(mean of min(r − target, 0)²) × √365, the mean over all days (Sortino's own form)."""
    below = fmean(min(value - target, 0.0) ** 2 for value in returns)
    return sqrt(below) * sqrt(DAYS_A_YEAR)


def sharpe(returns: Sequence[float], *, risk_free: float = 0.0) -> float | None:
    """(mean − risk-free) × 365 ÷ volatility."""
    return ratio((fmean(returns) - risk_free) * DAYS_A_YEAR, volatility(returns))


def sortino(returns: Sequence[float], *, risk_free: float = 0.0) -> float | None:
    """(mean − risk-free) × 365 ÷ downside deviation from the risk-free rate."""
    gain = (fmean(returns) - risk_free) * DAYS_A_YEAR
    return ratio(gain, downside_deviation(returns, target=risk_free))


def quantile(values: Sequence[float], share: float) -> float:
    """Empirical quantile, linear between order statistics (Hyndman and Fan's type 7).

    At 5% it is the value at risk: the loss, as a negative return, that 19 days in 20 beat.
    """
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def conditional_value_at_risk(returns: Sequence[float]) -> float:
    """Mean of the returns at or below the 5% quantile."""
    limit = quantile(returns, TAIL)
    return fmean(value for value in returns if value <= limit)


def profit_factor(returns: Sequence[float]) -> float | None:
    """Sum of gains ÷ sum of losses; None where nothing was lost."""
    gains = sum(value for value in returns if value > 0)
    return ratio(gains, -sum(value for value in returns if value < 0))


def skew(returns: Sequence[float]) -> float | None:
    """Sample skewness G1, corrected for bias; None under 3 returns or without spread."""
    count = len(returns)
    spread = _moment(returns, 2)
    if count < 3 or not spread:
        return None
    return _moment(returns, 3) / spread**1.5 * sqrt(count * (count - 1)) / (count - 2)


def kurtosis(returns: Sequence[float]) -> float | None:
    """Sample excess kurtosis G2, corrected for bias; None under 4 returns or without spread."""
    count = len(returns)
    spread = _moment(returns, 2)
    if count < 4 or not spread:
        return None
    excess = _moment(returns, 4) / spread**2 - 3
    return (count - 1) / ((count - 2) * (count - 3)) * ((count + 1) * excess + 6)


def beta(returns: Sequence[float], benchmark: Sequence[float]) -> float | None:
    """Covariance with the benchmark ÷ the benchmark's variance."""
    return ratio(_covariance(returns, benchmark), _covariance(benchmark, benchmark))


def correlation(returns: Sequence[float], benchmark: Sequence[float]) -> float | None:
    """Pearson's correlation of daily returns."""
    scale = _deviation(returns) * _deviation(benchmark)
    return ratio(_covariance(returns, benchmark), scale)


def ratio(figure: float, by: float) -> float | None:
    """A quotient, or None where there is nothing to divide by."""
    return figure / by if by else None


def _deviation(values: Sequence[float]) -> float:
    return sqrt(_covariance(values, values))


def _covariance(one: Sequence[float], other: Sequence[float]) -> float:
    """Sample covariance."""
    products = (a * b for a, b in zip(_away(one), _away(other), strict=True))
    return sum(products) / (len(one) - 1)


def _moment(values: Sequence[float], power: int) -> float:
    """Central moment."""
    return fmean(away**power for away in _away(values))


def _away(values: Sequence[float]) -> list[float]:
    """How far each value is from their mean; what is rounding noise of it is 0."""
    mean = fmean(values)
    noise = abs(mean) * NOISE
    return [value - mean if abs(value - mean) > noise else 0.0 for value in values]
