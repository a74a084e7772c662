from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from markets.api.base.cached import Bodies, Body
from markets.models import Asset, AssetProfile, NewsDay, NewsItem, Quote
from tests.api.conftest import ROOT, pointers
from tests.factories import finish_refresh, make_market


def test_an_asset_is_found_by_its_slug_with_its_quote(as_alice, assets):
    body = as_alice.get(f"{ROOT}assets/bitcoin/").json()
    assert (body["slug"], body["symbol"], body["kind"]) == ("bitcoin", "BTC", "coin")
    assert body["quote"]["price"] == "60000"
    assert body["quote"]["asset"] == "bitcoin"


def test_an_asset_without_a_price_says_so(as_alice, assets):
    Asset.objects.create(slug="newcoin", symbol="NEW", name="New")
    assert as_alice.get(f"{ROOT}assets/newcoin/").json()["quote"] is None


def test_an_asset_has_its_news_where_feeds_are_set(
    as_alice, assets, settings, django_assert_num_queries
):
    address = f"{ROOT}assets/bitcoin/news/"
    assert as_alice.get(address).json() == {"headlines": [], "week": None, "usual": None}
    settings.NEWS_FEEDS = ["https://example.org/rss"]
    assert as_alice.get(address).json() == {"headlines": [], "week": 0, "usual": None}
    item = NewsItem.objects.create(
        title="Bitcoin", link="https://example.org/1", source="example.org", key="1",
        published_at=timezone.now(), seen_at=timezone.now() - timedelta(days=40),
    )  # fmt: skip
    bitcoin = Asset.objects.get(slug="bitcoin")
    item.assets.add(bitcoin)
    NewsDay.objects.create(asset=bitcoin, day=timezone.now().date() - timedelta(days=20), items=45)
    with django_assert_num_queries(4):  # user, asset, categories, headlines
        news = as_alice.get(address).json()
    (shown,) = news["headlines"]
    assert (news["week"], news["usual"]) == (0, "10.5")
    assert (shown["title"], shown["link"]) == ("Bitcoin", "https://example.org/1")
    assert as_alice.get(f"{ROOT}assets/nope/news/").status_code == 404


def slugs(answer):
    assert answer.status_code == 200, answer.content
    return [row["slug"] for row in answer.json()["results"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [("symbol=btc", ["bitcoin"]), ("kind=fiat&search=usd", ["usd"]), ("search=ether", ["ethereum"]),
     ("symbol=nope", [])],
)  # fmt: skip
def test_assets_are_narrowed(as_alice, assets, query, found):
    assert slugs(as_alice.get(f"{ROOT}assets/?{query}")) == found


def test_assets_are_asked_for_several_at_once(as_alice, assets):
    assert slugs(as_alice.get(f"{ROOT}assets/?slug=ethereum,bitcoin,nope")) == [
        "bitcoin", "ethereum",
    ]  # fmt: skip


def test_an_asset_comes_with_what_is_known_of_it(as_alice, assets, django_assert_max_num_queries):
    bitcoin = assets["bitcoin"]
    bitcoin.contracts.create(chain="ethereum", address="0xAB")
    bitcoin.names.create(kind="symbol", text="XBT", valid_until=date(2014, 1, 1))
    bitcoin.events.create(
        kind="redenomination", on=date(2020, 1, 1), units_before="1000", units_after="1"
    )
    AssetProfile.objects.create(
        asset=bitcoin, description="Money.", links={"home": ["https://bitcoin.org"]},
        venues=[{"venue": "Kraken", "pair": "BTC/USD", "volume": 1.5e6, "spread": 0.001,
                 "trust": "green"}],
        due_at=timezone.now(), seen_at=timezone.now(), source="coingecko",
    )  # fmt: skip
    with django_assert_max_num_queries(8):
        body = as_alice.get(f"{ROOT}assets/bitcoin/").json()
    assert body["contracts"] == [{"chain": "ethereum", "address": "0xab"}]
    assert body["names"][0]["text"] == "XBT"
    assert (body["events"][0]["units_before"], body["events"][0]["successor"]) == ("1000", None)
    assert body["profile"]["venues"][0]["volume"] == "1500000"
    assert as_alice.get(f"{ROOT}assets/ethereum/").json()["profile"] is None


@pytest.mark.parametrize(
    ("path", "names"),
    [("assets/?slug=bitcoin&fields=slug,quote", {"slug", "quote"}),
     ("quotes/?asset=bitcoin&fields=price", {"price"}),
     ("candles/?asset=bitcoin&fields=day,close", {"day", "close"})],
)  # fmt: skip
def test_fields_are_chosen(as_alice, assets, path, names):
    assert as_alice.get(ROOT + path).json()["results"][0].keys() == names


def test_fields_of_one_are_chosen_and_unknown_ones_named(as_alice, assets):
    assert as_alice.get(f"{ROOT}assets/bitcoin/?fields=events").json() == {"events": []}
    answer = as_alice.get(f"{ROOT}assets/?fields=slug,nonsense")
    assert answer.status_code == 400
    assert "nonsense" in pointers(answer)["/fields"]
    assert as_alice.get(f"{ROOT}assets/?fields=,").status_code == 400


class TestCachedLists:
    @pytest.fixture
    def refreshed(self, assets):
        make_market()
        finish_refresh()

    def test_a_list_is_written_once_a_refresh(
        self, as_alice, as_bob, refreshed, django_assert_max_num_queries
    ):
        first = as_alice.get(f"{ROOT}quotes/")
        as_bob.get(f"{ROOT}portfolios/")
        with django_assert_max_num_queries(2):  # the token, the state of the market
            second = as_bob.get(f"{ROOT}quotes/")
        assert second.content == first.content
        assert second["ETag"] == first["ETag"]
        assert second["RateLimit"]

    def test_the_next_refresh_shows(self, as_alice, refreshed):
        path = f"{ROOT}quotes/?asset=bitcoin"
        tag = as_alice.get(path)["ETag"]
        assert as_alice.get(path, headers={"If-None-Match": tag}).status_code == 304
        Quote.objects.filter(asset__slug="bitcoin").update(price=61000.0)
        finish_refresh()
        answer = as_alice.get(path, headers={"If-None-Match": tag})
        assert answer.json()["results"][0]["price"] == "61000"

    def test_each_address_has_its_own(self, as_alice, refreshed):
        pages = [f"{ROOT}assets/{query}" for query in ("", "?kind=fiat", "?page_size=1")]
        bodies = [as_alice.get(path).json() for path in pages * 2]
        assert bodies[:3] == bodies[3:]
        assert len({str(body) for body in bodies}) == 3

    def test_what_is_refused_is_not_kept(self, as_alice, refreshed):
        for _ in range(2):
            assert as_alice.get(f"{ROOT}assets/?nonsense=1").status_code == 400

    def test_the_least_recently_used_goes_first(self):
        bodies = Bodies(most=2)
        for address in "aba":
            bodies.keep((1,), address, Body(address.encode(), '"t"'))
        bodies.keep((1,), "c", Body(b"c", '"t"'))
        assert bodies.find((1,), "b") is None
        assert bodies.find((1,), "a") is not None
        assert bodies.find((2,), "a") is None


def test_quotes_are_asked_for_several_assets_at_once(as_alice, assets):
    answer = as_alice.get(f"{ROOT}quotes/?asset=bitcoin,ethereum").json()["results"]
    assert [(row["asset"], row["price"]) for row in answer] == [
        ("bitcoin", "60000"),
        ("ethereum", "3000"),
    ]


def test_a_quote_is_found_by_its_asset(as_alice, assets):
    assert as_alice.get(f"{ROOT}quotes/ethereum/").json()["price"] == "3000"


def test_candles_are_those_of_an_asset_and_a_span(as_alice, assets):
    answer = as_alice.get(f"{ROOT}candles/?asset=bitcoin&since=2024-01-02&until=2024-01-03")
    assert [(row["day"], row["close"]) for row in answer.json()["results"]] == [
        ("2024-01-02", "40002"),
        ("2024-01-03", "40003"),
    ]


def test_candles_need_their_asset(as_alice, assets):
    answer = as_alice.get(f"{ROOT}candles/")
    assert answer.status_code == 400
    assert "/asset" in pointers(answer)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("assets/?symobl=btc", 400),
        ("assets/bitcoin/?x=1", 400),
        ("quotes/?cursor=nonsense", 404),
        ("quotes/?page_size=0", 400),
        ("quotes/?page_size=501", 400),
        ("quotes/?page_size=x", 400),
        ("candles/?asset=bitcoin&since=yesterday", 400),
        ("assets/?kind=stone", 400),
    ],
)
def test_a_parameter_that_cannot_be_read_is_named(as_alice, assets, path, code):
    answer = as_alice.get(ROOT + path)
    assert answer.status_code == code
    name = path.partition("?")[2].split("&")[-1].partition("=")[0]
    assert f"/{name}" in pointers(answer)


def test_pages_hold_every_row_once(as_alice, assets):
    path = f"{ROOT}candles/?asset=bitcoin&page_size=2"
    days = []
    while path:
        body = as_alice.get(path).json()
        days += [row["day"] for row in body["results"]]
        path = body["next"]
    assert days == [f"2024-01-0{day}" for day in range(1, 6)]


def test_no_list_asks_for_each_row(as_alice, assets, django_assert_max_num_queries):
    for number in range(20):
        Asset.objects.create(slug=f"coin-{number}", symbol=f"C{number}", name="Coin")
    as_alice.get(f"{ROOT}assets/")
    with django_assert_max_num_queries(4):  # token, state of the market, assets, categories
        as_alice.get(f"{ROOT}assets/")
    with django_assert_max_num_queries(3):
        as_alice.get(f"{ROOT}quotes/")


def test_a_quote_s_instant_has_its_offset(as_alice, assets):
    text = as_alice.get(f"{ROOT}quotes/bitcoin/").json()["as_of"]
    assert datetime.fromisoformat(text).utcoffset() == datetime.now(UTC).utcoffset()
