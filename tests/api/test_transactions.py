from datetime import UTC, datetime
from decimal import Decimal

import pytest

from markets.models import Asset
from portfolios.models import Account, Portfolio, Transaction, TransactionRevision
from tests.api.conftest import ROOT, deposit, pointers

PATH = f"{ROOT}transactions/"


@pytest.fixture
def buy(portfolio, account):
    return {
        "portfolio": portfolio.pk,
        "account": account.pk,
        "type": "buy",
        "executed_at": "2024-01-31T13:45:00+01:00",
        "sent_asset": "EUR",
        "sent_quantity": "100.000000000000000001",
        "received_asset": "bitcoin",
        "received_quantity": "0.002",
        "fee_asset": "eur",
        "fee_quantity": "0.5",
        "note": "first",
        "tags": ["cold"],
        "external_id": "abc",
    }


def test_a_row_is_recorded_exactly_and_told_back(as_alice, alice, assets, buy):
    answer = as_alice.post(PATH, buy, format="json")
    assert answer.status_code == 201, answer.content
    row = Transaction.objects.get()
    assert row.sent_quantity == Decimal("100.000000000000000001")
    assert row.executed_at == datetime(2024, 1, 31, 12, 45, tzinfo=UTC)
    body = answer.json()
    assert body["sent_quantity"] == "100.000000000000000001"
    assert (body["sent_asset"], body["received_quantity"]) == ("eur", "0.002")
    assert body["executed_at"] == "2024-01-31T12:45:00Z"
    assert body["tags"] == ["cold"]
    assert TransactionRevision.objects.get().user == alice


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("sent_quantity", 0.1, 400),
        ("sent_quantity", "NaN", 400),
        ("sent_quantity", "Infinity", 400),
        ("sent_quantity", "-1", 400),
        ("sent_quantity", "0", 400),
        ("sent_quantity", "0.1234567890123456789", 400),
        ("sent_quantity", "1" + "0" * 30, 400),
        ("sent_quantity", True, 400),
        ("sent_asset", "nope", 409),
        ("sent_asset", None, 409),
        ("received_asset", "eur", 409),
        ("executed_at", "2024-01-31T13:45:00", 400),
        ("executed_at", "1970-01-01T00:00:00Z", 409),
        ("executed_at", "2100-01-01T00:00:00Z", 409),
        ("executed_at", "soon", 400),
        ("type", "gamble", 400),
        ("account", 0, 409),
        ("account", "1", 400),
        ("portfolio", 0, 409),
        ("tags", "cold", 400),
        ("tags", ["a;b"], 400),
        ("executed_at", "9999-12-31T23:59:00Z", 400),
        ("note", "x" * 2001, 400),
        ("note", "a\x00b", 400),
        ("sent_amount", "1", 400),
    ],
)
def test_what_a_row_cannot_be_is_refused_by_field(as_alice, assets, buy, field, value, code):
    answer = as_alice.post(PATH, {**buy, field: value}, format="json")
    assert answer.status_code == code, answer.content
    named = {pointer.split("/")[1] for pointer in pointers(answer)}
    assert field in named
    assert not Transaction.objects.exists()


def test_a_symbol_of_several_assets_is_refused_with_their_slugs(as_alice, assets, buy):
    for slug in ("pepe", "pepe-classic"):
        Asset.objects.create(slug=slug, symbol="PEPE", name=slug)
    answer = as_alice.post(PATH, {**buy, "received_asset": "PEPE"}, format="json")
    assert "pepe-classic" in pointers(answer)["/received_asset"]


def test_an_account_of_another_portfolio_is_refused(as_alice, alice, assets, buy):
    other = Portfolio.objects.create(owner=alice, name="Other", currency=assets["usd"])
    foreign = Account.objects.create(portfolio=other, name="Theirs")
    answer = as_alice.post(PATH, {**buy, "account": foreign.pk}, format="json")
    assert "/account" in pointers(answer)


def test_an_id_is_taken_once(as_alice, assets, buy):
    as_alice.post(PATH, buy, format="json")
    answer = as_alice.post(PATH, buy, format="json")
    assert "/external_id" in pointers(answer)
    assert Transaction.objects.count() == 1


def test_a_part_of_a_row_is_changed_and_the_rest_stays(as_alice, assets, buy):
    made = as_alice.post(PATH, buy, format="json").json()
    path = f"{PATH}{made['id']}/"
    answer = as_alice.patch(path, {"received_quantity": "0.003", "note": ""}, format="json")
    assert answer.status_code == 200
    body = answer.json()
    assert (body["received_quantity"], body["note"]) == ("0.003", "")
    assert body["sent_quantity"] == made["sent_quantity"]
    assert TransactionRevision.objects.filter(action="changed").count() == 1


def test_a_row_stays_in_its_portfolio(as_alice, alice, assets, buy):
    made = as_alice.post(PATH, buy, format="json").json()
    other = Portfolio.objects.create(owner=alice, name="Other", currency=assets["usd"])
    answer = as_alice.patch(f"{PATH}{made['id']}/", {"portfolio": other.pk}, format="json")
    assert "/portfolio" in pointers(answer)


def test_a_change_on_a_stale_row_is_refused(as_alice, row):
    path = f"{PATH}{row.pk}/"
    tag = as_alice.get(path)["ETag"]
    assert as_alice.patch(path, {"note": "a"}, format="json", HTTP_IF_MATCH=tag).status_code == 200
    assert as_alice.patch(path, {"note": "b"}, format="json", HTTP_IF_MATCH=tag).status_code == 412


def test_a_deleted_row_leaves_its_history(as_alice, row):
    assert as_alice.delete(f"{PATH}{row.pk}/").status_code == 204
    assert not Transaction.objects.exists()
    assert TransactionRevision.objects.get().action == "deleted"


class TestList:
    @pytest.fixture(autouse=True)
    def _rows(self, portfolio, account, assets):
        same = datetime(2024, 3, 1, tzinfo=UTC)
        for quantity in range(1, 8):
            deposit(portfolio, account, assets["bitcoin"], quantity=quantity, at=same)
        deposit(portfolio, account, assets["ethereum"], at=datetime(2024, 2, 1, tzinfo=UTC))
        other = Account.objects.create(portfolio=portfolio, name="Hot")
        Transaction.objects.create(
            portfolio=portfolio, account=account, to_account=other, type="transfer",
            executed_at=datetime(2024, 4, 1, tzinfo=UTC), sent_asset=assets["bitcoin"],
            sent_quantity=1, received_asset=assets["bitcoin"], received_quantity=1,
        )  # fmt: skip
        self.other = other

    def test_pages_hold_rows_of_one_instant_once_each(self, as_alice):
        path, seen = f"{PATH}?page_size=3", []
        while path:
            body = as_alice.get(path).json()
            seen += [row["id"] for row in body["results"]]
            path = body["next"]
        assert seen == list(
            Transaction.objects.order_by("-executed_at", "-pk").values_list("pk", flat=True)
        )

    @pytest.mark.parametrize(
        ("query", "count"),
        [("asset=ethereum", 1), ("asset=nope", 0), ("type=transfer", 1),
         ("type=transfer&type=deposit", 9), ("since=2024-03-01T00:00:00Z", 8),
         ("until=2024-03-01T00:00:00Z", 1), ("portfolio=0", 0)],
    )  # fmt: skip
    def test_is_narrowed(self, as_alice, query, count):
        assert len(as_alice.get(f"{PATH}?{query}").json()["results"]) == count

    def test_an_account_is_met_on_either_side(self, as_alice):
        answer = as_alice.get(f"{PATH}?account={self.other.pk}").json()
        assert [row["type"] for row in answer["results"]] == ["transfer"]

    @pytest.mark.parametrize("query", ["type=gamble", "account=x", "portfolio=1.5", "since=soon"])
    def test_a_filter_that_cannot_be_read_is_named(self, as_alice, query):
        answer = as_alice.get(f"{PATH}?{query}")
        assert pointers(answer).keys() == {f"/{query.partition('=')[0]}"}


class TestBulk:
    PATH = f"{PATH}bulk/"

    def body(self, buy, count, **changes):
        row = {name: value for name, value in buy.items() if name != "portfolio"}
        rows = [{**row, "external_id": f"b-{number}", **changes} for number in range(count)]
        return {"portfolio": buy["portfolio"], "transactions": rows}

    def test_records_all_in_few_queries(self, as_alice, assets, buy, django_assert_max_num_queries):
        as_alice.get(PATH)
        with django_assert_max_num_queries(25):
            answer = as_alice.post(self.PATH, self.body(buy, 200), format="json")
        assert answer.status_code == 201
        assert answer.json()["created"] == 200
        assert answer.json()["ids"] == list(
            Transaction.objects.order_by("pk").values_list("pk", flat=True)
        )

    def test_records_none_where_one_is_wrong_and_says_which(self, as_alice, assets, buy):
        body = self.body(buy, 3)
        body["transactions"][1]["received_quantity"] = "-1"
        body["transactions"][2]["typo"] = 1
        answer = as_alice.post(self.PATH, body, format="json")
        assert answer.status_code == 400
        assert {"/transactions/2/typo"} <= pointers(answer).keys()
        assert not Transaction.objects.exists()

    def test_names_the_rows_that_the_ledger_refuses(self, as_alice, assets, buy):
        body = self.body(buy, 3)
        body["transactions"][2]["external_id"] = "b-0"
        body["transactions"][1]["received_asset"] = body["transactions"][1]["sent_asset"]
        answer = as_alice.post(self.PATH, body, format="json")
        assert answer.status_code == 409
        assert {"/transactions/1/received_asset", "/transactions/2/external_id"} <= pointers(
            answer
        ).keys()
        assert not Transaction.objects.exists()

    @pytest.mark.parametrize("rows", [[], "text", [1], [None], {}])
    def test_refuses_what_is_no_list_of_rows(self, as_alice, assets, buy, rows):
        body = {"portfolio": buy["portfolio"], "transactions": rows}
        assert as_alice.post(self.PATH, body, format="json").status_code == 400

    def test_is_not_for_a_viewer(self, as_bob, assets, buy):
        answer = as_bob.post(self.PATH, self.body(buy, 1), format="json")
        assert answer.status_code == 403
