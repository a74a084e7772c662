"""The Coin Metrics client, by the vendor's contract and against its breaches."""

import json
import math
from datetime import UTC, date, datetime

import pytest

from markets.providers.base import ProviderError
from markets.providers.coinmetrics import CoinMetrics
from tests.markets import fake_vendor as bad

NOW = datetime(2026, 4, 7, 17, tzinfo=UTC)
START, END = date(2026, 4, 1), date(2026, 4, 7)
SERIES = "/timeseries/asset-metrics"
CATALOG = "/catalog-v2/asset-metrics"
ALL = ("AdrActCnt", "TxCnt", "FeeTotUSD", "TxTfrValAdjUSD", "CapRealUSD", "PriceUSD")


def offer(asset: str, *metrics: str, frequency: str = "1d") -> dict:
    entries = [{"metric": name, "frequencies": [{"frequency": frequency}]} for name in metrics]
    return {"asset": asset, "metrics": entries}


def row(day: int, asset: str = "btc", **cells) -> dict:
    return {"asset": asset, "time": f"2026-04-{day:02}T00:00:00.000000000Z", **cells}


@pytest.fixture
def client(vendor):
    vendor.routes[CATALOG] = {"data": [offer("btc", *ALL)]}
    return CoinMetrics(base_url=vendor.url, now=lambda: NOW, sleep=lambda seconds: None)


def figures(page) -> dict:
    return {
        (record.figure, record.first.day + place): value
        for record in page.records
        for place, value in enumerate(record.values)
        if not math.isnan(value)
    }


def test_figures_come_by_day_under_our_names(client, vendor):
    vendor.routes[SERIES] = {
        "data": [
            row(2, AdrActCnt="800000", TxCnt="5", FeeTotUSD="7.5", TxTfrValAdjUSD="9e9",
                CapRealUSD="4e11", PriceUSD="67000.5"),
            row(1, AdrActCnt="700000"),
        ]
    }  # fmt: skip
    page = client.observations("btc", start=START, end=END)
    assert figures(page) == {
        ("active_addresses", 1): 700000.0, ("active_addresses", 2): 800000.0,
        ("transactions", 2): 5.0, ("fees", 2): 7.5, ("transfer_value", 2): 9e9,
        ("realised_cap", 2): 4e11, ("price", 2): 67000.5,
    }  # fmt: skip
    assert page.skipped == 0
    query = vendor.requests[-1].query
    assert set(query["metrics"].split(",")) == set(ALL)
    assert (query["frequency"], query["start_time"], query["end_time"]) == (
        "1d", "2026-04-01", "2026-04-07",
    )  # fmt: skip


def test_only_what_is_offered_by_day_is_asked_for(client, vendor):
    vendor.routes[CATALOG] = {
        "data": [offer("btc", "AdrActCnt", "HashRate"), offer("eth", "TxCnt", frequency="1b"),
                 None, {"asset": "x"}, {"asset": 5, "metrics": []}]
    }  # fmt: skip
    assert client.offered() == {"btc": ("AdrActCnt",)}
    vendor.routes[SERIES] = {"data": []}
    client.observations("btc", start=START, end=END)
    assert vendor.requests[-1].query["metrics"] == "AdrActCnt"
    assert client.observations("eth", start=START, end=END).records == ()
    assert vendor.paths.count(SERIES) == 1


def test_figures_that_are_not_offered_are_worked_out(client, vendor):
    vendor.routes[SERIES] = {
        "data": [row(1, FeeTotNtv="2", TxTfrValAdjNtv="10", CapMrktCurUSD="300", CapMVRVCur="1.5",
                     PriceUSD="100")]
    }  # fmt: skip
    assert figures(client.observations("btc", start=START, end=END)) == {
        ("fees", 1): 200.0, ("transfer_value", 1): 1000.0, ("realised_cap", 1): 200.0,
        ("price", 1): 100.0,
    }  # fmt: skip


def test_pages_are_followed_to_their_end(client, vendor):
    pages = {
        None: {"data": [row(1, TxCnt="1")], "next_page_token": "a", "next_page_url": "http://x"},
        "a": {"data": [row(2, TxCnt="2")], "next_page_token": "b"},
        "b": {"data": [row(3, TxCnt="3")]},
    }
    vendor.routes[SERIES] = lambda query: pages[query.get("next_page_token")]
    (record,) = client.observations("btc", start=START, end=END).records
    assert (record.first, record.values) == (START, (1.0, 2.0, 3.0))


@pytest.mark.parametrize("token", ["same", 7])
def test_pages_without_an_end_are_an_error(client, vendor, token):
    vendor.routes[SERIES] = {"data": [], "next_page_token": token}
    with pytest.raises(ProviderError, match="without an end"):
        client.observations("btc", start=START, end=END)
    assert vendor.paths.count(SERIES) <= 2


@pytest.mark.parametrize(
    "odd",
    [
        None, 7, [], {}, row(2, asset="eth", TxCnt="1"), {"asset": "btc", "time": None},
        {"asset": "btc", "time": "2031-01-01T00:00:00Z", "TxCnt": "1"},
        {"asset": "btc", "time": "2026-03-01T00:00:00Z", "TxCnt": "1"},
        {"asset": "btc", "time": "soon", "TxCnt": "1"}, row(2, TxCnt="many"), row(2, TxCnt="-1"),
        row(2, TxCnt="NaN"), row(2, TxCnt=True), row(2, TxCnt="1e300"),
        row(2, CapMrktCurUSD="5", CapMVRVCur="0"),
    ],
)  # fmt: skip
def test_an_odd_row_is_counted_and_costs_no_other(client, vendor, odd):
    vendor.routes[SERIES] = {"data": [row(1, TxCnt="1"), odd, row(3, TxCnt="3")]}
    page = client.observations("btc", start=START, end=END)
    assert figures(page) == {("transactions", 1): 1.0, ("transactions", 3): 3.0}
    assert page.skipped == 1


def test_a_repeated_day_is_counted(client, vendor):
    vendor.routes[SERIES] = {"data": [row(1, TxCnt="1"), row(1, TxCnt="2")]}
    page = client.observations("btc", start=START, end=END)
    assert (figures(page), page.rejected) == ({("transactions", 1): 2.0}, {"repeated": 1})


@pytest.mark.parametrize("body", [b"[]", b"null", b'{"data": 7}', b'{"error": {"type": "x"}}'])
def test_an_answer_of_another_form_is_an_error(client, vendor, body):
    client.offered()
    vendor.replies = [bad.text(body)]
    with pytest.raises(ProviderError):
        client.observations("btc", start=START, end=END)


def test_a_limit_in_the_body_is_a_passing_error(client, vendor):
    client.offered()
    body = {"error": {"type": "too_many_requests", "message": "x"}}
    vendor.replies = [bad.text(json.dumps(body).encode())]
    with pytest.raises(ProviderError) as caught:
        client.observations("btc", start=START, end=END)
    assert (caught.value.permanent, caught.value.retry_after) == (False, 60)
