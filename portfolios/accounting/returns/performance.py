"""Time-weighted and money-weighted returns from daily values and flows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from markets.analytics.risk import DAYS_A_YEAR
from markets.numbers import ONE, ZERO, exact
from portfolios.accounting.prices.rates import Rates, solve_rates
from portfolios.accounting.prices.valuation import DailyValue


@dataclass(frozen=True, slots=True)
class DailyReturn:
    """A day's simple return and the chained return since the first day, as fractions."""

    day: date
    simple: Decimal
    chained: Decimal


def daily_returns(
    days: Sequence[DailyValue], *, opening: Decimal = ZERO
) -> tuple[DailyReturn, ...]:
    """r_d = (V_d + outflow_d) / (V_{d−1} + inflow_d) − 1, and Π (1 + r) − 1 up to each day.

    Inflows count at the start of the day, outflows at its end; r is 0 where the denominator is
    not above 0. `opening` is the value before the first day.
    """
    returns = []
    before, growth = opening, ONE
    with exact():
        for day in days:
            invested = before + day.inflow
            factor = (day.value + day.outflow) / invested if invested > 0 else ONE
            growth *= factor
            returns.append(DailyReturn(day.day, factor - ONE, growth - ONE))
            before = day.value
    return tuple(returns)


def time_weighted_return(returns: Sequence[DailyReturn]) -> Decimal | None:
    """The chained return over all days, not annualised; None without days."""
    return returns[-1].chained if returns else None


def annualised(total: float, *, days: int) -> float:
    """A total return as a yearly rate, (1 + total)^(365 / days) − 1; as it is under a year."""
    if days < DAYS_A_YEAR or total <= -1:
        return total
    yearly: float = (1 + total) ** (DAYS_A_YEAR / days) - 1
    return yearly


def money_weighted_rates(days: Sequence[DailyValue], *, opening: Decimal = ZERO) -> Rates:
    """XIRR: the yearly rates at which all flows and the last value are worth nothing today.

    Σ flow_i / (1 + rate)^(t_i / 365) = 0 with inflows negative, outflows and the value at the
    end of the last day positive, t in days from the first. `opening` is the value before the
    first day, counted as put in at its start.
    """
    if not days:
        return Rates((), None)
    flows = {}
    for place, day in enumerate(days):
        net = day.outflow - day.inflow
        if net:
            flows[place] = net
    flows[0] = flows.get(0, ZERO) - opening
    last = len(days) - 1
    flows[last] = flows.get(last, ZERO) + days[-1].value
    return solve_rates({place: float(flow) for place, flow in flows.items()})
