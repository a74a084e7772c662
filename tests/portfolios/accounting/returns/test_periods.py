"""Periods: what a stretch of days opened and closed with, and earned."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markets.numbers import exact
from portfolios.accounting.returns.periods import money_weighted, stretch_of
from tests.portfolios.accounting.returns.series import START, any_days, days_from

# Four days: 100 put in, a gain, 50 more, 30 taken out.
DAYS = days_from(START, ("110", "100"), ("121",), ("180", "50"), ("160", "0", "30"))


def test_the_whole_series_opens_with_nothing():
    whole = stretch_of(DAYS)
    assert (whole.opening, whole.closing) == (0, 160)
    assert (whole.inflow, whole.outflow, whole.net_flow) == (150, 30, 120)
    assert whole.profit == 40
    assert (whole.opened_on, whole.last) == (date(2023, 12, 31), date(2024, 1, 4))


def test_a_later_period_opens_with_the_close_of_the_day_before():
    part = stretch_of(DAYS, first=date(2024, 1, 2), last=date(2024, 1, 3))
    assert (part.opening, part.closing, part.net_flow) == (110, 180, 50)
    assert part.profit == 20
    assert part.offset == 1


def test_days_outside_the_series_are_no_days():
    late = stretch_of(DAYS, first=date(2025, 1, 1))
    early = stretch_of(DAYS, last=date(2023, 1, 1))
    assert (late.days, late.profit) == ((), 0)
    assert (early.days, early.opening) == ((), 0)
    assert money_weighted(late).yearly is None


@given(any_days(), st.lists(st.integers(min_value=1, max_value=39), max_size=4))
def test_the_profits_of_periods_in_a_row_are_the_profit_of_the_whole(days, cuts):
    bounds = [0, *sorted({cut for cut in cuts if cut < len(days)}), len(days)]
    with exact():
        parts = [
            stretch_of(days, first=days[a].day, last=days[b - 1].day).profit
            for a, b in pairwise(bounds)
        ]
        assert sum(parts) == stretch_of(days).profit
        moved = sum(day.inflow - day.outflow for day in days)
        assert stretch_of(days).profit == days[-1].value - moved


def test_the_money_weighted_return_of_a_period_begins_with_its_opening_value():
    # 100 at the end of the day before the first becomes 110 in 365 days, without flows.
    days = days_from(date(2023, 1, 1), ("100",), *[("105",)] * 364, ("110",))
    found = money_weighted(stretch_of(days, first=date(2023, 1, 2)))
    assert found.days == 365
    assert found.is_yearly
    assert found.yearly == pytest.approx(0.1)
    assert found.own == pytest.approx(0.1)


def test_under_a_year_the_periods_own_growth_stands_beside_the_yearly_rate():
    days = days_from(date(2023, 1, 1), ("100",), ("100",), ("102",))
    found = money_weighted(stretch_of(days, first=date(2023, 1, 2)))
    assert not found.is_yearly
    assert found.own == pytest.approx(0.02)
    assert found.yearly == pytest.approx(1.02 ** (365 / 2) - 1)


def test_the_money_weighted_return_of_one_day_is_its_growth():
    found = money_weighted(stretch_of(DAYS, first=date(2024, 1, 2), last=date(2024, 1, 2)))
    assert found.own == pytest.approx(0.1)


def test_where_no_rate_fits_there_is_none():
    days = days_from(START, ("0", "100"), ("0",), ("0",))
    found = money_weighted(stretch_of(days))
    assert (found.yearly, found.own) == (None, None)


def test_of_several_rates_the_nearest_to_nothing_is_taken():
    # −100 + 230v − 132v² = 0 at 10% and 20% a year.
    blank = [("0",)] * 364
    days = days_from(date(2022, 1, 1), ("0", "100"), *blank, ("0", "0", "230"), *blank,
                     ("0", "132", "0"))  # fmt: skip
    found = money_weighted(stretch_of(days))
    assert found.rates.ambiguous
    assert found.yearly == pytest.approx(0.1)
    assert found.own == pytest.approx(0.21)


@given(any_days())
def test_figures_of_any_series_are_formed_without_fault(days):
    for first in (days[0].day, days[-1].day, days[-1].day + timedelta(days=1)):
        part = stretch_of(days, first=first)
        assert isinstance(part.profit, Decimal)
        money_weighted(part)
