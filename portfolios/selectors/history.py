"""A portfolio's value over time, from the books' daily values."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portfolios.models import Portfolio


@dataclass(frozen=True, slots=True)
class ValuePoint:
    """The value and the cost of the open lots at the end of a day, in the portfolio's currency."""

    day: date
    value: Decimal
    cost: Decimal


def value_history(portfolio: Portfolio, *, since: date | None = None) -> list[ValuePoint]:
    """One point a day, oldest first."""
    days = portfolio.dailyvalues.order_by("day")
    if since:
        days = days.filter(day__gte=since)
    return [ValuePoint(*row) for row in days.values_list("day", "value", "cost")]
