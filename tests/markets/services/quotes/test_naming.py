"""A second source's prices go to the asset of their symbol and name, or to none."""

from datetime import timedelta

import pytest
from django.utils import timezone

from markets.models import Asset, Quote
from markets.services import refresh_quotes
from tests.factories import set_price
from tests.markets import fake_vendor as bad
from tests.markets.providers import test_exchanges as kraken

pytestmark = pytest.mark.django_db


def ticker(ref: str, symbol: str, name: str, price: float) -> dict:
    return {"id": ref, "symbol": symbol, "name": name, "rank": 1,
            "last_updated": timezone.now().isoformat(),
            "quotes": {"USD": {"price": price}}}  # fmt: skip


@pytest.fixture
def tickers(live_market, use_source, vendor, fake, settings, make_asset):
    """Has CoinGecko refuse, and the second source answer."""
    use_source("coinpaprika")
    settings.QUOTE_PROVIDERS = ["coinpaprika"]
    earlier = timezone.now() - timedelta(minutes=9)
    set_price(make_asset("bitcoin", symbol="BTC", name="Bitcoin"), 100.0, at=earlier)

    def put(*rows):
        fake.replies = [bad.status(403)]
        vendor.routes["/tickers"] = list(rows)

    return put


def price(slug: str = "bitcoin") -> tuple:
    quote = Quote.objects.get(asset__slug=slug)
    return quote.price, quote.source


def test_where_the_first_refuses_the_second_is_asked(tickers):
    tickers(ticker("btc-bitcoin", "BTC", "bitcoin", 101.0))
    run = refresh_quotes()
    assert price() == (101.0, "coinpaprika")
    assert (run.provider, run.rows, run.accepted, run.new_assets) == ("coinpaprika", 1, 1, 0)


def test_a_symbol_alone_is_no_name(tickers):
    tickers(ticker("btc-other", "BTC", "Bitcoin Other", 101.0))
    run = refresh_quotes()
    assert (price()[0], run.reasons) == (100.0, {"of no asset of ours": 1})
    assert Asset.objects.count() == 1


def test_of_two_by_one_name_neither_counts(tickers):
    tickers(*(ticker(f"btc-{n}", "BTC", "Bitcoin", 101.0) for n in range(2)))
    run = refresh_quotes()
    assert (price()[0], run.reasons) == (100.0, {"of several by that name": 2})


def test_two_assets_of_one_name_get_neither(tickers, make_asset):
    set_price(make_asset("bitcoin-2", symbol="BTC", name="Bitcoin"), 100.0)
    tickers(ticker("btc-bitcoin", "BTC", "Bitcoin", 101.0))
    assert refresh_quotes().reasons == {"of no asset of ours": 1}


def test_a_reference_that_staff_entered_decides(tickers):
    Asset.objects.get().references.create(provider="coinpaprika", reference="xbt")
    tickers(ticker("xbt", "XBT", "Another name", 102.0))
    refresh_quotes()
    assert price()[0] == 102.0


def test_a_price_out_of_the_band_is_held(tickers):
    tickers(ticker("btc-bitcoin", "BTC", "Bitcoin", 100_000.0))
    run = refresh_quotes()
    assert (price()[0], run.reasons) == (100.0, {"unconfirmed": 1})


def test_an_asset_without_a_price_gets_none_of_a_second_source(tickers, make_asset):
    make_asset("new", symbol="NEW", name="New")
    tickers(ticker("new-new", "NEW", "New", 5.0))
    assert refresh_quotes().reasons == {"of no asset of ours": 1}


def test_only_what_was_asked_for_is_taken(tickers, make_asset):
    earlier = timezone.now() - timedelta(minutes=9)
    set_price(make_asset("solana", symbol="SOL", name="Solana"), 10.0, at=earlier)
    tickers(ticker("btc-bitcoin", "BTC", "Bitcoin", 101.0), ticker("s", "SOL", "Solana", 11.0))
    run = refresh_quotes(refs=["solana"])
    assert (price()[0], price("solana")[0], run.rows) == (100.0, 11.0, 1)


def test_one_that_is_switched_off_is_not_asked(tickers, vendor, use_source):
    use_source("coinpaprika", enabled=False)
    tickers(ticker("btc-bitcoin", "BTC", "Bitcoin", 101.0))
    assert "403" in refresh_quotes().error
    assert vendor.requests == []


def test_a_price_without_a_cap_leaves_the_supply_and_the_volume_as_they_were(tickers):
    Quote.objects.update(market_cap=5000.0, volume_24h=70.0)
    tickers(ticker("btc-bitcoin", "BTC", "Bitcoin", 110.0))
    refresh_quotes()
    quote = Quote.objects.get()
    assert (quote.market_cap, quote.volume_24h) == (pytest.approx(5500.0), 70.0)


# --- exchanges, which give no names ---------------------------------------------------------------


@pytest.fixture
def exchange(tickers, use_source, vendor, fake, settings):
    """Has CoinGecko refuse, and an exchange answer with last prices by symbol."""
    use_source("exchanges")
    settings.QUOTE_PROVIDERS, settings.EXCHANGES = ["exchanges"], ["kraken"]

    def put(**prices):
        fake.replies = [bad.status(403)]
        vendor.routes["/0/public/Assets"] = {"error": [], "result": {}}
        vendor.routes["/0/public/AssetPairs"] = {
            "error": [], "result": {f"{base}USD": kraken.pair(base) for base in prices},
        }  # fmt: skip
        vendor.routes["/0/public/Ticker"] = {
            "error": [],
            "result": {f"{base}USD": kraken.ticker(str(last)) for base, last in prices.items()},
        }

    return put


def test_a_symbol_is_of_the_large_asset_that_has_it(exchange, make_asset):
    earlier = timezone.now() - timedelta(minutes=9)
    set_price(make_asset("ether", symbol="ETH", name="Ether", rank=2), 3000.0, at=earlier)
    set_price(make_asset("fake-ether", symbol="ETH", name="Fake", rank=2000), 3000.0, at=earlier)
    set_price(make_asset("small", symbol="SML", name="Small", rank=900), 3.0, at=earlier)
    exchange(ETH=3100, SML=3)
    run = refresh_quotes()
    assert (price("ether"), price("fake-ether")[0]) == ((3100.0, "exchanges"), 3000.0)
    assert run.reasons == {"of no asset of ours": 1}


def test_a_symbol_that_two_large_assets_share_is_of_neither(exchange, make_asset):
    for n in (1, 2):
        set_price(make_asset(f"a{n}", symbol="AAA", name=f"A{n}", rank=n), 10.0)
    exchange(AAA=10.5)
    assert refresh_quotes().reasons == {"of no asset of ours": 1}
