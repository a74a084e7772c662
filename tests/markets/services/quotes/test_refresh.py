"""Refreshing: one at a time, recorded, and calm when the provider is down."""

import json
import threading
from datetime import date

import pytest
from django.conf import settings as django_settings
from django.db import connection

from markets.models import GlobalFigures, Quote, RefreshRun
from markets.providers.base import ProviderError
from markets.providers.budget import redis_client
from markets.selectors import market_status
from markets.services import record_global_figures, refresh_quotes, sync_assets
from markets.services.choice import providers_in_use
from markets.services.quotes.refresh import LOCK_NAME, refresh_lock
from tests.factories import set_price
from tests.markets import fake_coingecko as bad
from tests.markets.fake_coingecko import coin

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(live_market, make_asset):
    return make_asset("bitcoin")


def test_refresh_stores_prices_and_its_run(listed, fake):
    run = refresh_quotes()
    assert Quote.objects.get().price == 67187.3358936566
    assert (run.rows, run.accepted, run.rejected, run.error) == (1, 1, 0, "")
    assert RefreshRun.objects.get() == run
    assert run.finished_at >= run.started_at
    assert market_status().refreshed_at == run.finished_at


def test_odd_rows_count_as_rejected(listed, fake):
    fake.coins += [None, coin("x", current_price=None)]
    run = refresh_quotes()
    assert (run.rows, run.accepted, run.rejected) == (3, 1, 2)
    assert run.reasons == {"unreadable": 2}


def test_a_coin_that_no_list_names_is_taken_up_with_its_price(live_market, fake):
    run = refresh_quotes()
    assert (run.rows, run.accepted, run.new_assets) == (1, 1, 1)
    asset = Quote.objects.get().asset
    assert (asset.slug, asset.symbol, asset.name, asset.rank, asset.max_supply) == (
        "bitcoin", "BTC", "Bitcoin", 1, 21000000.0,
    )  # fmt: skip
    again = refresh_quotes()
    assert (again.rows, again.unchanged, again.new_assets) == (1, 1, 0)


def test_a_coin_out_of_use_that_has_a_price_again_is_in_use(live_market, fake, make_asset):
    make_asset("bitcoin", is_active=False)
    assert refresh_quotes().new_assets == 1
    assert Quote.objects.get().asset.is_active


def test_a_price_whose_coin_can_not_be_stored_is_rejected_with_the_reason(listed, fake, make_asset):
    make_asset("eur", kind="fiat")
    fake.coins += [coin("has space"), coin("eur"), coin("nameless", name=None)]
    run = refresh_quotes()
    assert (run.rows, run.accepted, run.rejected, run.new_assets) == (4, 1, 3, 0)
    assert run.reasons == {"unknown asset": 3}


def test_each_reason_has_its_count(listed, fake):
    refresh_quotes()
    fake.coins = [
        coin("bitcoin", last_updated="2026-04-07T16:00:00Z"), coin("bitcoin", current_price=1e9),
        coin("minus", current_price=-1.0), coin("crossed", high_24h=1.0, low_24h=2.0), None,
    ]  # fmt: skip
    fake.coins[1]["last_updated"] = "2026-04-07T17:00:00Z"
    run = refresh_quotes()
    assert (run.rows, run.accepted, run.unchanged, run.rejected) == (5, 0, 0, 5)
    assert run.reasons == {
        "unreadable": 1, "unconfirmed": 1, "not_positive": 1, "crossed": 1,
        "older than another of the answer": 1,
    }  # fmt: skip


def test_odd_rows_of_the_second_request_are_counted_too(listed, fake, make_asset, settings):
    settings.COINGECKO_TOP = 1
    fake.coins.append(coin("small"))
    refresh_quotes(refs=["small"])
    fake.coins[1]["current_price"] = None
    run = refresh_quotes()
    assert (run.rows, run.reasons) == (2, {"unreadable": 1})


def test_the_next_provider_in_rank_is_asked_where_one_fails(listed, fake):
    fake.replies = [bad.status(500)] * 3
    assert refresh_quotes().provider == "coingecko_keyless"
    assert Quote.objects.get().source == "coingecko_keyless"
    told = RefreshRun.objects.filter(kind="quotes").values_list("provider", "error")
    assert {name: bool(error) for name, error in told} == {
        "coingecko": True, "coingecko_keyless": False,
    }  # fmt: skip


def test_a_simulated_market_asks_nobody_else(simulated_market, settings):
    settings.QUOTE_PROVIDERS = ["coingecko"]
    assert list(providers_in_use()) == ["simulated"]


def test_provider_that_is_down_leaves_the_prices_and_says_so(listed, fake, settings):
    settings.QUOTE_PROVIDERS = []
    refresh_quotes()
    before = Quote.objects.get()
    fake.replies = [bad.status(500)] * 3
    run = refresh_quotes()
    assert "HTTP 500" in run.error
    assert (run.accepted, run.finished_at is None) == (0, False)
    after = Quote.objects.get()
    assert (after.price, after.as_of, after.received_at) == (
        before.price, before.as_of, before.received_at,
    )  # fmt: skip
    assert "HTTP 500" in market_status().error


def test_market_goes_stale_when_refreshes_fail(listed, fake, settings):
    settings.QUOTE_STALE_AFTER = 0
    refresh_quotes()
    assert not market_status().is_fresh


def test_followed_asset_outside_the_top_is_asked_for_too(listed, fake, make_asset, settings):
    settings.COINGECKO_TOP = 1
    make_asset("small")
    fake.coins.append(coin("small", current_price=0.5))
    assert refresh_quotes().accepted == 1
    assert refresh_quotes(refs=["small"]).accepted == 1
    fake.coins[1]["current_price"] = 0.6
    fake.coins[1]["last_updated"] = "2026-04-07T16:59:00Z"
    refresh_quotes()
    assert Quote.objects.get(asset__slug="small").price == 0.6


def test_top_prices_are_kept_when_the_request_for_the_others_fails(
    listed, fake, make_asset, settings
):
    settings.COINGECKO_TOP = 1
    make_asset("small")
    fake.coins.append(coin("small"))
    refresh_quotes(refs=["small"])
    proper = bad.text(json.dumps(fake.coins[:1]).encode())
    fake.replies = [proper, bad.status(403)]
    assert refresh_quotes().accepted == 1


def test_second_refresh_at_the_same_time_does_nothing(listed, fake):
    with refresh_lock() as mine:
        assert mine
        assert refresh_quotes() is None
    assert fake.requests == []
    assert not RefreshRun.objects.exists()
    assert refresh_quotes() is not None


def test_lock_is_freed_after_a_failure_and_expires_by_itself(listed, fake, valkey):
    fake.replies = [bad.status(500)] * 3
    refresh_quotes()
    assert valkey.get(LOCK_NAME) is None
    with refresh_lock():
        assert 0 < valkey.ttl(LOCK_NAME) <= 120


def test_lock_that_was_lost_meanwhile_does_not_break_the_refresh(listed, valkey):
    with refresh_lock() as mine:
        assert mine
        valkey.delete(LOCK_NAME)


def test_nothing_is_refreshed_without_the_lock_store(listed, fake, settings, tmp_path):
    settings.REDIS_URL = f"unix://{tmp_path}/nobody.sock"
    with pytest.raises(ProviderError, match="lock"):
        refresh_quotes()
    assert fake.requests == []


@pytest.mark.django_db(transaction=True)
def test_of_four_workers_one_refreshes(listed, fake, valkey):
    others_are_back = threading.Event()

    def wait(handler):
        others_are_back.wait(9)
        handler.reply(200, b"[]")

    fake.replies = [wait]
    results = []

    def work():
        try:
            results.append(refresh_quotes())
            if len(results) == 3:
                others_are_back.set()
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(results) == 4
    assert sum(result is not None for result in results) == 1
    assert len(fake.requests) == 1


def test_simulated_market_refreshes_without_any_network(simulated_market, valkey):
    sync_assets()
    run = refresh_quotes()
    assert run.accepted == run.rows > 250
    assert set(Quote.objects.values_list("source", flat=True)) == {"simulated"}


def test_global_figures_are_kept_at_most_every_quarter_of_an_hour(listed):
    first = record_global_figures()
    assert (first.market_cap, first.btc_dominance) == (2.5e12, 0.575)
    assert record_global_figures() is None
    assert GlobalFigures.objects.count() == 1


@pytest.mark.parametrize("cap", [None, 0, -1.0, 1e16, 1e308, "x", [], float("nan")])
def test_a_market_cap_beyond_reason_is_not_kept(listed, fake, cap):
    fake.replies = [bad.text(json.dumps({"data": {"total_market_cap": {"usd": cap}}}).encode())]
    with pytest.raises(ProviderError, match="without a market cap"):
        record_global_figures()
    assert not GlobalFigures.objects.exists()


@pytest.mark.parametrize("odd", [None, -1.0, 1e308, "x", [], {}])
def test_a_volume_or_share_beyond_reason_is_none(listed, fake, odd):
    data = {"total_market_cap": {"usd": 2e12}, "total_volume": {"usd": odd},
            "market_cap_percentage": {"btc": odd}}  # fmt: skip
    fake.replies = [bad.text(json.dumps({"data": data}).encode())]
    figures = record_global_figures()
    assert (figures.market_cap, figures.volume_24h, figures.btc_dominance) == (2e12, None, None)


def test_redis_of_the_tests_is_the_settings_one(valkey):
    assert redis_client(django_settings.REDIS_URL).ping()


def test_no_vendor_hears_of_own_assets(listed, fake, make_asset):
    set_price(make_asset("own-0123456789abcdef", kind="own"), 12.5)
    run = refresh_quotes()
    assert (run.rows, run.accepted, run.reasons) == (1, 1, {})
    assert not any("own-" in str(request.query) for request in fake.requests)


@pytest.mark.parametrize("gone", [{"ended_on": date(2026, 1, 1)}, {"merged_into": "bitcoin"}])
def test_what_ended_or_was_merged_is_not_taken_for_new(listed, fake, make_asset, gone):
    gone = gone | {"merged_into": listed} if "merged_into" in gone else gone
    asset = make_asset("gone", is_active=False, **gone)
    fake.coins.append(coin("gone"))
    assert refresh_quotes().new_assets == 0
    asset.refresh_from_db()
    assert not asset.is_active
