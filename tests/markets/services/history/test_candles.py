"""Daily history: recorded from quotes, backfilled from the provider, never doubled."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache

from markets.blocks import first_day_of
from markets.models import Asset, Candle, CandleBlock, OpenCandle, RefreshRun
from markets.providers.base import NOT_KNOWN, CandleRecord
from markets.services import (
    backfill_history,
    fill_history,
    ingest_quotes,
    record_candles,
    refresh_quotes,
    sync_assets,
)
from markets.services.choice import provider_in_use
from markets.services.history.candles import missing_span, store_candles
from tests.factories import set_price
from tests.markets import fake_coingecko as bad

pytestmark = pytest.mark.django_db
DAY = date(2026, 4, 7)
YESTERDAY = datetime.now(UTC).date() - timedelta(days=1)


@pytest.fixture
def bitcoin(simulated_market, make_asset, valkey):
    return make_asset("bitcoin")


def candle(day: date, close: float = 100.0) -> CandleRecord:
    return CandleRecord(day=day, open=90.0, high=120.0, low=80.0, close=close, volume=7.0)


def only() -> Candle:
    return Candle.objects.get(day=DAY)


def quote(quote_at, price: float, minute: float) -> None:
    assert ingest_quotes([quote_at("bitcoin", price, minute=minute)], source="simulated").accepted
    record_candles(day=DAY)


# --- recording ----------------------------------------------------------------------------------


def test_quotes_of_a_day_make_its_candle(bitcoin, quote_at):
    for minute, price in enumerate([100.0, 130.0, 80.0, 110.0]):
        quote(quote_at, price, minute)
    today = only()
    assert (today.open, today.high, today.low, today.close) == (100.0, 130.0, 80.0, 110.0)
    assert today.source == "live"


def test_day_opens_where_the_day_before_closed(bitcoin, quote_at):
    store_candles(bitcoin, [candle(DAY - timedelta(days=1), close=150.0)], source="simulated")
    quote(quote_at, 100.0, 0)
    assert (only().open, only().high, only().low) == (150.0, 150.0, 100.0)


def test_quote_of_another_day_makes_no_candle(bitcoin, quote_at):
    ingest_quotes([quote_at("bitcoin", 100.0, minute=-24 * 60)], source="simulated")
    assert record_candles(day=DAY).accepted == 0
    assert not Candle.objects.exists()


def test_recording_twice_changes_nothing(bitcoin, quote_at):
    quote(quote_at, 100.0, 0)
    before = Candle.objects.values().get()
    record_candles(day=DAY)
    assert Candle.objects.values().get() == before


def test_recording_never_touches_a_final_candle(bitcoin, quote_at):
    store_candles(bitcoin, [candle(DAY)], source="simulated")
    quote(quote_at, 500.0, 0)
    assert (only().close, only().source) == (100.0, "simulated")


def test_currencies_are_not_recorded_from_quotes(bitcoin, make_asset, quote_at):
    make_asset("eur", kind="fiat")
    ingest_quotes([quote_at("eur", 1.1), quote_at("bitcoin", 5.0)], source="simulated")
    assert record_candles(day=DAY).accepted == 1


# --- storing ------------------------------------------------------------------------------------


def test_final_candle_takes_the_place_of_a_recorded_one(bitcoin, quote_at):
    quote(quote_at, 500.0, 0)
    assert store_candles(bitcoin, [candle(DAY)], source="simulated").stored == 1
    assert (only().close, only().source) == (100.0, "simulated")


def test_final_candle_is_never_changed(bitcoin):
    store_candles(bitcoin, [candle(DAY)], source="simulated")
    assert store_candles(bitcoin, [candle(DAY, close=999.0)], source="simulated").stored == 0
    assert only().close == 100.0


@pytest.mark.parametrize("close", [0.0, -1.0, float("nan"), float("inf")])
def test_candle_without_a_price_is_left_out(bitcoin, close):
    records = [candle(DAY, close=close), candle(DAY - timedelta(days=1))]
    assert store_candles(bitcoin, records, source="simulated").stored == 1


# --- backfilling --------------------------------------------------------------------------------


@pytest.fixture
def begun(bitcoin):
    """Bitcoin with a day long ago, so that it is asked for what is wanted alone."""
    first = date(2019, 1, 1)
    page = provider_in_use().history("bitcoin", start=first, end=first)
    store_candles(bitcoin, page.records, source="simulated")
    return bitcoin


def test_an_asset_without_history_is_asked_for_all_of_it(live_market, fake, make_asset, settings):
    settings.COINGECKO_PLAN, settings.COINGECKO_API_KEY = "pro", "secret"
    backfill_history(make_asset("bitcoin"), since=YESTERDAY - timedelta(days=9))
    backfill_history(make_asset("monero"), since=date(2016, 5, 4))
    firsts = [datetime.fromtimestamp(int(one.query["from"]), UTC) for one in fake.requests]
    assert [first.date() for first in firsts] == [date(2019, 1, 1), date(2016, 5, 4)]


def test_backfill_brings_every_completed_day_and_is_idempotent(begun):
    bitcoin = begun
    since = YESTERDAY - timedelta(days=99)
    run = backfill_history(bitcoin, since=since)
    assert (run.rows, run.accepted) == (100, 100)
    days = Candle.objects.filter(asset=bitcoin).between(since, YESTERDAY)
    days = days.values_list("day", flat=True).order_by("day")
    assert list(days) == [since + timedelta(days=n) for n in range(100)]
    assert backfill_history(bitcoin, since=since) is None
    assert RefreshRun.objects.count() == 1


def test_backfill_asks_for_what_is_missing_only(begun):
    bitcoin = begun
    since = YESTERDAY - timedelta(days=9)
    backfill_history(bitcoin, since=since)
    gone = [since + timedelta(days=number) for number in (3, 4, 5)]
    OpenCandle.objects.filter(day__in=gone).delete()
    for block in CandleBlock.objects.all():
        for day in gone:
            place = (day - first_day_of(block.block)).days
            if 0 <= place < len(block.close):
                block.close[place] = float("nan")
        block.save()
    assert missing_span(bitcoin, since=since) == (
        since + timedelta(days=3), since + timedelta(days=5),
    )  # fmt: skip
    assert backfill_history(bitcoin, since=since).accepted == 3


def test_a_price_of_before_a_long_hole_does_not_refuse_the_days_in_it(bitcoin):
    year_ago = YESTERDAY - timedelta(days=365)
    (known,) = provider_in_use().history("bitcoin", start=YESTERDAY, end=YESTERDAY).records
    store_candles(bitcoin, [candle(year_ago, close=known.close / 5)], source="simulated")
    run = backfill_history(bitcoin, since=YESTERDAY - timedelta(days=120))
    assert (run.accepted, run.reasons) == (121, {})


def test_recorded_day_that_is_over_counts_as_missing(bitcoin):
    (known,) = provider_in_use().history("bitcoin", start=YESTERDAY, end=YESTERDAY).records
    OpenCandle.objects.create(asset=bitcoin, day=YESTERDAY, close=1.1 * known.close, source="live")
    backfill_history(bitcoin, since=YESTERDAY)
    assert Candle.objects.get(day=YESTERDAY).source == "simulated"


def test_nothing_is_asked_from_before_the_launch(bitcoin):
    bitcoin.launched_on = YESTERDAY - timedelta(days=2)
    assert missing_span(bitcoin, since=date(2019, 1, 1)) == (bitcoin.launched_on, YESTERDAY)


@pytest.mark.parametrize("fields", [{"kind": "fiat"}, {"is_active": False}])
def test_currencies_and_assets_out_of_use_are_not_backfilled(bitcoin, make_asset, fields):
    assert backfill_history(make_asset("other", **fields)) is None


def test_backfill_of_an_unknown_asset_says_so_and_leaves_it_alone(bitcoin, make_asset):
    run = backfill_history(make_asset("made-up"))
    assert (run.error, run.rows, run.reasons) == ("", 1, {NOT_KNOWN: 1})
    assert backfill_history(Asset.objects.get(slug="made-up")) is None


@pytest.mark.parametrize("code", [404, 500])
def test_an_asset_whose_history_always_fails_keeps_no_other_waiting(
    live_market, fake, make_asset, code
):
    """A vendor that renames an id goes on quoting it for a while."""
    for rank, slug in enumerate(("renamed", "bitcoin"), start=1):
        set_price(make_asset(slug, rank=rank), 5.0)
    noon = 1000 * (86400 * (YESTERDAY - date(1970, 1, 1)).days + 43200)
    fake.charts["bitcoin"] = {"prices": [[noon, 5.0]]}
    fake.replies = [bad.status(code)] * (1 if code == 404 else 3)
    run = fill_history(limit=2)
    assert bool(run.error) == (code == 500)
    if code == 500:
        fill_history(limit=2)
    assert list(Candle.objects.values_list("asset__slug", flat=True)) == ["bitcoin"]


def test_backfill_with_a_provider_that_is_down_says_so(live_market, fake, make_asset):
    fake.replies = [bad.status(500)] * 3
    run = backfill_history(make_asset("bitcoin"))
    assert "HTTP 500" in run.error
    assert not Candle.objects.exists()


def test_days_beyond_the_providers_reach_are_not_asked_for_again_and_again(
    live_market, fake, make_asset
):
    asset = make_asset("bitcoin")
    # A year back, less the hour that the client keeps in hand.
    reached = (YESTERDAY - provider_in_use().earliest_day()).days + 1
    noons = [YESTERDAY - timedelta(days=n) for n in range(365)]
    fake.charts["bitcoin"] = {
        "prices": [[1000 * (86400 * (day - date(1970, 1, 1)).days + 43200), 5.0] for day in noons]
    }
    assert backfill_history(asset).accepted == reached
    assert backfill_history(asset) is None
    assert len(fake.requests) == 1


def test_young_asset_is_asked_about_its_time_before_once_a_day(live_market, fake, make_asset):
    asset = make_asset("young")
    noon = 1000 * (86400 * (YESTERDAY - date(1970, 1, 1)).days + 43200)
    fake.charts["young"] = {"prices": [[noon, 5.0]]}
    assert backfill_history(asset).accepted == 1
    assert backfill_history(asset).accepted == 0
    assert backfill_history(asset) is None
    assert len(fake.requests) == 2


def test_filling_takes_the_highest_ranked_without_history_until_none_is_left(
    simulated_market, valkey
):
    sync_assets()
    refresh_quotes(refs=["bitcoin", "ethereum", "solana"])
    since = YESTERDAY - timedelta(days=4)
    fill_history(limit=1, since=since)
    assert set(Candle.objects.values_list("asset__slug", flat=True)) == {"bitcoin"}
    fill_history(limit=5, since=since)
    assert Candle.objects.values("asset").distinct().count() == 3
    assert fill_history(limit=5, since=since) is None


def test_days_of_a_time_away_are_filled_of_every_asset(simulated_market, valkey):
    sync_assets()
    refresh_quotes(refs=["bitcoin", "ethereum"])
    fill_history()
    away = [YESTERDAY - timedelta(days=n) for n in range(3)]
    OpenCandle.objects.filter(asset__slug="ethereum", day__in=away).delete()
    OpenCandle.objects.filter(asset__slug="bitcoin", day=away[1]).delete()
    assert fill_history().accepted == 4
    assert fill_history() is None
    cache.clear()
    assert fill_history() is None


def test_a_day_that_the_provider_lacks_is_asked_for_once_a_day(live_market, fake, make_asset):
    make_asset("bitcoin")
    refresh_quotes()
    noons = [YESTERDAY - timedelta(days=n) for n in range(20) if n != 5]
    fake.charts["bitcoin"] = {
        "prices": [[1000 * (86400 * (day - date(1970, 1, 1)).days + 43200), 5.0] for day in noons]
    }
    fill_history()
    asked = len(fake.requests)
    for _ in range(3):
        fill_history()
    assert len(fake.requests) == asked + 1


def test_live_provider_is_asked_for_few_histories_at_a_time(live_market, fake, make_asset):
    fake.coins = [bad.coin(f"coin-{n}") for n in range(5)]
    for n in range(5):
        make_asset(f"coin-{n}", rank=n + 1)
        fake.charts[f"coin-{n}"] = {"prices": []}
    refresh_quotes()
    asked = len(fake.requests)
    fill_history()
    assert len(fake.requests) - asked == 2
    # The two had nothing: the next ones have their turn.
    fill_history()
    assert [r.path.split("/")[4] for r in fake.requests[asked:]] == [
        "coin-0", "coin-1", "coin-2", "coin-3",
    ]  # fmt: skip
