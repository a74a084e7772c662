"""What an asset's page of history says: days, gaps with their reason, corrections, downloads."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from markets.models import CandleCorrection, Market
from markets.providers.base import CandleRecord
from markets.selectors.exports.stored_history import assets_with_gaps, stored_history
from markets.services.history.candles import store_candles
from markets.services.history.folding import fold_closed_days
from tests.factories import make_asset, make_market

pytestmark = pytest.mark.django_db
TODAY = datetime.now(UTC).date()
PATH = "/markets/bitcoin/history/"


def day(ago: int):
    return TODAY - timedelta(days=ago)


def store(asset, days):
    records = [
        CandleRecord(day=day(ago), open=None, high=None, low=None, close=5.0) for ago in days
    ]
    store_candles(asset, records, source="simulated")


@pytest.fixture
def bitcoin(db):
    """Four hundred days until the day before yesterday, without four of them."""
    make_market()
    asset = make_asset("bitcoin", launched_on=day(410))
    store(asset, set(range(2, 401)) - {300, 299, 298, 20})
    fold_closed_days()
    return asset


def text(client, path=PATH) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_gaps_have_their_days_and_their_reason(bitcoin, django_assert_num_queries):
    with django_assert_num_queries(4):
        found = stored_history(bitcoin)
    assert (found.first, found.last, found.days) == (day(400), day(2), 395)
    assert found.without_range == 395
    assert [(one.first, one.last, one.days, one.reason) for one in found.gaps] == [
        (day(1), day(1), 1, "not fetched yet"),
        (day(20), day(20), 1, "not given by the source"),
        (day(300), day(298), 3, "not given by the source"),
        (day(410), day(401), 10, "not given by the source"),
    ]
    assert [(one.name, one.days) for one in found.sources] == [("simulated", 395)]


def test_the_reach_of_a_free_plan_is_a_reason(bitcoin):
    Market.objects.update(provider="coingecko", seed=None)
    reasons = [one.reason for one in stored_history(bitcoin).gaps]
    assert reasons[-1] == "before the days that the source gives"
    assert reasons[-2] == "not given by the source"


def test_an_asset_out_of_use_has_no_newer_day(bitcoin):
    bitcoin.is_active = False
    assert stored_history(bitcoin).gaps[0].reason == "no longer listed"


def test_staff_find_the_assets_with_gaps(bitcoin, admin_client):
    whole = make_asset("ethereum")
    store(whole, range(1, 380))
    hole = make_asset("solana")
    store(hole, [*range(30, 60), *range(290, 300)])
    young = make_asset("young")
    store(young, [1, 2])
    fold_closed_days()
    assert assets_with_gaps() == sorted([bitcoin.pk, hole.pk])
    page = text(admin_client, "/admin/markets/asset/?history=gaps")
    assert "solana" in page and "ethereum" not in page


def test_the_page_shows_gaps_corrections_and_downloads(client, bitcoin, alice):
    CandleCorrection.objects.create(
        asset=bitcoin, day=day(7), old_close=100.0, new_close=103.5, is_applied=False,
        source="coingecko", seen_at=timezone.now(),
    )  # fmt: skip
    page = text(client)
    assert f"{day(300)}" in page and "Not given by the source" in page
    assert "$100.00" in page and "$103.50" in page and "The first one" in page
    assert "candles.csv" not in page
    client.force_login(alice)
    page = text(client)
    assert "/api/v1/history/candles.parquet/?asset=bitcoin" in page
    answer = client.get("/api/v1/history/candles.csv/?asset=bitcoin")
    assert b"".join(answer.streaming_content).count(b"\r\n") == 396
    assert 'href="/markets/bitcoin/history/"' in text(client, "/markets/bitcoin/")


def test_an_asset_without_history_says_so(client, bitcoin):
    make_asset("new")
    assert "No history yet" in text(client, "/markets/new/history/")


def test_the_history_of_a_merged_asset_is_at_its_new_address(client, bitcoin):
    make_asset("old", merged_into=bitcoin)
    answer = client.get("/markets/old/history/")
    assert (answer.status_code, answer["Location"]) == (301, PATH)
