import csv
import io
import json
from datetime import timedelta

import pytest
from django.utils import timezone

from markets.models import Asset
from portfolios.models import DailyValue, Portfolio, Position
from portfolios.services.allocation import valuations
from portfolios.services.allocation.resident import ResidentUnits
from portfolios.services.allocation.valuations import value_portfolios
from tests.api.conftest import ROOT, deposit, pointers
from tests.factories import make_portfolio, set_price


def test_a_portfolio_is_made_with_a_first_account(as_alice, alice, assets):
    body = {"name": "New", "currency": "EUR", "time_zone": "Europe/Berlin", "method": "hifo"}
    answer = as_alice.post(f"{ROOT}portfolios/", body, format="json")
    assert answer.status_code == 201
    made = Portfolio.objects.get(pk=answer.json()["id"])
    assert (made.owner, made.currency, made.method) == (alice, assets["eur"], "hifo")
    assert made.accounts.count() == 1
    assert answer.json()["currency"] == "eur"
    assert answer.json()["role"] == "owner"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", "", 400),
        ("name", "x" * 81, 400),
        ("currency", "nope", 409),
        ("currency", "cheap-coin", 409),
        ("currency", 5, 400),
        ("time_zone", "Mars/Olympus", 409),
        ("method", "best", 400),
        ("scope", "galaxy", 400),
    ],
)
def test_what_a_portfolio_cannot_be_is_named(as_alice, assets, field, value, code):
    Asset.objects.create(slug="cheap-coin", symbol="CHEAP", name="Cheap")
    body = {"name": "New", "currency": "usd", field: value}
    answer = as_alice.post(f"{ROOT}portfolios/", body, format="json")
    assert answer.status_code == code
    assert pointers(answer).keys() == {f"/{field}"}


def test_a_portfolio_is_deleted_with_all_it_holds(as_alice, portfolio, row):
    assert as_alice.delete(f"{ROOT}portfolios/{portfolio.pk}/").status_code == 204
    assert not Portfolio.objects.exists()


def test_an_account_s_name_is_taken_once(as_alice, portfolio, account):
    body = {"portfolio": portfolio.pk, "name": "Cold"}
    answer = as_alice.post(f"{ROOT}accounts/", body, format="json")
    assert answer.status_code == 409
    assert "/name" in pointers(answer)


def test_an_account_is_renamed_and_changes_its_kind(as_alice, portfolio, account):
    path = f"{ROOT}accounts/{account.pk}/"
    body = as_alice.patch(path, {"name": "Ledger", "kind": "wallet"}, format="json").json()
    assert (body["name"], body["kind"]) == ("Ledger", "wallet")
    as_alice.post(f"{ROOT}accounts/", {"portfolio": portfolio.pk, "name": "Hot"}, format="json")
    for change, field in (
        ({"name": "Hot"}, "/name"), ({"name": " "}, "/name"), ({"kind": "bag"}, "/kind"),
        ({"portfolio": 0}, "/portfolio"), ({"colour": "red"}, "/colour"),
    ):  # fmt: skip
        answer = as_alice.patch(path, change, format="json")
        code = 409 if change in ({"name": "Hot"}, {"portfolio": 0}) else 400
        assert (answer.status_code, *pointers(answer)) == (code, field)
    account.refresh_from_db()
    assert account.name == "Ledger"


def test_an_account_stays_in_its_portfolio(as_alice, alice, assets, account):
    other = Portfolio.objects.create(owner=alice, name="Other", currency=assets["usd"])
    path = f"{ROOT}accounts/{account.pk}/"
    answer = as_alice.patch(path, {"portfolio": other.pk}, format="json")
    assert (answer.status_code, *pointers(answer)) == (409, "/portfolio")


def test_an_account_in_use_stays(as_alice, portfolio, account, row):
    answer = as_alice.delete(f"{ROOT}accounts/{account.pk}/")
    assert answer.status_code == 409
    assert "transactions" in answer.json()["detail"]
    row.delete()
    assert as_alice.delete(f"{ROOT}accounts/{account.pk}/").status_code == 204


@pytest.fixture
def held(portfolio, account, assets):
    Position.objects.create(
        portfolio=portfolio, account=account, asset=assets["bitcoin"], quantity="0.5",
        cost=10000, realised=100, income=0, fees=3,
    )  # fmt: skip
    return portfolio


def test_positions_are_valued_and_add_up(as_bob, held):
    body = as_bob.get(f"{ROOT}portfolios/{held.pk}/positions/").json()
    (position,) = body["positions"]
    assert position["asset"]["slug"] == "bitcoin"
    assert (position["quantity"], position["price"], position["value"]) == ("0.5", "60000", "30000")
    assert (body["value"], body["cost"], body["unrealised"]) == ("30000", "10000", "20000")
    assert body["profit"] == "20097"
    assert position["weight"] == "1"


def test_every_number_of_the_positions_is_a_string(as_bob, held):
    body = as_bob.get(f"{ROOT}portfolios/{held.pk}/positions/").json()
    assert not [value for value in body.values() if isinstance(value, int | float)]
    assert not [value for value in body["positions"][0].values() if isinstance(value, int | float)]


def test_an_allocation_adds_up_on_every_side(as_bob, held):
    body = as_bob.get(f"{ROOT}portfolios/{held.pk}/allocation/").json()
    assert body["by_asset"] == [{"key": "bitcoin", "name": "BTC", "value": "30000", "weight": "1"}]
    assert body["concentration"] == "1"


def test_the_history_is_one_point_a_day(as_bob, held):
    for day in (1, 2):
        DailyValue.objects.create(
            portfolio=held, day=f"2024-01-0{day}", value=day, inflow=1, outflow=0
        )
    body = as_bob.get(f"{ROOT}portfolios/{held.pk}/history/").json()
    assert body == [
        {"day": "2024-01-01", "value": "1", "net_flow": "1"},
        {"day": "2024-01-02", "value": "2", "net_flow": "2"},
    ]


def test_the_ledger_streams_as_csv(as_bob, portfolio, row):
    answer = as_bob.get(f"{ROOT}portfolios/{portfolio.pk}/ledger.csv/")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="savings.csv"' in answer["Content-Disposition"]
    (line,) = csv.DictReader(io.StringIO(b"".join(answer).decode()))
    assert (line["type"], line["account"]) == ("deposit", "Cold")
    assert (line["received_amount"], line["received_asset"]) == ("1", "BTC")


def test_the_ledger_streams_as_lines_of_json(as_bob, portfolio, account, assets, row):
    deposit(portfolio, account, assets["ethereum"], quantity=2)
    answer = as_bob.get(f"{ROOT}portfolios/{portfolio.pk}/ledger.ndjson/")
    lines = [json.loads(line) for line in b"".join(answer).decode().splitlines()]
    assert [line["received_asset"] for line in lines] == ["BTC", "ETH"]
    assert lines[0]["received_amount"] == "1"


def test_queries_do_not_grow(as_alice, alice, assets, held, django_assert_max_num_queries):
    for number in range(10):
        Portfolio.objects.create(owner=alice, name=f"P{number}", currency=assets["usd"])
    for coin in range(30):
        asset = Asset.objects.create(slug=f"coin-{coin}", symbol=f"C{coin}", name="Coin")
        deposit(held, held.accounts.first(), asset, at=timezone.now() - timedelta(days=1))
    as_alice.get(f"{ROOT}portfolios/")
    with django_assert_max_num_queries(2):
        as_alice.get(f"{ROOT}portfolios/")
    with django_assert_max_num_queries(4):
        as_alice.get(f"{ROOT}portfolios/{held.pk}/positions/")
    with django_assert_max_num_queries(6):
        as_alice.get(f"{ROOT}portfolios/{held.pk}/allocation/")
    with django_assert_max_num_queries(2):
        as_alice.get(f"{ROOT}transactions/")


def test_all_portfolios_are_told_as_the_last_tick_valued_them(
    as_alice, alice, bob, portfolio, assets, django_assert_max_num_queries
):
    other = make_portfolio(bob)
    for owned in (portfolio, other):
        held = {"portfolio": owned, "cost": 1, "realised": 0, "income": 0, "fees": 0}
        Position.objects.create(asset=assets["bitcoin"], quantity=2, **held)
    set_price(assets["bitcoin"], 30000.5)
    now = timezone.now()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(valuations, "_resident", ResidentUnits())
        value_portfolios(at=now)
    with django_assert_max_num_queries(7):
        answer = as_alice.get(f"{ROOT}portfolios/valuations/")
    assert answer.json() == [
        {
            "portfolio": portfolio.pk, "at": now.isoformat().replace("+00:00", "Z"),
            "value_usd": "60001", "concentration": "1", "liquid_share": "0",
        }
    ]  # fmt: skip
