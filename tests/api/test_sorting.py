"""Lists of the markets in an order that is asked for, over all of their pages."""

from datetime import UTC, date, datetime

import pytest

from markets.api.viewsets import AssetViewSet, CandleViewSet, QuoteViewSet
from markets.models import Asset, Category, Quote
from tests.api.conftest import ROOT, pointers
from tests.markets.analysed import store_category_day, store_market_day, store_run

DAY = date(2024, 1, 5)
LISTS = {"assets": AssetViewSet, "quotes": QuoteViewSet, "candles": CandleViewSet}
QUERIES = {"candles": "asset=bitcoin&"}
CASES = [
    (name, f"{sign}{sort}")
    for name, view in LISTS.items()
    for sort in view.sorts
    for sign in ("", "-")
]


@pytest.fixture
def coins(assets):
    """Beside those of the world some with alike and with unknown figures."""
    at = datetime(2024, 1, 5, tzinfo=UTC)
    for number in range(9):
        coin = Asset.objects.create(
            slug=f"coin-{number}", symbol=f"C{number % 3}", name=f"Coin {number % 4}",
            rank=number // 2 if number % 3 else None,
        )  # fmt: skip
        if number % 4:
            Quote.objects.create(
                asset=coin, price=0.1 * (number % 3 + 1), as_of=at, received_at=at, source="x",
                market_cap=1e9 / 3 if number % 2 else None, change_24h=-0.1 * (number % 3),
            )  # fmt: skip
    return assets


def pages(client, address: str) -> list[dict]:
    rows = []
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, answer.content
        body = answer.json()
        rows += body["results"]
        address = body["next"]
    return rows


def key_of(name: str, row: dict) -> str:
    return row.get("slug") or row.get("asset") or row["day"]


def cell(row: dict, sort: str):
    text = row[sort] if sort in row else (row.get("quote") or {}).get(sort)
    if text is None:
        return None
    try:
        return float(text)
    except ValueError:
        return text


@pytest.mark.parametrize(("name", "sort"), CASES)
def test_pages_hold_every_row_once_in_the_order_that_is_asked_for(as_alice, coins, name, sort):
    address = f"{ROOT}{name}/?{QUERIES.get(name, '')}page_size=2"
    whole = pages(as_alice, f"{ROOT}{name}/?{QUERIES.get(name, '')}page_size=500")
    rows = pages(as_alice, f"{address}&sort={sort}")
    assert sorted(key_of(name, row) for row in rows) == sorted(key_of(name, row) for row in whole)
    cells = [cell(row, sort.removeprefix("-")) for row in rows]
    known = [one for one in cells if one is not None]
    assert cells == known + [None] * (len(cells) - len(known)), "the unknown come last"
    if sort.removeprefix("-") != "name":
        assert known == sorted(known, reverse=sort.startswith("-"))


@pytest.mark.parametrize("name", [*LISTS, "analytics/categories"])
def test_an_unknown_order_is_refused_with_those_there_are(as_alice, coins, name):
    answer = as_alice.get(f"{ROOT}{name}/?{QUERIES.get(name, '')}sort=-nonsense")
    assert answer.status_code == 400
    assert set(pointers(answer)) == {"/sort"}
    detail = answer.json()["errors"][0]["detail"]
    assert "“nonsense”" in detail
    wanted = LISTS[name].sorts if name in LISTS else ("category", "momentum", "ahead_30")
    assert all(one in detail for one in wanted)


@pytest.mark.parametrize(
    "query", ["sort=", "sort=rank&sort=slug", "sort=--rank", "sort=quote__price"]
)
def test_an_order_is_given_once_and_by_its_name(as_alice, coins, query):
    assert set(pointers(as_alice.get(f"{ROOT}assets/?{query}"))) == {"/sort"}


def test_a_cursor_of_another_order_is_refused(as_alice, coins):
    following = as_alice.get(f"{ROOT}assets/?page_size=2&sort=price").json()["next"]
    for other in ("sort=-price", "sort=market_cap", "fields=slug"):
        answer = as_alice.get(following.replace("sort=price", other))
        assert answer.status_code == 404
        assert set(pointers(answer)) == {"/cursor"}


def test_a_cursor_of_a_list_without_an_order_is_as_it_was(as_alice, coins):
    following = as_alice.get(f"{ROOT}quotes/?page_size=2").json()["next"]
    assert as_alice.get(following).status_code == 200
    assert as_alice.get(f"{following}&sort=price").status_code == 404


def test_an_order_keeps_filters_fields_and_tags(as_alice, coins):
    address = f"{ROOT}assets/?slug=coin-1,coin-2,coin-5&fields=slug&sort=-price"
    answer = as_alice.get(address)
    assert answer.json()["results"] == [{"slug": "coin-2"}, {"slug": "coin-5"}, {"slug": "coin-1"}]
    held = as_alice.get(address, headers={"if-none-match": answer["ETag"]})
    assert held.status_code == 304


def test_it_is_described(client, db):
    schema = client.get(f"{ROOT}schema/", headers={"accept": "application/json"}).json()
    for name in LISTS:
        parameters = schema["paths"][f"{ROOT}{name}/"]["get"]["parameters"]
        (sort,) = [one for one in parameters if one["name"] == "sort"]
        wanted = [*LISTS[name].sorts, *(f"-{one}" for one in LISTS[name].sorts)]
        assert sort["schema"]["enum"] == wanted


def test_categories_are_ordered_by_any_figure_the_unknown_last(as_alice, categories):
    def found(sort: str) -> list[str]:
        rows = as_alice.get(f"{ROOT}analytics/categories/?sort={sort}").json()
        return [row["category"] for row in rows]

    assert found("ahead_30") == ["defi", "ai", "new"]
    assert found("-ahead_30") == ["ai", "defi", "new"]
    assert found("-category") == ["new", "defi", "ai"]


@pytest.fixture
def categories(db):
    run = store_run(DAY, DAY)
    store_market_day(run, DAY)
    for slug, ahead in (("ai", 0.1), ("defi", -0.1), ("new", None)):
        Category.objects.create(slug=slug, name=slug)
        store_category_day(run, DAY, slug, ahead_30=ahead)
