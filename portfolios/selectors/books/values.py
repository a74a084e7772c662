"""A portfolio's value over time, from the books' daily values."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from markets.numbers import ZERO
from portfolios.models import Portfolio


@dataclass(frozen=True, slots=True)
class ValuePoint:
    """The value at the end of a day, and what was put in by then less what was taken out."""

    day: date
    value: Decimal
    net_flow: Decimal


def value_history(portfolio: Portfolio) -> list[ValuePoint]:
    """One point a day, oldest first, in the portfolio's currency."""
    points, net_flow = [], ZERO
    days = portfolio.dailyvalues.order_by("day").values_list("day", "value", "inflow", "outflow")
    for day, value, inflow, outflow in days:
        net_flow += inflow - outflow
        points.append(ValuePoint(day, value, net_flow))
    return points
