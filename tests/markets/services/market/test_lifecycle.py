"""Choosing the market, and changing it for another without ever mixing the two."""

import socket
import time
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from markets.models import Asset, Candle, Market, Quote
from markets.providers.base import CandleRecord, ProviderError
from markets.services import (
    WrongMarketError,
    choose_market,
    fill_history,
    ingest_quotes,
    load_fiat_history,
    prepare_market,
    refresh_quotes,
    switch_market,
    sync_assets,
)
from markets.services.history.candles import store_candles
from tests.markets import fake_coingecko as bad
from tests.markets.fake_coingecko import coin

pytestmark = pytest.mark.django_db


@pytest.fixture
def auto(settings, fake, valkey):
    settings.MARKET_PROVIDER = "auto"
    settings.COINGECKO_URL = fake.url
    settings.COINGECKO_PLAN = "keyless"


def test_live_provider_that_answers_is_chosen(auto):
    assert choose_market().provider == "coingecko"
    assert Market.objects.get().seed is None


@pytest.mark.parametrize(
    "reply",
    [bad.status(500), bad.status(429, Retry_After="60"), bad.text(b"<html>"), bad.cut_off()],
)
def test_simulation_is_chosen_where_the_live_one_does_not_answer(auto, fake, reply):
    fake.replies = [reply]
    market = choose_market()
    assert (market.provider, market.seed) == ("simulated", 2019)


def test_choice_takes_three_seconds_at_most(auto, fake):
    fake.replies = [bad.silence(10)] * 3
    began = time.monotonic()
    assert choose_market().provider == "simulated"
    assert 2 < time.monotonic() - began < 6


def test_name_that_is_looked_up_for_ever_does_not_hold_the_start_up(auto, settings, monkeypatch):
    def never(*args, **kwargs):
        time.sleep(8)
        raise OSError("no resolver")

    settings.COINGECKO_URL = "http://api.coingecko.test/api/v3"
    monkeypatch.setattr(socket, "getaddrinfo", never)
    began = time.monotonic()
    assert choose_market().provider == "simulated"
    assert time.monotonic() - began < 6


def test_first_start_without_a_key_stays_within_the_minutes_budget(auto, fake):
    fake.coins = [coin(f"coin-{n}") for n in range(600)]
    market = prepare_market()
    assert market.provider == "coingecko"
    assert Quote.objects.filter(source="coingecko").count() == 500
    assert len(fake.requests) == 5


def test_choice_is_kept_whatever_happens_later(auto, fake, settings):
    fake.replies = [bad.status(500)]
    assert choose_market().provider == "simulated"
    asked = len(fake.requests)
    settings.MARKET_PROVIDER = "coingecko"
    assert choose_market().provider == "simulated"
    assert len(fake.requests) == asked


def test_setting_decides_without_asking(auto, fake, settings):
    settings.MARKET_PROVIDER = "simulated"
    assert choose_market().provider == "simulated"
    assert fake.requests == []


def test_unknown_setting_is_refused(auto, settings):
    settings.MARKET_PROVIDER = "oracle"
    with pytest.raises(ProviderError):
        choose_market()
    assert not Market.objects.exists()


def test_first_start_fills_everything(simulated_market, valkey, monkeypatch):
    monkeypatch.setattr("markets.services.market.lifecycle.FIRST_HISTORIES", 2)
    assert prepare_market() == simulated_market
    assert Asset.objects.fiat().filter(slug="eur").exists()
    assert Quote.objects.filter(asset__slug="bitcoin").exists()
    assert Candle.objects.filter(asset__slug="bitcoin").count() > 2500


def test_first_start_survives_a_provider_that_fails_half_way(live_market, fake):
    fake.replies = [bad.status(403)] * 30
    prepare_market()
    assert Asset.objects.fiat().exists()
    assert not Quote.objects.exclude(source="ecb").exists()


# --- switching ----------------------------------------------------------------------------------


@pytest.fixture
def filled(simulated_market, valkey, settings, fake):
    """A simulated market with history, and a live one that could be switched to."""
    settings.COINGECKO_URL = fake.url
    settings.COINGECKO_PLAN = "keyless"
    fake.coins += [coin("ethereum"), coin("only-live")]
    load_fiat_history(since=date(2026, 9, 1))
    sync_assets()
    refresh_quotes()
    fill_history(limit=1)
    return simulated_market


def test_switch_leaves_nothing_of_the_old_market(filled):
    switch_market("coingecko")
    assert Market.objects.get().provider == "coingecko"
    assert set(Quote.objects.values_list("source", flat=True)) == {"coingecko", "ecb"}
    assert set(Candle.objects.values_list("source", flat=True)) == {"ecb"}
    assert Quote.objects.get(asset__slug="bitcoin").price == 67187.3358936566


def test_switch_keeps_assets_and_their_ids_but_takes_unknown_ones_out_of_use(filled):
    bitcoin = Asset.objects.get(slug="bitcoin")
    switch_market("coingecko")
    assert Asset.objects.get(slug="bitcoin").pk == bitcoin.pk
    assert not Asset.objects.get(slug="dogwifcoin").is_active
    assert Asset.objects.get(slug="only-live").is_active
    active = Asset.objects.active().exclude(kind="fiat").values_list("slug", flat=True)
    assert set(active) == {"bitcoin", "ethereum", "only-live"}


def test_a_market_that_is_switched_to_was_chosen_then(filled):
    before = Market.objects.get().chosen_at
    switch_market("coingecko")
    assert Market.objects.get().chosen_at > before


def test_switch_keeps_the_banks_rates(filled):
    rates = Candle.objects.filter(source="ecb").count()
    switch_market("coingecko")
    assert Candle.objects.filter(source="ecb").count() == rates > 500
    assert Quote.objects.filter(asset__slug="eur").exists()


def test_switch_there_and_back_brings_the_same_simulated_prices(filled):
    switch_market("coingecko")
    switch_market("simulated", seed=2019)
    assert Asset.objects.get(slug="dogwifcoin").is_active
    assert not Asset.objects.get(slug="only-live").is_active
    assert set(Quote.objects.values_list("source", flat=True)) == {"simulated", "ecb"}


@pytest.mark.parametrize("path", ["list", "markets"])
def test_switch_to_a_provider_that_fails_changes_nothing(filled, fake, path):
    quotes = set(Quote.objects.values_list("asset_id", "price"))
    good = [] if path == "list" else [bad.text(b"[]")]
    fake.replies = [*good, *[bad.status(403)] * 10]
    with pytest.raises(ProviderError):
        switch_market("coingecko")
    assert Market.objects.get().provider == "simulated"
    assert set(Quote.objects.values_list("asset_id", "price")) == quotes
    assert Candle.objects.filter(source="simulated").exists()


def test_switch_to_the_market_in_use_changes_nothing(filled):
    before = Quote.objects.get(asset__slug="bitcoin").received_at
    switch_market("simulated", seed=2019)
    assert Quote.objects.get(asset__slug="bitcoin").received_at == before


def test_another_seed_is_another_market(filled):
    before = Quote.objects.get(asset__slug="bitcoin").price
    switch_market("simulated", seed=5)
    assert Market.objects.get().seed == 5
    assert Quote.objects.get(asset__slug="bitcoin").price != before
    assert not Candle.objects.filter(source="simulated").exists()


def test_refresh_that_was_under_way_cannot_write_into_the_new_market(filled, quote_at):
    bitcoin = Asset.objects.get(slug="bitcoin")
    switch_market("coingecko")
    with pytest.raises(WrongMarketError):
        ingest_quotes([quote_at("bitcoin", 5.0)], source="simulated")
    with pytest.raises(WrongMarketError):
        store_candles(bitcoin, fake_candles(), source="simulated")


def fake_candles():
    return [CandleRecord(day=date(2024, 1, 1), open=1, high=2, low=1, close=2)]


# --- the command --------------------------------------------------------------------------------


def run(*words: str) -> str:
    out = StringIO()
    call_command("market", *words, stdout=out)
    return out.getvalue()


def test_command_shows_the_market(filled):
    assert "Simulated market (simulated)" in run()
    assert "fresh" in run("show")


def test_command_before_the_first_start():
    assert "No market" in run()


def test_command_switches(filled):
    assert "CoinGecko (coingecko)" in run("use", "coingecko")
    assert Market.objects.get().provider == "coingecko"


def test_command_reports_a_provider_that_fails(filled, fake):
    fake.replies = [bad.status(403)] * 10
    with pytest.raises(CommandError, match="not changed"):
        run("use", "coingecko")
