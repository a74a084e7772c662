"""Risk figures of a stretch of daily returns; drawdowns, which are exact, from its levels."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate
from operator import mul

from markets.analytics.risk import (
    TAIL,
    beta,
    conditional_value_at_risk,
    correlation,
    downside_deviation,
    kurtosis,
    profit_factor,
    quantile,
    ratio,
    sharpe,
    skew,
    sortino,
    volatility,
)
from markets.numbers import ONE, ZERO, exact
from portfolios.accounting.returns.performance import DailyReturn, annualised

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
        value_at_risk=quantile(simple, TAIL),
        conditional_value_at_risk=conditional_value_at_risk(simple),
        best_day=max(simple),
        worst_day=min(simple),
        tail_ratio=ratio(abs(quantile(simple, 1 - TAIL)), abs(quantile(simple, TAIL))),
        skew=skew(simple),
        kurtosis=kurtosis(simple),
        profit_factor=profit_factor(simple),
        beta=beta(simple, against) if against is not None else None,
        correlation=correlation(simple, against) if against is not None else None,
    )


def calmar(returns: Sequence[float], *, depth: float) -> float | None:
    """Chained return, yearly from a year on, ÷ the depth of the deepest fall."""
    total = 1.0
    for value in returns:
        total *= 1 + value
    return ratio(annualised(total - 1, days=len(returns)), -depth)


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
