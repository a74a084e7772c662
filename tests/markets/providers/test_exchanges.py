"""Public prices of exchanges: ccxt's own code, over real HTTP, against local exchanges."""

import subprocess
import sys
from datetime import UTC, date, datetime

import pytest
from django.conf import settings

from markets.providers.base import ProviderError
from markets.providers.budget import RequestBudget, redis_client
from markets.providers.exchanges import Exchanges
from tests.markets import fake_vendor as bad

NOW = datetime(2026, 4, 7, 17, tzinfo=UTC)


def pair(base: str, quoted: str = "ZUSD") -> dict:
    return {
        "altname": f"{base}USD", "wsname": f"{base}/USD", "base": base, "quote": quoted,
        "aclass_base": "currency", "aclass_quote": "currency", "lot": "unit", "pair_decimals": 1,
        "lot_decimals": 8, "lot_multiplier": 1, "fees": [[0, 0.26]], "fees_maker": [[0, 0.16]],
        "leverage_buy": [], "leverage_sell": [], "ordermin": "1", "status": "online",
    }  # fmt: skip


def ticker(last: object) -> dict:
    return {"a": ["1", "1", "1"], "b": ["1", "1", "1"], "c": [last, "1"], "v": ["1", "1"],
            "p": ["1", "1"], "t": [1, 1], "l": ["1", "1"], "h": ["9", "9"], "o": "1"}  # fmt: skip


@pytest.fixture
def kraken(vendor):
    """Has the exchange trade these at their last prices."""

    def trade(**prices):
        pairs = {f"{base}USD": pair(base) for base in prices}
        vendor.routes["/0/public/Assets"] = {"error": [], "result": {}}
        vendor.routes["/0/public/AssetPairs"] = {"error": [], "result": pairs}
        vendor.routes["/0/public/Ticker"] = {
            "error": [], "result": {f"{base}USD": ticker(last) for base, last in prices.items()},
        }  # fmt: skip

    return trade


@pytest.fixture
def make(vendor):
    def build(*names: str, **options):
        defaults = {"base_url": vendor.url, "now": lambda: NOW, "sleep": lambda seconds: None}
        return Exchanges(names=names or ["kraken"], **defaults, **options)

    return build


def prices(page) -> dict:
    return {record.ref: record.price for record in page.records}


def test_prices_against_the_dollar_come_by_symbol(make, kraken):
    kraken(ETH="3000.5", SOL="150")
    page = make().markets()
    assert prices(page) == {"ETH": 3000.5, "SOL": 150.0}
    quote = page.records[0]
    assert (quote.listing.symbol, quote.listing.name, quote.as_of) == ("ETH", "", NOW)
    assert (quote.volume_24h, quote.market_cap, quote.high_24h) == (None, None, None)
    assert prices(make().markets(["SOL"])) == {"SOL": 150.0}


@pytest.mark.parametrize("last", [None, "0", "-5", "NaN", [], {}])
def test_a_price_that_is_none_is_counted_and_costs_no_other(make, kraken, last):
    kraken(ETH="3000", SOL=last)
    page = make().markets()
    assert (prices(page), page.rejected) == ({"ETH": 3000.0}, {"no price": 1})


def test_where_exchanges_disagree_there_is_no_price(make, kraken, vendor, monkeypatch):
    kraken(ETH="3000", SOL="150")
    client = make("kraken", "kraken")
    answers = iter(["3000", "3000000"])
    proper = vendor.routes["/0/public/Ticker"]
    vendor.routes["/0/public/Ticker"] = lambda query: {
        "error": [], "result": proper["result"] | {"ETHUSD": ticker(next(answers))},
    }  # fmt: skip
    page = client.markets()
    assert (prices(page), page.rejected) == ({"SOL": 150.0}, {"exchanges disagree": 1})


def test_an_exchange_that_fails_does_not_cost_the_others(make, kraken, vendor):
    kraken(ETH="3000")
    vendor.replies = [bad.status(403)]
    assert prices(make("kraken", "kraken").markets()) == {"ETH": 3000.0}


@pytest.mark.parametrize(
    "reply",
    [bad.status(500), bad.status(403), bad.cut_off(), bad.text(b"<html>"), bad.text(b"[]"),
     bad.text(b'{"error": ["EService:Unavailable"]}'), bad.text(b'{"error": [], "result": 7}')],
)  # fmt: skip
def test_where_all_fail_there_is_one_error(make, kraken, vendor, reply):
    kraken(ETH="3000")
    vendor.replies = [reply] * 12
    with pytest.raises(ProviderError):
        make().markets()


def test_an_exchange_that_ccxt_does_not_know_is_a_permanent_error(make):
    with pytest.raises(ProviderError) as caught:
        make("mtgox").markets()
    assert caught.value.permanent


def test_every_request_is_taken_from_the_budget(make, kraken, vendor, valkey):
    kraken(ETH="3000")
    budget = RequestBudget("exchanges", limit=1, client=redis_client(settings.REDIS_URL))
    with pytest.raises(ProviderError, match="used up"):
        make(budget=budget).markets()
    assert len(vendor.requests) == 1


def test_an_exchange_that_bans_this_address_costs_the_others_nothing(make, kraken, vendor, valkey):
    kraken(ETH="3000")
    budget = RequestBudget("exchanges", limit=30, client=redis_client(settings.REDIS_URL))
    vendor.replies = [bad.status(418, Retry_After="7200")]
    both = make("binance", "kraken", budget=budget)
    assert prices(both.markets()) == {"ETH": 3000}
    asked = len(vendor.requests)
    assert prices(both.markets()) == {"ETH": 3000}
    assert not any("/api/v3/" in path for path in vendor.paths[asked:])
    with pytest.raises(ProviderError) as caught:
        make("binance", budget=budget).markets()
    assert 7100 < caught.value.retry_after <= 7200
    assert not caught.value.permanent


def test_days_come_with_their_whole_range(make, kraken, vendor):
    kraken(ETH="3000")
    first = int(datetime(2026, 4, 5, tzinfo=UTC).timestamp())
    bars = [
        [first + n * 86400, "10", "12", "9", "11", "10", "5", 3] for n in range(3)
    ]  # the last is today's
    bars[1][2] = "8"
    vendor.routes["/0/public/OHLC"] = {"error": [], "result": {"ETHUSD": bars, "last": 1}}
    page = make().history("ETH", start=date(2026, 4, 1), end=date(2026, 4, 7))
    (day,) = page.records
    assert (day.day, day.open, day.high, day.low, day.close) == (date(2026, 4, 5), 10, 12, 9, 11)
    assert page.rejected == {"unreadable": 1}


def test_a_process_that_asks_no_exchange_does_not_load_ccxt():
    code = (
        "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings';"
        "import django; django.setup(); import config.urls, markets.tasks, portfolios.tasks, sys;"
        "sys.exit('ccxt' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0
