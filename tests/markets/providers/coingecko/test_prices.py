"""The CoinGecko client over real HTTP, by the vendor's contract and against its breaches."""

import json
from datetime import UTC, datetime

import pytest
from django.conf import settings

from markets.providers.base import ProviderError
from markets.providers.budget import RequestBudget, redis_client
from markets.providers.coingecko.prices import CoinGecko
from tests.markets import fake_coingecko as bad
from tests.markets.fake_coingecko import coin

NOW = datetime(2026, 4, 7, 17, tzinfo=UTC)


@pytest.fixture
def make(fake):
    def build(**options):
        defaults = {"base_url": fake.url, "now": lambda: NOW, "sleep": lambda seconds: None}
        return CoinGecko(**{**defaults, **options})

    return build


# --- access -------------------------------------------------------------------------------------


def test_each_plan_has_its_server_and_sends_its_key_in_a_header(fake):
    for plan, header, host in (
        ("demo", "x-cg-demo-api-key", "https://api.coingecko.com/api/v3"),
        ("pro", "x-cg-pro-api-key", "https://pro-api.coingecko.com/api/v3"),
    ):
        client = CoinGecko(plan=plan, api_key="CG-abc", base_url=fake.url)
        client.ping()
        assert fake.requests[-1].headers[header] == "CG-abc"
        assert "CG-abc" not in json.dumps(fake.requests[-1].query)
        assert client.plan.base_url == host


def test_keyless_sends_no_key(make, fake):
    make(api_key="unused").ping()
    assert not [name for name in fake.requests[0].headers if name.startswith("x-cg")]


@pytest.mark.parametrize(("plan", "key"), [("demo", ""), ("pro", ""), ("gold", "x")])
def test_plan_without_its_key_and_unknown_plan_are_refused(plan, key):
    with pytest.raises(ProviderError) as caught:
        CoinGecko(plan=plan, api_key=key)
    assert caught.value.permanent


def test_ping_gives_up_in_time_and_does_not_retry(make, fake):
    fake.replies = [bad.silence(3)] * 3
    with pytest.raises(ProviderError):
        make().ping(timeout=0.2)
    assert len(fake.requests) == 1


@pytest.mark.parametrize("body", [b"[]", b'{"hello": 1}', b"null", b"<html></html>"])
def test_stranger_on_the_other_end_does_not_pass_for_coingecko(make, fake, body):
    fake.replies = [bad.text(body)]
    with pytest.raises(ProviderError):
        make().ping()


# --- quotes -------------------------------------------------------------------------------------


def test_quote_has_the_rows_figures_with_changes_as_fractions(make):
    (quote,) = make().markets(["bitcoin"]).records
    assert quote.ref == "bitcoin"
    assert quote.price == 67187.3358936566
    assert quote.market_cap == 1317802988326.25
    assert quote.volume_24h == 31260929299.5248
    assert quote.change_24h == 0.025
    assert (quote.high_24h, quote.low_24h) == (67500.5, 66000.25)
    assert quote.as_of == datetime(2026, 4, 7, 16, 49, 31, 736000, tzinfo=UTC)


def test_top_list_is_paged_by_250_with_one_page_size(make, fake):
    fake.coins = [coin(f"coin-{n}") for n in range(600)]
    page = make().markets(top=600)
    assert [quote.ref for quote in page.records] == [f"coin-{n}" for n in range(600)]
    queries = [request.query for request in fake.requests]
    assert [query["page"] for query in queries] == ["1", "2", "3"]
    assert {query["per_page"] for query in queries} == {"250"}
    assert {query["precision"] for query in queries} == {"full"}


def test_top_list_ends_where_the_vendor_has_no_more(make, fake):
    fake.coins = [coin(f"coin-{n}") for n in range(251)]
    assert len(make().markets(top=1000).records) == 251
    assert len(fake.requests) == 2


def test_references_are_asked_for_in_chunks_without_doubles(make, fake):
    fake.coins = [coin(f"coin-{n}") for n in range(300)]
    refs = [f"coin-{n}" for n in range(300)]
    assert len(make().markets(refs + refs).records) == 300
    assert len(fake.requests) == 2


def test_figures_that_may_be_null_are_none(make, fake):
    names = (
        "market_cap", "total_volume", "high_24h", "low_24h", "price_change_percentage_24h",
        "market_cap_rank",
    )  # fmt: skip
    fake.coins = [coin("bare", **dict.fromkeys(names))]
    (quote,) = make().markets(["bare"]).records
    assert quote.price > 0
    assert (quote.market_cap, quote.volume_24h, quote.change_24h) == (None, None, None)
    assert (quote.high_24h, quote.low_24h) == (None, None)


@pytest.mark.parametrize(
    "odd",
    [
        None, 7, "text", [], {},
        coin("x", current_price=None), coin("x", current_price="many"),
        coin("x", current_price=True), coin("x", current_price={"usd": 1}),
        coin("x", last_updated=None), coin("x", last_updated="yesterday"),
        coin("x", id=None), coin("x", id=5), coin("", id=""), coin("x" * 200),
        {"id": "x"},
    ],
)  # fmt: skip
def test_odd_row_is_skipped_and_counted_and_loses_no_other(make, fake, odd):
    rows = [coin("first"), odd, coin("last")]
    fake.replies = [bad.text(json.dumps(rows).encode())]
    page = make().markets(["first", "last"])
    assert [quote.ref for quote in page.records] == ["first", "last"]
    assert page.skipped == 1


@pytest.mark.parametrize("body", [b'{"a": 1}', b"null", b'"text"', b"7"])
def test_answer_of_another_form_is_an_error(make, fake, body):
    fake.replies = [bad.text(body)]
    with pytest.raises(ProviderError):
        make().markets(["bitcoin"])


@pytest.mark.parametrize("refs", [None, ["coin-1"]])
def test_a_page_of_a_hundred_thousand_rows_is_refused(make, fake, refs):
    rows = [{"id": f"coin-{n}", "current_price": 1} for n in range(100_000)]
    fake.replies = [bad.text(json.dumps(rows).encode())]
    with pytest.raises(ProviderError, match="100000 rows on a page of 250"):
        make().markets(refs)


def test_infinite_and_overflowing_numbers_do_not_get_through(make, fake):
    fake.replies = [bad.text(b'[{"id":"x","current_price":1e999,"last_updated":"2026-01-01"}]')]
    page = make().markets(["x"])
    assert (page.records, page.skipped) == ((), 1)


# --- limits -------------------------------------------------------------------------------------


def test_refusal_inside_a_200_is_a_limit_and_holds_the_budget(make, fake, valkey):
    budget = RequestBudget("cg", limit=10, client=redis_client(settings.REDIS_URL))
    client = make(budget=budget)
    fake.replies = [bad.limit_in_body()]
    with pytest.raises(ProviderError, match="too many requests") as caught:
        client.markets(["bitcoin"])
    assert caught.value.retry_after == 60
    with pytest.raises(ProviderError) as held:
        client.markets(["bitcoin"])
    assert held.value.retry_after > 50
    assert len(fake.requests) == 1


def test_429_with_a_long_wait_holds_the_budget_for_everybody(make, fake, valkey):
    budget = RequestBudget("cg", limit=10, client=redis_client(settings.REDIS_URL))
    fake.replies = [bad.status(429, Retry_After="33")]
    with pytest.raises(ProviderError):
        make(budget=budget).ping()
    with pytest.raises(ProviderError) as held:
        budget.acquire()
    assert 32 < held.value.retry_after <= 33


@pytest.mark.parametrize(("code", "permanent"), [(10005, True), (10002, True), (503, False)])
def test_other_refusals_inside_a_200_are_told_apart(make, fake, code, permanent):
    body = {"status": {"error_code": code, "error_message": "echo CG-secret"}}
    fake.replies = [bad.text(json.dumps(body).encode())]
    with pytest.raises(ProviderError) as caught:
        make().global_figures()
    assert caught.value.permanent is permanent
    assert "CG-secret" not in str(caught.value)


def test_every_request_is_taken_from_the_budget(make, fake, valkey):
    budget = RequestBudget("cg", limit=2, client=redis_client(settings.REDIS_URL))
    fake.coins = [coin(f"coin-{n}") for n in range(600)]
    with pytest.raises(ProviderError, match="used up"):
        make(budget=budget).markets(top=600)
    assert len(fake.requests) == 2


# --- assets -------------------------------------------------------------------------------------


def test_assets_join_the_list_with_the_figures_of_the_top(make, fake):
    fake.coins = [coin("bitcoin", symbol="btc", name="Bitcoin"), coin("second"), coin("third")]
    fake.members = {"stablecoins": [coin("second")], "oracle": [coin("second")]}
    client = make(plan="demo", api_key="k", top=2)
    bitcoin, second, third = client.list_assets().records
    assert (bitcoin.symbol, bitcoin.rank, bitcoin.max_supply) == ("BTC", 1, 21000000.0)
    assert (bitcoin.kind, bitcoin.categories) == ("coin", ())
    assert (second.kind, set(second.categories)) == ("stablecoin", {"stablecoins", "oracles"})
    # The third is beyond what was asked about: nothing is known, which is not "no category".
    assert (third.rank, third.kind, third.categories) == (None, None, None)


def test_keyless_asks_for_stablecoins_alone_and_stays_within_its_minute(make, fake):
    fake.coins = [coin(f"coin-{n}") for n in range(600)]
    fake.members = {"stablecoins": [coin("coin-1")]}
    records = make(top=500).list_assets().records
    assert len(fake.requests) == 4
    assert records[1].kind == "stablecoin"
    assert records[0].categories is None


@pytest.mark.parametrize("plan", ["keyless", "demo"])
def test_a_server_that_ignores_the_category_says_nothing_of_categories(make, fake, plan):
    fake.coins = [coin("bitcoin"), coin("second")]
    fake.ignores_category = True
    bitcoin, second = (
        make(plan=plan, api_key="" if plan == "keyless" else "k").list_assets().records
    )
    assert (bitcoin.kind, second.kind) == ("coin", "coin")
    assert (bitcoin.categories, second.categories) == (None, None)
