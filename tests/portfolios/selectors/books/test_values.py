"""The value by day, and what was put in by then."""

from datetime import date
from decimal import Decimal

from portfolios.models import DailyValue
from portfolios.selectors.books.values import value_history


def put(portfolio, day, value, inflow, outflow):
    DailyValue.objects.create(
        portfolio=portfolio, day=date(2024, 1, day), value=value, inflow=inflow, outflow=outflow
    )


def test_flows_add_up_from_the_oldest_day_on(portfolio, django_assert_num_queries):
    put(portfolio, 3, 70, 0, "60.5")
    put(portfolio, 1, 100, 100, 0)
    put(portfolio, 2, 130, 20, 5)
    with django_assert_num_queries(1):
        points = value_history(portfolio)
    assert [(one.day.day, one.value, one.net_flow) for one in points] == [
        (1, 100, 100), (2, 130, 115), (3, 70, Decimal("54.5")),
    ]  # fmt: skip


def test_more_may_be_taken_out_than_was_put_in(portfolio):
    put(portfolio, 1, 0, 10, 25)
    assert value_history(portfolio)[0].net_flow == -15


def test_flows_keep_every_digit_that_is_stored(portfolio):
    """30 digits before the point and 18 behind it are more than decimals have by default."""
    put(portfolio, 1, 0, "123456789012345.123456789012345678", 0)
    put(portfolio, 2, 0, "0.000000000000000001", 0)
    assert value_history(portfolio)[-1].net_flow == Decimal("123456789012345.123456789012345679")


def test_without_books_there_is_no_day(portfolio):
    assert value_history(portfolio) == []
