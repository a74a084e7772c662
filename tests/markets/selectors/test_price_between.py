"""A price in another asset: what bounds it, and how fine the record is that it stands on."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from markets.models import AcceptedRange, OpenCandle
from markets.selectors.price_at import price_at, price_between
from tests.factories import make_asset, set_closes, set_price

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, 34, 56, tzinfo=UTC)
HOUR = NOW.replace(minute=0, second=0)
YESTERDAY = NOW - timedelta(days=1)


@pytest.fixture(scope="module")
def coins(module_db):
    """Bitcoin with a quote, an hour and a day; the euro with closes of days alone."""
    bitcoin, euro, usd = (make_asset(slug) for slug in ("bitcoin", "eur", "usd"))
    set_price(bitcoin, 100.0, at=NOW, hour_low=80.0, hour_high=120.0)
    AcceptedRange.objects.create(
        asset=bitcoin, start=HOUR - timedelta(hours=2), low=70.0, high=90.0, close=80.0
    )
    set_closes(bitcoin, {YESTERDAY.date(): 60.0})
    OpenCandle.objects.filter(asset=bitcoin).update(low=50.0, high=75.0)
    set_closes(euro, {NOW.date(): 1.25, YESTERDAY.date(): 1.2})
    OpenCandle.objects.filter(asset=euro, day=NOW.date()).update(low=1.0, high=1.6)
    return bitcoin, euro, usd


@pytest.mark.parametrize(
    ("at", "period", "price", "low", "high"),
    [
        # 100 ÷ 1.25; the euro's day bounds it: 100 ÷ 1.6 and 100 ÷ 1.
        (NOW, "day", "80", "62.5", "100"),
        # The hour that the quote is in: 80 to 120 over 1 to 1.6.
        (NOW - timedelta(minutes=30), "day", "80", "50", "120"),
        # The hour two before: 80 (70 to 90).
        (HOUR - timedelta(hours=2), "day", "64", "43.75", "90"),
        # The day before, of which the euro has a close alone: 60 (50 to 75) ÷ 1.2.
        (YESTERDAY, "day", "50", None, "62.5"),
    ],
)
def test_the_coarser_of_two_records_names_the_period(coins, at, period, price, low, high):
    bitcoin, euro, _ = coins
    found = price_between(bitcoin, euro, at)
    assert (found.period, found.price) == (period, Decimal(price))
    assert low is None or found.low == Decimal(low)
    assert found.high == Decimal(high)
    assert found.low <= found.price <= found.high


@pytest.mark.parametrize(
    ("at", "period"),
    [(NOW, "minute"), (NOW - timedelta(minutes=30), "hour"), (HOUR - timedelta(hours=1), "hour"),
     (YESTERDAY, "day")],
)  # fmt: skip
def test_in_dollars_the_period_is_that_of_the_asset_either_way_round(coins, at, period):
    bitcoin, _, usd = coins
    there, back = price_between(bitcoin, usd, at), price_between(usd, bitcoin, at)
    assert (there.period, back.period) == (period, period)
    assert there.at == back.at == price_at(bitcoin, at).at
    assert there.source == back.source
    # One over a range is the other end of the range of one over it.
    assert float(back.low * there.high) == pytest.approx(1)
    assert float(back.high * there.low) == pytest.approx(1)
    assert float(back.price * there.price) == pytest.approx(1)


def test_what_either_is_not_known_in_is_not_known(coins):
    bitcoin, euro, usd = coins
    solana = make_asset("solana")
    for pair in ((bitcoin, solana), (solana, bitcoin), (solana, usd), (usd, solana)):
        assert price_between(*pair, NOW) is None, pair
    assert price_between(bitcoin, euro, YESTERDAY - timedelta(days=1)) is None


@pytest.mark.parametrize(
    ("before", "period"),
    [
        # From a minute before the quote on it is the price of the minute.
        (timedelta(minutes=1), "minute"), (timedelta(minutes=1, microseconds=1), "hour"),
        (NOW - HOUR, "hour"),
    ],
)  # fmt: skip
def test_a_quote_stands_for_its_minute_and_then_for_its_hour(coins, before, period):
    bitcoin, _, _ = coins
    found = price_at(bitcoin, NOW - before)
    assert (found.period, found.price) == (period, 100)
    assert (found.low, found.high) == ((100, 100) if period == "minute" else (80, 120))
    assert found.at == (NOW if period == "minute" else HOUR)


def test_an_hour_speaks_for_the_three_that_begin_with_it(coins):
    bitcoin, _, _ = coins
    start = HOUR - timedelta(hours=2)
    assert price_at(bitcoin, start).period == "hour"
    # Its own hour ends here; the quote's begins only at 12.
    assert price_at(bitcoin, HOUR - timedelta(microseconds=1)).at == start
    # A moment earlier there is but the day before.
    earlier = price_at(bitcoin, start - timedelta(microseconds=1))
    assert (earlier.period, earlier.price) == ("day", 60)
    assert (earlier.low, earlier.high) == (50, 75)


def test_a_day_speaks_for_ten_more_and_is_that_of_utc(coins):
    bitcoin, _, _ = coins
    dash = make_asset("dash")
    set_closes(dash, {datetime(2026, 11, 1).date(): 30.0})
    last = datetime(2026, 11, 11, 23, 59, 59, tzinfo=UTC)
    assert price_at(dash, last).price == 30
    assert price_at(dash, last + timedelta(seconds=1)) is None
    # Half past one of the 1st in Kolkata is still the 31st of October.
    kolkata = datetime.fromisoformat("2026-11-01T01:30:00+05:30")
    assert price_at(dash, kolkata) is None
    assert price_at(dash, datetime.fromisoformat("2026-11-01T06:00:00+05:30")).price == 30


def test_a_range_that_does_not_hold_its_close_is_widened(coins):
    """A vendor's low may stand above its own close."""
    neo = make_asset("neo")
    set_closes(neo, {NOW.date(): 10.0})
    OpenCandle.objects.filter(asset=neo).update(low=11.0, high=9.0)
    found = price_at(neo, NOW)
    assert (found.low, found.price, found.high) == (10, 10, 10)
    set_price(neo, 10.0, at=NOW, hour_low=12.0, hour_high=None)
    found = price_at(neo, NOW - timedelta(minutes=5))
    assert (found.low, found.high) == (10, 10)
