"""A benchmark's returns, and the same flows in it."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from portfolios.accounting.returns.benchmark import compare
from portfolios.accounting.returns.measures import flow_days, measures_of
from portfolios.accounting.returns.performance import daily_returns
from portfolios.accounting.returns.periods import stretch_of
from tests.portfolios.accounting.returns.series import START, days_from, holding_one_asset

NEAR = Decimal("1e-40")


def prices(*closes):
    return [None if close is None else Decimal(close) for close in closes]


def test_an_inflow_buys_at_the_close_before_and_an_outflow_sells_at_its_days_close():
    days = days_from(START, ("100", "100"), ("150", "60"), ("90", "0", "44"))
    same = compare(stretch_of(days), prices=prices("10", "11", "22", "11")).same
    # 100 × 1.1 = 110; (110 + 60) × 2 = 340; 340 ÷ 2 − 44 = 126.
    assert [day.value for day in same.days] == [110, 340, 126]
    assert (same.closing, same.unpaid, same.short_on) == (126, 0, None)


def test_the_opening_value_of_a_period_buys_too():
    days = days_from(START, ("100", "100"), ("150",), ("160",))
    part = stretch_of(days, first=date(2024, 1, 2))
    found = compare(part, prices=prices("10", "12", "15"))
    assert [day.value for day in found.same.days] == [120, 150]
    assert found.total == Decimal("0.5")
    assert found.money_weighted.own == pytest.approx(0.5)


def test_what_cannot_be_paid_is_told_and_the_value_stops_at_nothing():
    days = days_from(START, ("100", "100"), ("20", "0", "90"), ("30", "10"))
    same = compare(stretch_of(days), prices=prices("10", "10", "5", "10")).same
    assert [day.value for day in same.days] == [100, 0, 20]
    assert (same.unpaid, same.short_on) == (40, date(2024, 1, 2))
    assert [day.outflow for day in same.days] == [0, 50, 0]


def test_before_its_first_price_money_waits():
    days = days_from(START, ("100", "100"), ("110",), ("120",))
    found = compare(stretch_of(days), prices=prices(None, None, "10", "15"))
    assert [day.value for day in found.same.days] == [100, 100, 150]
    assert found.priced_since == date(2024, 1, 2)


def test_a_debt_at_the_opening_buys_nothing():
    days = days_from(START, ("-50", "0", "50"), ("-50",), ("60", "100"))
    part = stretch_of(days, first=date(2024, 1, 2))
    assert [day.value for day in compare(part, prices=prices("1", "2", "4")).same.days] == [0, 200]


def test_ahead_is_the_difference_of_the_returns():
    days = days_from(START, ("110", "100"), ("121",))
    found = measures_of(
        stretch_of(days), returns=daily_returns(days), prices=prices("10", "10", "11")
    )
    assert found.ahead == Decimal("0.11")


def test_days_with_flows_are_listed_newest_first():
    days = days_from(START, ("110", "100"), ("121",), ("1", "2", "3"))
    assert flow_days(stretch_of(days)) == [
        (date(2024, 1, 3), 2, 3),
        (date(2024, 1, 1), 100, 0),
    ]


@given(holding_one_asset())
def test_who_holds_only_the_benchmark_equals_it(held):
    days, closes = held
    returns = daily_returns(days)
    found = measures_of(stretch_of(days), returns=returns, prices=closes)
    for mine, other in zip(days, found.comparison.same.days, strict=True):
        assert abs(mine.value - other.value) <= NEAR * max(1, mine.value) * 10**6
    assert abs(found.ahead) <= NEAR * max(1, abs(found.time_weighted))
    assert found.comparison.same.unpaid <= NEAR
    if len(days) > 2 and found.risk.correlation is not None:
        assert found.risk.correlation == pytest.approx(1)
        assert found.risk.beta == pytest.approx(1)


@given(holding_one_asset())
def test_it_equals_it_over_a_later_period_too(held):
    days, closes = held
    part = stretch_of(days, first=days[1].day)
    found = measures_of(part, returns=daily_returns(days), prices=closes[1:])
    assert abs(found.ahead) <= NEAR * max(1, abs(found.time_weighted))
    assert abs(found.comparison.same.closing - part.closing) <= NEAR * max(1, part.closing) * 10**6
