"""The screener over the API: the query of its page, pages by cursor, CSV, saved views."""

import csv
import io
from datetime import date, timedelta

import pytest

from markets.models import Asset
from portfolios.models import SavedScreen
from portfolios.services.sharing.screens import save_screen
from tests.api.conftest import ROOT, pointers, with_token
from tests.factories import make_asset, set_price
from tests.markets.analyses import store_analysis

pytestmark = pytest.mark.django_db
DAY = date.today() - timedelta(days=1)
PATH = f"{ROOT}screener/"


@pytest.fixture
def coins():
    """Ten coins, of every second of which the return is known."""
    for n in range(10):
        make_asset(f"coin-{n}", rank=n + 1)
    known = {f"coin-{n}": {"points": {"ret_30d": n / 10}} for n in range(0, 10, 2)}
    store_analysis(DAY, known)
    for n in range(10):
        set_price(make_asset(f"coin-{n}"), 10.0 + n, market_cap=1e9 * (n + 1))


def slugs(answer) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [one["asset"] for one in answer.json()["results"]]


def test_an_address_of_the_page_is_one_of_the_api(as_alice, coins):
    asked = "range1=ret_30d&min1=20&columns=price,ret_30d&formula1=price*2&sort=-ret_30d"
    body = as_alice.get(f"{PATH}?{asked}").json()
    assert (body["count"], body["next"], body["at"]["day"]) == (4, None, DAY.isoformat())
    assert body["results"][0] == {
        "asset": "coin-8", "symbol": "COIN-8", "name": "Coin-8", "kind": "coin",
        "figures": {"price": "18", "ret_30d": "0.8", "formula1": "36"},
    }  # fmt: skip


def test_what_is_unknown_is_null(as_alice, coins):
    (one,) = as_alice.get(f"{PATH}?q=coin-1&columns=ret_30d").json()["results"]
    assert one["figures"] == {"ret_30d": None}


@pytest.mark.parametrize("sort", ["ret_30d", "-ret_30d", "price", "-rank"])
def test_pages_hold_every_asset_once_in_order(as_alice, coins, sort):
    whole = slugs(as_alice.get(f"{PATH}?sort={sort}"))
    path, found = f"{PATH}?sort={sort}&page_size=3", []
    while path:
        answer = as_alice.get(path)
        found += slugs(answer)
        path = answer.json()["next"]
    assert found == whole
    assert len(whole) == 10


def test_a_page_goes_on_where_its_last_row_stood(as_alice, coins):
    following = as_alice.get(f"{PATH}?sort=price&page_size=3").json()["next"]
    Asset.objects.filter(slug="coin-2").update(is_active=False)
    set_price(make_asset("coin-0"), 99.0)
    assert slugs(as_alice.get(following)) == ["coin-3", "coin-4", "coin-5"]


@pytest.mark.parametrize(
    ("asked", "code", "name"),
    [
        ("sort=nonsense", 404, "sort"), ("columns=price,nonsense", 404, "columns"),
        ("formula1=price*", 404, "formula1"), ("min1=5", 404, "range1"),
        ("range1=price&min1=ten", 404, "min1"), ("cursor=W10", 404, "cursor"),
        ("cursor=WyJ4IiwieSJd", 404, "cursor"), ("sort=PRICE", 400, "sort"),
        ("tier=huge", 400, "tier"), ("x=1", 400, "x"), ("page_size=0", 400, "page_size"),
        ("kind=", 400, "kind"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named(as_alice, coins, asked, code, name):
    answer = as_alice.get(f"{PATH}?{asked}")
    assert answer.status_code == code
    assert f"/{name}" in pointers(answer)


def test_every_column_is_described_and_can_be_asked_for(as_alice, coins):
    columns = as_alice.get(f"{PATH}columns/").json()
    assert {"price", "trader", "ret_30d", "tvl"} <= {one["id"] for one in columns}
    for one in columns:
        name = one["id"]
        answer = as_alice.get(f"{PATH}?columns={name}&sort=-{name}&range1={name}&max1=1000000")
        assert answer.status_code == 200, name


def test_csv_is_that_of_the_page(as_alice, coins):
    asked = "columns=price,ret_30d&sort=-ret_30d"
    answer = as_alice.get(f"{PATH}rows.csv/?{asked}")
    text = b"".join(answer.streaming_content)
    assert text == b"".join(as_alice.get(f"/markets/screener.csv?{asked}").streaming_content)
    rows = list(csv.reader(io.StringIO(text.decode())))
    assert len(rows) == 11
    assert rows[1] == ["coin-8", "COIN-8", "Coin-8", "18.0", "0.8"]


def test_queries_do_not_grow_with_the_rows(as_alice, coins, django_assert_max_num_queries):
    as_alice.get(PATH)
    with django_assert_max_num_queries(6):
        as_alice.get(f"{PATH}?page_size=2")
    with django_assert_max_num_queries(6):
        as_alice.get(f"{PATH}?columns=price,ret_7d,rsi_14&formula1=price/ret_7d")


def test_an_answer_that_has_not_changed_is_not_sent_again(as_alice, coins):
    tag = as_alice.get(PATH)["ETag"]
    assert as_alice.get(PATH, headers={"If-None-Match": tag}).status_code == 304


class TestSavedViews:
    PATH = f"{ROOT}screens/"

    def test_they_are_saved_changed_and_deleted(self, as_alice):
        new = {"name": "Strong", "query": "sort=-ret_30d&q="}
        made = as_alice.post(self.PATH, new, format="json")
        assert made.status_code == 201
        assert made.json()["query"] == "sort=-ret_30d"
        path = f"{self.PATH}{made.json()['id']}/"
        answer = as_alice.patch(path, {"name": "Weak", "query": "sort=ret_30d"}, format="json")
        assert answer.json() == {**made.json(), "name": "Weak", "query": "sort=ret_30d"}
        assert as_alice.get(self.PATH).json()["results"] == [answer.json()]
        assert as_alice.delete(path).status_code == 204
        assert not SavedScreen.objects.exists()

    def test_their_query_asks_the_screener(self, as_alice, coins):
        body = {"name": "Cheap", "query": "range1=price&max1=12"}
        saved = as_alice.post(self.PATH, body, format="json").json()
        assert slugs(as_alice.get(f"{PATH}?{saved['query']}")) == ["coin-0", "coin-1", "coin-2"]

    def test_a_name_that_is_taken_is_replaced_or_refused(self, as_alice, alice):
        first, second = (save_screen(alice, name=name, query="") for name in ("One", "Two"))
        body = {"name": "One", "query": "sort=price"}
        assert as_alice.post(self.PATH, body, format="json").json()["id"] == first.pk
        answer = as_alice.patch(f"{self.PATH}{second.pk}/", {"name": "One"}, format="json")
        assert answer.status_code == 409
        assert "/name" in pointers(answer)

    def test_a_view_with_errors_is_refused(self, as_alice):
        body = {"name": "Bad", "query": "sort=nonsense"}
        assert as_alice.post(self.PATH, body, format="json").status_code == 409

    def test_nobody_else_sees_or_changes_them(self, as_bob, alice):
        screen = save_screen(alice, name="Alice’s", query="")
        path = f"{self.PATH}{screen.pk}/"
        assert as_bob.get(self.PATH).json()["results"] == []
        assert as_bob.get(path).status_code == 404
        assert as_bob.patch(path, {"name": "Mine"}, format="json").status_code == 404
        assert as_bob.delete(path).status_code == 404
        assert SavedScreen.objects.get().name == "Alice’s"

    def test_a_token_that_reads_writes_none(self, alice):
        reader = with_token(alice, scope="read", name="reader")
        assert reader.post(self.PATH, {"name": "A", "query": ""}, format="json").status_code == 403
