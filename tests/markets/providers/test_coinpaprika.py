"""CoinPaprika's tickers, by its contract and against its breaches."""

from datetime import UTC, datetime

import pytest

from markets.providers.base import ProviderError
from markets.providers.coinpaprika import CoinPaprika
from tests.markets import fake_vendor as bad


def ticker(ref: str, price: object = 100.0, **changes) -> dict:
    symbol, _, name = ref.partition("-")
    return {
        "id": ref, "symbol": symbol.upper(), "name": name.title(), "rank": 1,
        "last_updated": "2026-04-07T16:49:31Z",
        "quotes": {"USD": {"price": price, "market_cap": 9e9, "volume_24h": 5e6,
                           "percent_change_24h": 2.5}},
    } | changes  # fmt: skip


@pytest.fixture
def client(vendor):
    return CoinPaprika(base_url=vendor.url, sleep=lambda seconds: None)


def test_a_ticker_has_its_price_and_its_figures(client, vendor):
    vendor.routes["/tickers"] = [ticker("btc-bitcoin", 67000.5)]
    (quote,) = client.markets().records
    assert (quote.ref, quote.price, quote.market_cap, quote.volume_24h, quote.change_24h) == (
        "btc-bitcoin", 67000.5, 9e9, 5e6, 0.025,
    )  # fmt: skip
    assert quote.as_of == datetime(2026, 4, 7, 16, 49, 31, tzinfo=UTC)
    assert (quote.listing.symbol, quote.listing.name, quote.listing.rank) == ("BTC", "Bitcoin", 1)


def test_the_top_and_the_asked_for_come_by_rank(client, vendor):
    vendor.routes["/tickers"] = [ticker(f"c{n}-coin", rank=9 - n) for n in range(5)]
    assert [quote.ref for quote in client.markets(top=2).records] == ["c4-coin", "c3-coin"]
    assert [quote.ref for quote in client.markets(["c1-coin"]).records] == ["c1-coin"]


@pytest.mark.parametrize(
    "odd",
    [None, 7, {}, ticker("x-x", None), ticker("x-x", "NaN"), ticker("x-x", quotes=None),
     ticker("x-x", last_updated=None), ticker("x-x", name=""), ticker("x-x", symbol=5)],
)  # fmt: skip
def test_an_odd_ticker_is_counted_and_costs_no_other(client, vendor, odd):
    vendor.routes["/tickers"] = [ticker("a-a"), odd, ticker("b-b")]
    page = client.markets()
    assert ([quote.ref for quote in page.records], page.skipped) == (["a-a", "b-b"], 1)


def test_every_figure_but_the_price_may_be_null(client, vendor):
    vendor.routes["/tickers"] = [ticker("a-a", quotes={"USD": {"price": 1.0}}, rank=None)]
    (quote,) = client.markets().records
    assert (quote.market_cap, quote.change_24h, quote.listing.rank) == (None, None, None)


@pytest.mark.parametrize("body", [b'{"error": "limit"}', b"null", b"{}"])
def test_an_answer_of_another_form_is_an_error(client, vendor, body):
    vendor.replies = [bad.text(body)]
    with pytest.raises(ProviderError):
        client.markets()
