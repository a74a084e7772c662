from datetime import UTC, datetime

import pytest

from markets.models import Asset
from tests.api.conftest import ROOT, pointers


def test_an_asset_is_found_by_its_slug_with_its_quote(as_alice, assets):
    body = as_alice.get(f"{ROOT}assets/bitcoin/").json()
    assert (body["slug"], body["symbol"], body["kind"]) == ("bitcoin", "BTC", "coin")
    assert body["quote"]["price"] == "60000"
    assert body["quote"]["asset"] == "bitcoin"


def test_an_asset_without_a_price_says_so(as_alice, assets):
    Asset.objects.create(slug="newcoin", symbol="NEW", name="New")
    assert as_alice.get(f"{ROOT}assets/newcoin/").json()["quote"] is None


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
    with django_assert_max_num_queries(3):  # the token, the assets, their categories
        as_alice.get(f"{ROOT}assets/")
    with django_assert_max_num_queries(2):
        as_alice.get(f"{ROOT}quotes/")


def test_a_quote_s_instant_has_its_offset(as_alice, assets):
    text = as_alice.get(f"{ROOT}quotes/bitcoin/").json()["as_of"]
    assert datetime.fromisoformat(text).utcoffset() == datetime.now(UTC).utcoffset()
