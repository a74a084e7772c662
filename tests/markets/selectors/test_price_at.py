"""Prices at an instant, from the finest record that there is."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from markets.models import AcceptedRange, OpenCandle
from markets.selectors.price_at import price_at, price_between
from tests.factories import make_asset, set_closes, set_price

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, 34, 56, tzinfo=UTC)


@pytest.fixture
def bitcoin():
    asset = make_asset("bitcoin")
    set_price(asset, 60000.0, at=NOW, hour_low=59000.0, hour_high=61000.0)
    AcceptedRange.objects.create(
        asset=asset, start=NOW.replace(hour=9, minute=0, second=0), high=58.0, low=56.0, close=57.0
    )
    set_closes(asset, {datetime(2026, 11, 10).date(): 40.0})
    OpenCandle.objects.update(low=30.0, high=50.0)
    return asset


@pytest.mark.parametrize(
    ("at", "price", "period"),
    [(NOW, 60000, "minute"), (NOW + timedelta(minutes=9), 60000, "minute"),
     (NOW - timedelta(minutes=20), 60000, "hour"), (NOW.replace(hour=9), 57, "hour"),
     (NOW.replace(hour=11), 57, "hour"), (datetime(2026, 11, 10, 3, tzinfo=UTC), 40, "day"),
     (datetime(2026, 11, 12, 3, tzinfo=UTC), 40, "day")],
)  # fmt: skip
def test_the_finest_record_gives_the_price(
    bitcoin, at, price, period, django_assert_max_num_queries
):
    with django_assert_max_num_queries(3):
        found = price_at(bitcoin, at)
    assert (found.price, found.period) == (price, period)
    assert found.low <= found.price <= found.high


def test_of_long_before_or_of_nothing_there_is_no_price(bitcoin):
    assert price_at(bitcoin, datetime(2026, 10, 1, tzinfo=UTC)) is None
    assert price_at(bitcoin, datetime(2026, 11, 9, tzinfo=UTC)) is None
    assert price_at(make_asset("solana"), timezone.now()) is None


def test_a_price_in_another_asset_is_the_ratio(bitcoin):
    euro = make_asset("eur")
    set_price(euro, 1.25, at=NOW)
    found = price_between(bitcoin, euro, NOW)
    assert (found.price, found.low, found.high) == (48000, 48000, 48000)
    assert price_between(bitcoin, bitcoin, NOW) is None
    assert price_between(bitcoin, make_asset("usd"), NOW).price == 60000


@pytest.mark.parametrize("year", [1, 1969])
def test_before_any_price_there_is_none_at_the_ends_of_the_calendar_neither(bitcoin, year):
    at = datetime(year, 1, 1, tzinfo=UTC)
    assert price_at(bitcoin, at) is None
    assert price_between(bitcoin, make_asset("usd"), at) is None
    latest = price_at(bitcoin, datetime(9999, 12, 31, 23, 59, tzinfo=UTC))
    assert latest.price == 60000
