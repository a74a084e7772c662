"""Hourly candles: filled from the provider, taken from accepted prices, kept for 90 days."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from markets.models import AcceptedRange, HourCandles, RefreshRun
from markets.providers.base import HourRecord
from markets.selectors.hours import hours_of
from markets.services import compact_ranges, drop_old_hours, fill_hours
from markets.services.history.hours import store_hours
from tests.factories import set_price
from tests.markets import fake_coingecko as bad

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def midnight():
    return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


@pytest.fixture
def bitcoin(simulated_market, make_asset, valkey):
    return make_asset("bitcoin")


def records(start: datetime, *closes: float, high: float | None = None) -> list[HourRecord]:
    return [
        HourRecord(start=start + place * HOUR, close=close, high=high, low=close)
        for place, close in enumerate(closes)
    ]


def accept(asset, start: datetime, *closes: float) -> None:
    AcceptedRange.objects.bulk_create(
        AcceptedRange(
            asset=asset, start=start + place * HOUR, high=close + 1, low=close - 1, close=close
        )
        for place, close in enumerate(closes)
    )


def closes_of(asset, start: datetime, *, hours: int) -> list[float]:
    return hours_of(asset, since=start, until=start + hours * HOUR).close.tolist()


def test_hours_over_midnight_are_read_in_a_row_and_open_where_the_last_closed(bitcoin, midnight):
    start = midnight - 26 * HOUR
    store_hours(bitcoin, records(start, 1, 2, 3, 4, high=9), source="simulated")
    found = hours_of(bitcoin, since=start, until=midnight)
    assert found.close.tolist() == [1, 2, 3, 4]
    assert found.open.tolist()[1:] == [1, 2, 3]
    assert np.isnan(found.open[0])
    assert found.high.tolist() == [9, 9, 9, 9]
    assert found.time.tolist() == [int((start + n * HOUR).timestamp()) for n in range(4)]


def test_a_range_opens_with_the_close_of_the_hour_before_it(bitcoin, midnight):
    start = midnight - 26 * HOUR
    store_hours(bitcoin, records(start, 1, 2, 3, 4), source="simulated")
    assert hours_of(bitcoin, since=start + HOUR, until=midnight).open[0] == 1


def test_what_is_known_of_an_hour_stays_and_the_rest_is_filled(bitcoin, midnight):
    start = midnight - 24 * HOUR
    store_hours(bitcoin, records(start + HOUR, 5), source="simulated")
    store_hours(bitcoin, records(start, 1, 2, 3), source="simulated")
    assert closes_of(bitcoin, start, hours=24) == [1, 5, 3]


def test_accepted_prices_come_before_a_provider_s_and_the_quote_s_hour_last(bitcoin, midnight):
    start = midnight - 3 * HOUR
    store_hours(bitcoin, records(start, 1, 2, 3), source="simulated")
    accept(bitcoin, start + HOUR, 20)
    set_price(bitcoin, 40.0, at=midnight + timedelta(minutes=5), hour_high=44.0, hour_low=39.0)
    found = hours_of(bitcoin, since=start, until=midnight + HOUR)
    assert found.close.tolist() == [1, 20, 3, 40]
    assert found.high.tolist()[1::2] == [21, 44]


def test_old_accepted_hours_are_kept_of_assets_that_have_hours(bitcoin, make_asset, midnight):
    other = make_asset("ethereum")
    day = midnight - timedelta(days=20)
    store_hours(bitcoin, records(day, 1, 2, 3, high=8), source="simulated")
    for asset in (bitcoin, other):
        accept(asset, day + HOUR, 20, 30, 40)
    assert compact_ranges() == 2
    assert not AcceptedRange.objects.filter(hours=1).exists()
    found = hours_of(bitcoin, since=day, until=day + 24 * HOUR)
    assert found.close.tolist() == [1, 20, 30, 40]
    assert found.high.tolist() == [8, 21, 31, 41]
    assert not HourCandles.objects.filter(asset=other).exists()
    before = list(HourCandles.objects.values())
    assert compact_ranges() == 0
    assert str(list(HourCandles.objects.values())) == str(before)


def test_days_older_than_ninety_are_dropped(bitcoin, midnight):
    for days in (91, 90, 1):
        store_hours(bitcoin, records(midnight - timedelta(days=days), 1), source="simulated")
    assert drop_old_hours() == 1
    assert HourCandles.objects.count() == 2
    assert drop_old_hours() == 0


class TestFilling:
    def test_takes_ninety_days_of_what_is_held_first(self, bitcoin, make_asset):
        held = make_asset("dogecoin")
        bitcoin.rank = 1
        bitcoin.save()
        run = fill_hours(wanted=[held.pk], limit=1)
        assert (run.kind, run.error) == (RefreshRun.Kind.HOURS, "")
        assert 88 * 24 < run.accepted <= 90 * 24
        assert {row.asset_id for row in HourCandles.objects.all()} == {held.pk}
        assert fill_hours(wanted=[held.pk], limit=1).accepted
        assert HourCandles.objects.filter(asset=bitcoin).count() > 88
        assert fill_hours(wanted=[held.pk]) is None

    def test_leaves_small_ones_currencies_and_own_assets_alone(self, bitcoin, make_asset):
        for slug, columns in (("euro-coin", {"kind": "fiat"}), ("shed", {"kind": "own"})):
            make_asset(slug, rank=1, **columns)
        make_asset("small", rank=101)
        assert fill_hours(wanted=[]) is None

    def test_asks_once_a_day_what_the_provider_has_little_of(self, live_market, make_asset, fake):
        bitcoin = make_asset("bitcoin")
        fake.charts["bitcoin"] = {"prices": []}
        assert fill_hours(wanted=[bitcoin.pk]).rows == 0
        assert fill_hours(wanted=[bitcoin.pk]) is None
        assert len(fake.requests) == 1

    def test_says_what_a_provider_refused_and_goes_on_another_time(
        self, live_market, make_asset, fake
    ):
        bitcoin = make_asset("bitcoin")
        fake.replies = [bad.status(500)] * 3
        assert "500" in fill_hours(wanted=[bitcoin.pk]).error
        fake.charts["bitcoin"] = {"prices": []}
        assert fill_hours(wanted=[bitcoin.pk]).error == ""

    def test_asks_for_what_the_provider_does_not_know_once_a_day(
        self, live_market, make_asset, fake
    ):
        gone = make_asset("gone")
        fake.replies = [bad.status(404)]
        assert fill_hours(wanted=[gone.pk]).error
        assert fill_hours(wanted=[gone.pk]) is None

    def test_is_one_request_of_ninety_days(self, live_market, make_asset, fake, midnight):
        bitcoin = make_asset("bitcoin")
        hours = [midnight - (50 - n) * HOUR for n in range(50)]
        stamps = [[1000 * at.timestamp() + 4000, 100.0 + n] for n, at in enumerate(hours)]
        fake.charts["bitcoin"] = {"prices": stamps}
        run = fill_hours(wanted=[bitcoin.pk])
        assert (run.rows, run.accepted) == (50, 50)
        (asked,) = fake.requests
        span = int(asked.query["to"]) - int(asked.query["from"])
        assert 88 * 86400 < span < 90 * 86400
        # A point four seconds past the hour is the close of the hour before.
        assert closes_of(bitcoin, midnight - 51 * HOUR, hours=60)[:2] == [100, 101]
