"""Levels by an asset's average range, by hand: every day moves by the same amount around 100."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from markets.models import OpenCandle
from portfolios.selectors.exits.suggested_levels import suggested_levels
from tests.factories import make_asset, make_portfolio, set_price

TODAY = datetime.now(UTC).date()


@pytest.fixture
def portfolio(alice):
    return make_portfolio(alice)


def candles(asset, days, *, close=100.0, half=2.0, until=1, **columns):
    """Days from `close − half` to `close + half`: an average range of two halves."""
    OpenCandle.objects.bulk_create(
        OpenCandle(
            asset=asset, day=TODAY - timedelta(days=ago), source="test",
            **{"close": close, "high": close + half, "low": close - half, **columns},
        )
        for ago in range(until, until + days)
    )  # fmt: skip


def suggested(portfolio, asset):
    return suggested_levels(portfolio, asset=asset, today=TODAY)


def levels(found):
    return [one.level for one in found]


def test_levels_are_two_three_and_four_average_ranges_from_the_price_of_now(portfolio):
    asset = make_asset("bitcoin", price=110.0)
    candles(asset, 40)
    found = suggested(portfolio, asset)
    assert found.price == 110
    assert {one.average_range for one in (*found.stops, *found.targets)} == {4}
    assert levels(found.stops) == [102, 98, 94]
    assert levels(found.targets) == [118, 122, 126]
    assert [one.factor for one in found.stops] == [2, 3, 4]
    # 102 ÷ 110 − 1 is 7.27% under, 118 ÷ 110 − 1 as much over.
    assert [one.trail_percent for one in found.stops] == [
        Decimal("7.27"), Decimal("10.91"), Decimal("14.55"),
    ]  # fmt: skip
    assert all(one.distance > 0 for one in (*found.stops, *found.targets))


@pytest.mark.parametrize("days", [1, 14])
def test_fewer_than_fifteen_days_have_no_average(portfolio, days):
    asset = make_asset("bitcoin", price=100.0)
    candles(asset, days)
    assert suggested(portfolio, asset) is None


def test_fifteen_days_have_one_and_what_is_tried_is_what_came_a_week_after_it(portfolio):
    """The average stands on the last of 15 days, and on the last of 22: tried once, a week on."""
    asset = make_asset("bitcoin", price=100.0)
    candles(asset, 15)
    assert suggested(portfolio, asset).stops[0].tried == 0
    candles(asset, 7, until=16)
    assert suggested(portfolio, asset).stops[0].tried == 1


@pytest.mark.parametrize(("days", "tried"), [(30, 9), (110, 89), (111, 90), (170, 90)])
def test_as_many_days_are_tried_as_had_an_average_a_week_before_ninety_at_most(
    portfolio, days, tried
):
    asset = make_asset("bitcoin", price=100.0)
    candles(asset, days)
    found = suggested(portfolio, asset)
    assert {one.tried for one in (*found.stops, *found.targets)} == {tried}
    # The day's own half range is 2, the nearest level 8 away.
    assert {one.touched for one in (*found.stops, *found.targets)} == {0}


def test_a_day_touches_the_levels_of_a_week_before_it_on_its_own_side(portfolio):
    """One day 20 days ago fell to 90 and closed where it opened: under 92, over 88 and 84."""
    asset = make_asset("bitcoin", price=100.0)
    candles(asset, 110)
    OpenCandle.objects.filter(day=TODAY - timedelta(days=20)).update(low=90.0)
    found = suggested(portfolio, asset)
    assert [one.touched for one in found.stops] == [1, 0, 0]
    assert [one.touched for one in found.targets] == [0, 0, 0]
    OpenCandle.objects.filter(day=TODAY - timedelta(days=20)).update(low=88.0, high=116.0)
    found = suggested(portfolio, asset)
    # A level that was just reached was reached.
    assert [one.touched for one in found.stops] == [1, 1, 0]
    assert [one.touched for one in found.targets] == [1, 1, 1]


def test_the_day_that_is_not_over_counts_for_nothing(portfolio):
    asset = make_asset("bitcoin", price=100.0)
    candles(asset, 40)
    candles(asset, 1, until=0, half=50.0)
    assert suggested(portfolio, asset).stops[0].average_range == 4


def test_days_with_a_close_alone_are_at_it_all_day(portfolio):
    """Closes that alternate between 98 and 102 have a true range of 4, from close to close."""
    asset = make_asset("bitcoin", price=100.0)
    candles(asset, 40, high=None, low=None)
    for candle in OpenCandle.objects.all():
        candle.close = 98.0 if candle.day.toordinal() % 2 else 102.0
        candle.save()
    found = suggested(portfolio, asset)
    assert {one.average_range for one in found.stops} == {4}


def test_money_is_in_the_portfolio_s_currency(alice):
    portfolio = make_portfolio(alice, currency="eur")
    asset = make_asset("bitcoin", price=110.0)
    candles(asset, 40)
    assert suggested(portfolio, asset) is None  # no rate
    set_price(make_asset("eur"), 1.25)
    found = suggested(portfolio, asset)
    # 110 ÷ 1.25, 4 ÷ 1.25 and 88 ∓ 2 × 3.2.
    assert (found.price, found.stops[0].average_range) == (88, Decimal("3.2"))
    assert (found.stops[0].level, found.targets[0].level) == (Decimal("81.6"), Decimal("94.4"))


def test_levels_at_or_under_nothing_are_left_out(portfolio):
    asset = make_asset("bitcoin", price=12.0)
    candles(asset, 40)
    found = suggested(portfolio, asset)
    # 12 − 8 = 4; 12 − 12 and 12 − 16 are no prices.
    assert levels(found.stops) == [4]
    assert levels(found.targets) == [20, 24, 28]


@pytest.mark.parametrize(
    ("price", "half", "stop", "target"),
    [
        # Five digits, as a person would write it: 64,123.4 ∓ 2 × 1,234.
        (64123.4, 617.0, "61655", "66591"),
        (0.000012345, 0.000000123, "0.000011853", "0.000012837"),
        # A stablecoin's range is finer than the fifth digit of its price: two of its own count.
        (1.00009, 0.000005, "1.00007", "1.00011"),
        (0.99996, 0.00001, "0.99992", "1.00000"),
        (123456.78, 0.5, "123454.8", "123458.8"),
    ],
)
def test_levels_have_the_digits_that_tell_them_from_the_price(portfolio, price, half, stop, target):
    asset = make_asset("usd-coin", price=price)
    candles(asset, 40, close=price, half=half)
    found = suggested(portfolio, asset)
    nearest = found.stops[0], found.targets[0]
    assert [one.level for one in nearest] == [Decimal(stop), Decimal(target)]
    assert found.stops[0].level < found.price < found.targets[0].level


def test_what_never_moves_has_no_levels(portfolio):
    asset = make_asset("bitcoin", price=100.0)
    candles(asset, 40, half=0.0)
    assert suggested(portfolio, asset) is None


def test_without_a_price_there_is_nothing_to_count_from(portfolio):
    asset = make_asset("bitcoin")
    candles(asset, 40)
    assert suggested(portfolio, asset) is None


def test_turns_stand_on_the_side_of_the_price_of_now_the_nearest_first(portfolio):
    """Up and down between 50 and 70 until yesterday: at a price of 80 both are support."""
    asset = make_asset("bitcoin", price=60.0)
    for ago in range(1, 360):
        close = 50.0 + abs(ago % 40 - 20)
        candles(asset, 1, close=close, half=0.5, until=ago)
    found = suggested(portfolio, asset)
    assert levels(found.support) == [50]
    assert levels(found.resistance) == [70]
    assert found.support[0].distance == pytest.approx(Decimal(10) / 60)
    assert found.resistance[0].turns >= 2
    set_price(asset, 80.0)
    found = suggested(portfolio, asset)
    assert (levels(found.support), levels(found.resistance)) == ([70, 50], [])
    set_price(asset, 40.0)
    found = suggested(portfolio, asset)
    assert (levels(found.support), levels(found.resistance)) == ([], [50, 70])


@pytest.mark.parametrize("days", [20, 200])
def test_it_takes_as_many_queries_for_any_history(alice, days, django_assert_num_queries):
    portfolio = make_portfolio(alice, currency="eur")
    set_price(make_asset("eur"), 1.25)
    asset = make_asset("bitcoin", price=100.0)
    candles(asset, days)
    with django_assert_num_queries(3):
        suggested(portfolio, asset)
