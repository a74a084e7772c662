"""Every figure of a period of a series of daily values, computed in one go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from markets.analytics.risk import DAYS_A_YEAR
from markets.numbers import ONE, exact
from portfolios.accounting.returns.benchmark import Comparison, compare
from portfolios.accounting.returns.performance import DailyReturn, annualised
from portfolios.accounting.returns.periods import MoneyWeighted, Stretch, money_weighted
from portfolios.accounting.returns.risk import Risk, measured, risk_of, running_drawdowns


@dataclass(frozen=True, slots=True)
class Measures:
    """A period's figures; returns are fractions, `returns` chained from the period's opening.

    `drawdowns` has one figure a day, like `returns`.
    """

    stretch: Stretch
    returns: tuple[DailyReturn, ...]
    money_weighted: MoneyWeighted
    risk: Risk | None
    drawdowns: tuple[float, ...]
    comparison: Comparison | None

    @property
    def time_weighted(self) -> Decimal:
        return self.returns[-1].chained

    @property
    def time_weighted_yearly(self) -> float | None:
        """The same as a yearly rate; None under a year."""
        days = len(self.returns)
        return annualised(float(self.time_weighted), days=days) if days >= DAYS_A_YEAR else None

    @property
    def ahead(self) -> Decimal | None:
        """How far the return is ahead of the benchmark's, in fractions of the invested money."""
        if self.comparison is None:
            return None
        return self.time_weighted - self.comparison.total


def measures_of(
    stretch: Stretch,
    *,
    returns: Sequence[DailyReturn],
    prices: Sequence[Decimal | None] | None = None,
) -> Measures:
    """The figures of a stretch that has days.

    `returns` are those of the whole series that the stretch is part of. `prices` are a
    benchmark's closes from the day before the stretch on.

    Risk is measured from the series' second day on, so a period that begins later is measured on
    all of its days.
    """
    end = stretch.offset + len(stretch.days)
    own = returns[stretch.offset : end]
    comparison = None if prices is None else compare(stretch, prices=prices)
    beside = [float(day.simple) for day in comparison.returns] if comparison else None
    if stretch.offset:
        own_risk = returns[stretch.offset - 1 : end]
        beside = beside and [0.0, *beside]
    else:
        own_risk = own
    falls = running_drawdowns(measured(own_risk))
    return Measures(
        stretch=stretch,
        # From the first day on they are chained as they should be.
        returns=_rechained(own) if stretch.offset else tuple(own),
        money_weighted=money_weighted(stretch),
        risk=risk_of(own_risk, benchmark=beside),
        drawdowns=tuple(falls if stretch.offset else [0.0, *falls]),
        comparison=comparison,
    )


def _rechained(returns: Sequence[DailyReturn]) -> tuple[DailyReturn, ...]:
    growth, chained = ONE, []
    with exact():
        for day in returns:
            growth *= ONE + day.simple
            chained.append(DailyReturn(day.day, day.simple, growth - ONE))
    return tuple(chained)


def flow_days(stretch: Stretch) -> list[tuple[date, Decimal, Decimal]]:
    """(day, inflow, outflow) of each day on which money came or went, newest first."""
    moved = (day for day in reversed(stretch.days) if day.inflow or day.outflow)
    return [(day.day, day.inflow, day.outflow) for day in moved]
