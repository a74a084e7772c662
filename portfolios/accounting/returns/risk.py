"""Risk figures: plain functions of simple daily returns, 365 of which make a year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate
from math import sqrt
from operator import mul
from statistics import fmean

from markets.numbers import ONE, ZERO, exact
from portfolios.accounting.returns.performance import DAYS_A_YEAR, DailyReturn, annualised

_TAIL = 0.05
# What chained quotients may lose on the way down and back up.
_ROUNDING = Decimal("1e-12")


@dataclass(frozen=True, slots=True)
class Drawdown:
    """The deepest fall of the chained return: depth ≤ 0, from the peak's day to the trough's.

    `recovered` is the first day back at the peak, or None.
    """

    depth: float
    start: date
    end: date
    recovered: date | None


@dataclass(frozen=True, slots=True)
class Risk:
    """Figures of a stretch of daily returns; None where one cannot be formed."""

    volatility: float
    downside_deviation: float
    sharpe: float | None
    sortino: float | None
    calmar: float | None
    drawdown: Drawdown
    value_at_risk: float
    conditional_value_at_risk: float
    best_day: float
    worst_day: float
    tail_ratio: float | None
    skew: float | None
    kurtosis: float | None
    profit_factor: float | None
    beta: float | None
    correlation: float | None


def measured(returns: Sequence[DailyReturn]) -> Sequence[DailyReturn]:
    """The days that risk is measured on: from the second on."""
    return returns[1:]


def risk_of(
    returns: Sequence[DailyReturn],
    *,
    benchmark: Sequence[float] | None = None,
    risk_free: float = 0.0,
) -> Risk | None:
    """Every figure, or None with fewer than two returns from the second day on.

    `benchmark` holds simple returns of the same days as `returns`, its first day included.
    `risk_free` is a simple daily rate.
    """
    days = measured(returns)
    if len(days) < 2:
        return None
    simple = [float(day.simple) for day in days]
    fall = max_drawdown(days, since=returns[0].day)
    against = benchmark[1:] if benchmark is not None else None
    return Risk(
        volatility=volatility(simple),
        downside_deviation=downside_deviation(simple, target=risk_free),
        sharpe=sharpe(simple, risk_free=risk_free),
        sortino=sortino(simple, risk_free=risk_free),
        calmar=calmar(simple, depth=fall.depth),
        drawdown=fall,
        value_at_risk=quantile(simple, _TAIL),
        conditional_value_at_risk=conditional_value_at_risk(simple),
        best_day=max(simple),
        worst_day=min(simple),
        tail_ratio=_ratio(abs(quantile(simple, 1 - _TAIL)), abs(quantile(simple, _TAIL))),
        skew=skew(simple),
        kurtosis=kurtosis(simple),
        profit_factor=profit_factor(simple),
        beta=beta(simple, against) if against is not None else None,
        correlation=correlation(simple, against) if against is not None else None,
    )


def volatility(returns: Sequence[float]) -> float:
    """Sample standard deviation × √365."""
    return _deviation(returns) * sqrt(DAYS_A_YEAR)


def downside_deviation(returns: Sequence[float], *, target: float = 0.0) -> float:
    """√(mean of min(r − target, 0)²) × √365, the mean over all days (Sortino's own form)."""
    below = fmean(min(value - target, 0.0) ** 2 for value in returns)
    return sqrt(below) * sqrt(DAYS_A_YEAR)


def sharpe(returns: Sequence[float], *, risk_free: float = 0.0) -> float | None:
    """(mean − risk-free) × 365 ÷ volatility."""
    return _ratio((fmean(returns) - risk_free) * DAYS_A_YEAR, volatility(returns))


def sortino(returns: Sequence[float], *, risk_free: float = 0.0) -> float | None:
    """(mean − risk-free) × 365 ÷ downside deviation from the risk-free rate."""
    gain = (fmean(returns) - risk_free) * DAYS_A_YEAR
    return _ratio(gain, downside_deviation(returns, target=risk_free))


def calmar(returns: Sequence[float], *, depth: float) -> float | None:
    """Chained return, yearly from a year on, ÷ the depth of the deepest fall."""
    total = 1.0
    for value in returns:
        total *= 1 + value
    return _ratio(annualised(total - 1, days=len(returns)), -depth)


def max_drawdown(days: Sequence[DailyReturn], *, since: date) -> Drawdown:
    """The deepest fall below the running peak of Π (1 + r), which is 1 at the end of `since`."""
    levels = _levels(days)
    peak = top = ONE
    depth, start, end, peak_day = ZERO, since, since, since
    with exact():
        for day, level in zip(days, levels, strict=True):
            if level >= peak:
                peak, peak_day = level, day.day
            elif level / peak - ONE < depth:
                depth, start, end, top = level / peak - ONE, peak_day, day.day, peak
        back = top * (ONE - _ROUNDING)
    later = zip(days, levels, strict=True)
    recovered = (day.day for day, level in later if day.day > end and level >= back)
    return Drawdown(float(depth), start, end, next(recovered, None) if depth else None)


def running_drawdowns(days: Sequence[DailyReturn]) -> list[float]:
    """How far Π (1 + r) is below its highest so far at the end of each day: 0 or less.

    The level is 1 before the first of the days, which are those that risk is measured on.
    """
    levels = _levels(days)
    peaks = list(accumulate(levels, max, initial=ONE))[1:]
    with exact():
        return [float(level / peak - ONE) for level, peak in zip(levels, peaks, strict=True)]


def _levels(days: Sequence[DailyReturn]) -> list[Decimal]:
    """Π (1 + r) up to each day.

    Exact, for all that is left of a value that fell to next to nothing is what floats round.
    """
    with exact():
        return list(accumulate((ONE + day.simple for day in days), mul))


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
    limit = quantile(returns, _TAIL)
    return fmean(value for value in returns if value <= limit)


def profit_factor(returns: Sequence[float]) -> float | None:
    """Sum of gains ÷ sum of losses; None where nothing was lost."""
    gains = sum(value for value in returns if value > 0)
    return _ratio(gains, -sum(value for value in returns if value < 0))


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
    return _ratio(_covariance(returns, benchmark), _covariance(benchmark, benchmark))


def correlation(returns: Sequence[float], benchmark: Sequence[float]) -> float | None:
    """Pearson's correlation of daily returns."""
    scale = _deviation(returns) * _deviation(benchmark)
    return _ratio(_covariance(returns, benchmark), scale)


def _ratio(figure: float, by: float) -> float | None:
    return figure / by if by else None


def _deviation(values: Sequence[float]) -> float:
    return sqrt(_covariance(values, values))


def _covariance(one: Sequence[float], other: Sequence[float]) -> float:
    """Sample covariance."""
    mean, other_mean = fmean(one), fmean(other)
    products = ((a - mean) * (b - other_mean) for a, b in zip(one, other, strict=True))
    return sum(products) / (len(one) - 1)


def _moment(values: Sequence[float], power: int) -> float:
    """Central moment."""
    mean = fmean(values)
    return fmean((value - mean) ** power for value in values)
