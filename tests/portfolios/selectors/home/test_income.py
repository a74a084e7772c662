"""Income of all portfolios in one currency, each day's at that day's rate: by hand."""

from datetime import UTC, datetime, time
from decimal import Decimal

import pytest

from portfolios.models import Income
from portfolios.selectors.home.income import income_of
from tests.factories import make_asset, make_portfolio, set_closes
from tests.portfolios.daily import day, today


def earn(portfolio, ago, value):
    at = datetime.combine(day(ago), time(12), tzinfo=UTC)
    Income.objects.create(
        portfolio=portfolio, account=portfolio.accounts.first(), asset=make_asset("ethereum"),
        type="staking_reward", transaction_id=1, at=at, day=at.date(),
        quantity=1, value=Decimal(value),
    )  # fmt: skip


@pytest.fixture
def dollars(alice, market):
    return make_portfolio(alice)


@pytest.fixture
def euros(alice, market):
    """A euro was 1.10 dollars until 10 days ago and 1.25 since; nothing is known before day 50."""
    set_closes(make_asset("eur"), {day(ago): 1.10 if ago > 10 else 1.25 for ago in range(51)})
    return make_portfolio(alice, name="Euros", currency="eur")


def sums(*portfolios, currency="usd"):
    found = income_of(portfolios, currency=make_asset(currency), today=today())
    return found.month, found.year, found.all, found.unknown


def test_spans_are_of_30_and_365_days_with_today(dollars):
    for ago, value in [(0, 1), (29, 10), (30, 100), (364, 1000), (365, 10_000), (4000, 100_000)]:
        earn(dollars, ago, value)
    assert sums(dollars) == (11, 1111, 111_111, 0)


def test_what_comes_on_one_day_adds_up_and_takes_away(dollars):
    for value in ("0.1", "0.2", "-0.05"):
        earn(dollars, 1, value)
    assert sums(dollars) == (Decimal("0.25"),) * 3 + (0,)


def test_each_day_is_at_the_rate_of_that_day(euros):
    earn(euros, 11, 100)
    earn(euros, 10, 100)
    earn(euros, 40, 10)
    # 110 + 125, and 11 more over the year.
    assert sums(euros) == (235, 246, 246, 0)
    # In its own currency there is no rate to know.
    assert sums(euros, currency="eur") == (200, 210, 210, 0)


def test_portfolios_of_two_currencies_are_one_sum(dollars, euros):
    earn(dollars, 5, 50)
    earn(euros, 5, 100)
    assert sums(dollars, euros)[0] == 175
    # 50 ÷ 1.25 + 100.
    assert sums(dollars, euros, currency="eur")[0] == pytest.approx(Decimal(140))


def test_days_without_a_rate_are_counted_once_each_and_in_no_sum(dollars, euros, alice):
    more = make_portfolio(alice, name="More", currency="eur")
    for portfolio, ago in [(euros, 60), (more, 60), (euros, 61), (euros, 5), (dollars, 60)]:
        earn(portfolio, ago, 4)
    # 4 of the dollars, and 4 × 1.25.
    assert sums(dollars, euros, more) == (5, 9, 9, 2)


def test_the_rate_of_a_day_without_one_is_the_last_before_it(dollars, alice):
    set_closes(make_asset("eur"), {day(20): 1.5})
    euros = make_portfolio(alice, name="Euros", currency="eur")
    earn(euros, 18, 2)
    assert sums(euros)[0] == 3


def test_others_portfolios_and_none_at_all_are_in_no_sum(dollars, charlie):
    earn(make_portfolio(charlie), 1, 7)
    assert sums(dollars) == sums() == (0, 0, 0, 0)


def test_what_comes_later_than_today_counts(dollars, euros):
    """A time zone ahead of UTC has tomorrow's day already."""
    earn(dollars, -1, 3)
    earn(euros, -1, 4)
    # 3, and 4 at today's 1.25.
    assert sums(dollars, euros) == (8, 8, 8, 0)


def test_it_takes_as_many_queries_for_any_number_of_portfolios(
    dollars, euros, alice, django_assert_max_num_queries, django_assert_num_queries
):
    for ago in (1, 2, 45):
        earn(dollars, ago, 1)
    currency = dollars.currency
    with django_assert_num_queries(1):
        income_of([dollars], currency=currency, today=today())
    more = [make_portfolio(alice, name=f"P{n}", currency="eur") for n in range(4)]
    for one in (euros, *more):
        earn(one, 3, 1)
    with django_assert_max_num_queries(6):
        income_of([dollars, euros, *more], currency=currency, today=today())


def test_sums_are_exact(dollars):
    for _ in range(2):
        earn(dollars, 1, "123456789012345678901234567890.123456789012345678")
    double = Decimal("246913578024691357802469135780.246913578024691356")
    assert sums(dollars)[2] == double
