"""Series of daily values in any currency, of one portfolio and of several."""

from decimal import Decimal

import pytest

from portfolios.selectors.performance.performance import common_currency, owned_by
from portfolios.selectors.performance.series import series_of, series_of_all
from tests.factories import make_asset, make_portfolio, set_closes, set_price
from tests.portfolios.daily import day, hold, set_closes_until_today, set_days


@pytest.fixture
def euro(market):
    return make_asset("eur", price=1.25)


def values(series):
    return [one.value for one in series.days]


def test_a_portfolio_without_days_has_none(portfolio):
    series = series_of(portfolio)
    assert (series.days, series.is_live, series.currency) == ((), False, portfolio.currency)


def test_the_last_day_is_valued_at_the_latest_quotes(portfolio):
    set_days(portfolio, (100, 90), (110, 0, 5))
    hold(portfolio, "bitcoin", 2, price=60.0)
    series = series_of(portfolio)
    assert values(series) == [100, 120]
    assert (series.days[1].outflow, series.is_live) == (5, True)


def test_yesterdays_close_stays_where_a_quote_is_missing_or_the_books_are_old(portfolio, alice):
    set_days(portfolio, (100, 90), (110,))
    hold(portfolio, "bitcoin", 2, price=None)
    assert values(series_of(portfolio)) == [100, 110]
    assert not series_of(portfolio).is_live
    old = make_portfolio(alice, name="Old")
    set_days(old, (100, 90), (110,), until=3)
    hold(old, "ethereum", 2, price=60.0)
    assert values(series_of(old)) == [100, 110]


def test_values_and_flows_are_converted_at_the_rate_of_their_day(portfolio, euro):
    set_days(portfolio, (100, 90), (100,), (120, 30, 8), until=1)
    set_closes(euro, {day(3): 1.25, day(2): 1.0, day(1): 2.0})
    series = series_of(portfolio, currency=euro)
    assert values(series) == [80, 100, 60]
    assert [(one.inflow, one.outflow) for one in series.days] == [(72, 0), (0, 0), (15, 4)]
    assert (series.carried, series.starts_late) == (frozenset(), None)


def test_a_day_without_a_rate_takes_the_last_one_and_is_named(portfolio, euro):
    set_days(portfolio, (100, 90), (100,), (120,), until=1)
    set_closes(euro, {day(3): 1.25})
    series = series_of(portfolio, currency=euro)
    assert values(series) == [80, 80, 96]
    assert series.carried == {day(2), day(1)}


def test_a_currency_of_its_own_is_not_converted_but_its_coins_are(alice, euro):
    portfolio = make_portfolio(alice, currency="eur")
    set_days(portfolio, (100, 90), (100,), until=1)
    set_closes(euro, {day(2): 1.25})
    series = series_of(portfolio)
    assert (values(series), series.is_converted) == ([100, 100], False)
    assert series.carried == {day(1)}


def test_today_is_converted_at_the_quote(portfolio, euro):
    set_days(portfolio, (100, 90), (100,))
    hold(portfolio, "bitcoin", 2, price=50.0)
    set_closes(euro, {day(1): 1.0})
    series = series_of(portfolio, currency=euro)
    assert values(series) == [100, 80]
    assert series.carried == frozenset()


def test_days_before_any_rate_are_left_out_and_what_was_there_counts_as_put_in(portfolio, euro):
    set_days(portfolio, (100, 90), (100, 0, 7), (120,), until=1)
    set_closes(euro, {day(2): 1.25, day(1): 1.25})
    series = series_of(portfolio, currency=euro)
    assert [(one.day, one.value, one.inflow, one.outflow) for one in series.days] == [
        (day(2), 80, 80, 0),
        (day(1), 96, 0, 0),
    ]
    assert series.starts_late == day(2)


def test_without_any_rate_there_is_nothing_to_show(portfolio, euro):
    set_days(portfolio, (100, 90), (100,), until=1)
    assert series_of(portfolio, currency=euro).days == ()


def test_a_coin_is_a_currency_too(portfolio):
    set_days(portfolio, (100, 90), (100,), until=1)
    bitcoin = set_closes_until_today("bitcoin", 50.0, 40.0, 40.0)
    assert values(series_of(portfolio, currency=bitcoin)) == [2, Decimal("2.5")]


def test_all_portfolios_are_added_up_at_the_rates_of_their_days(portfolio, alice, charlie, euro):
    second = make_portfolio(alice, name="Euros", currency="eur")
    set_closes(euro, {day(3): 1.25, day(2): 2.0, day(1): 2.0, day(0): 2.0})
    set_days(portfolio, (100, 90), (100,), (120,), until=1)
    set_days(second, (40, 40), (50, 0, 1), until=1)
    set_days(make_portfolio(charlie, name="Not hers"), (1000, 1000), until=1)
    mine = owned_by(alice)
    assert mine == [second, portfolio]
    series = series_of_all(mine, currency=portfolio.currency)
    assert [(one.value, one.inflow, one.outflow) for one in series.days] == [
        (100, 90, 0),
        (180, 80, 0),
        (220, 0, 2),
    ]


def test_what_was_shared_with_one_is_not_added_to_ones_own(portfolio, bob):
    assert owned_by(bob) == []


def test_all_are_live_only_together(portfolio, alice):
    second = make_portfolio(alice, name="Second")
    set_days(portfolio, (100, 90), (100,))
    set_days(second, (100, 90), (100,))
    hold(portfolio, "bitcoin", 1, price=110.0)
    hold(second, "bitcoin", 2, price=110.0)
    series = series_of_all(owned_by(alice), currency=portfolio.currency)
    assert (values(series), series.is_live) == ([200, 330], True)


def test_the_currency_of_all_is_that_of_most(portfolio, alice, euro):
    assert common_currency([]) is None
    make_portfolio(alice, name="A", currency="eur")
    make_portfolio(alice, name="B", currency="eur")
    assert common_currency(owned_by(alice)) == euro


def test_queries_do_not_grow_with_portfolios_or_days(
    portfolio, alice, euro, django_assert_num_queries
):
    set_closes(euro, {day(9): 1.25})
    set_price(euro, 1.25)
    for number in range(4):
        one = make_portfolio(alice, name=f"P{number}", currency="eur" if number % 2 else "usd")
        set_days(one, *[(100, 1)] * (5 + number))
        hold(one, "bitcoin", 1, price=50.0)
        portfolios = owned_by(alice)
        with django_assert_num_queries(8 if number else 3):
            series_of_all(portfolios, currency=portfolio.currency)


def test_where_one_is_not_live_none_is_and_the_days_stay_as_the_books_have_them(
    portfolio, alice, euro
):
    """Else the parts, valued at the closes, would not add up to the change."""
    second = make_portfolio(alice, name="Second", currency="eur")
    for one in (portfolio, second):
        set_days(one, (100, 90), (100,))
    set_closes(euro, {day(1): 1.25, day(0): 1.25})
    hold(portfolio, "bitcoin", 1, price=110.0)
    hold(second, "ethereum", 1, price=None)
    series = series_of_all(owned_by(alice), currency=portfolio.currency)
    assert (values(series), series.is_live) == ([225, 225], False)
    set_price(make_asset("ethereum"), 250.0)
    series = series_of_all(owned_by(alice), currency=portfolio.currency)
    assert (values(series), series.is_live) == ([225, 360], True)


def test_a_currency_without_a_quote_keeps_the_last_day_at_its_close(portfolio, euro):
    set_days(portfolio, (100, 90), (100,))
    hold(portfolio, "bitcoin", 2, price=60.0)
    set_closes(euro, {day(1): 1.25, day(0): 1.25})
    euro.quote.delete()
    series = series_of(portfolio, currency=euro)
    assert (values(series), series.is_live) == ([80, 80], False)
