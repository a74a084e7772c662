"""Series of daily values for the tests of what is computed from them."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from markets.numbers import ZERO
from portfolios.accounting.prices.valuation import DailyValue

START = date(2024, 1, 1)


def days_from(start: date, *rows: tuple) -> tuple[DailyValue, ...]:
    """Days in a row from (value, inflow, outflow); flows may be left out."""
    full = [(*row, *("0",) * (3 - len(row))) for row in rows]
    return tuple(
        DailyValue(start + timedelta(days=place), *map(Decimal, row))
        for place, row in enumerate(full)
    )


amounts = st.decimals(min_value=0, max_value=10**6, places=4)
prices = st.decimals(min_value="0.01", max_value=10**5, places=6)


@st.composite
def any_days(draw) -> tuple[DailyValue, ...]:
    """A series of any values and flows, debts included."""
    values = st.decimals(min_value=-(10**5), max_value=10**6, places=4)
    rows = draw(st.lists(st.tuples(values, amounts, amounts), min_size=1, max_size=40))
    return days_from(START, *rows)


@st.composite
def holding_one_asset(draw) -> tuple[tuple[DailyValue, ...], list[Decimal]]:
    """A portfolio that always holds some of one asset only, bought at the close of the day before
    and sold at the day's own; and the asset's closes, from the day before the first on."""
    length = draw(st.integers(min_value=2, max_value=25))
    closes = draw(st.lists(prices, min_size=length + 1, max_size=length + 1))
    units, days = ZERO, []
    for place in range(length):
        least = 1 if place == 0 else 0
        bought = Decimal(draw(st.integers(min_value=least, max_value=50)))
        units += bought
        sold = Decimal(draw(st.integers(min_value=0, max_value=int(units) - 1)))
        units -= sold
        before, now = closes[place], closes[place + 1]
        day = START + timedelta(days=place)
        days.append(DailyValue(day, units * now, bought * before, sold * now))
    return tuple(days), closes
