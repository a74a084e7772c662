"""Daily values: what the portfolio was worth at the end of each local day."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from portfolios.accounting.numbers import ZERO, exact
from portfolios.accounting.prices import Prices
from portfolios.accounting.records import Books

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DailyValue:
    """Value at the day's end and the day's flows, in the books' currency."""

    day: date
    value: Decimal
    inflow: Decimal
    outflow: Decimal


def daily_values(books: Books, *, prices: Prices) -> tuple[DailyValue, ...]:
    """Every local day from the first row to the end of the books; empty without rows.

    Value is Σ quantity × price, debts counted negative; an asset without a price counts as 0.
    """
    if books.first is None or books.as_of < books.first:
        return ()
    length = (books.as_of - books.first).days + 1
    values = [ZERO] * length
    with exact():
        for asset in books.changes:
            _add_asset(values, asset, books=books, prices=prices)
    flows = {flow.day: flow for flow in books.flows}
    days = (books.first + number * _ONE_DAY for number in range(length))
    return tuple(_daily_value(day, value, flows) for day, value in zip(days, values, strict=True))


def _daily_value(day: date, value: Decimal, flows: dict) -> DailyValue:
    flow = flows.get(day)
    if flow is None:
        return DailyValue(day, value, ZERO, ZERO)
    return DailyValue(day, value, flow.inflow, flow.outflow)


def _add_asset(values: list[Decimal], asset, *, books: Books, prices: Prices) -> None:
    """Add an asset's value to each day on which some of it is held or owed."""
    steps = list(books.changes[asset].items())
    ends = [day for day, _ in steps[1:]] + [books.as_of + _ONE_DAY]
    held = ZERO
    for (start, change), end in zip(steps, ends, strict=True):
        held += change
        if not held:
            continue
        offset = (start - books.first).days
        found = prices.daily(asset, first=start, last=end - _ONE_DAY, currency=books.currency)
        for place, price in enumerate(found, offset):
            if price is not None:
                values[place] += held * price
