"""Own assets over the API: prices removed and imported, and a merge into a listed asset."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portfolios.models import OwnAsset, OwnPrice
from portfolios.services.assets.own import create_own_asset, set_own_price
from portfolios.services.ledger.transactions import record_transaction
from tests.api.conftest import ROOT, pointers
from tests.factories import days_ago, make_asset

GOOD = "date,price\n2024-01-01,5\n2024-02-01,7.5\n"
BAD = "date,price\n2024-01-01,5\n2024-13-01,6\n"


@pytest.fixture
def shed(portfolio, alice):
    return create_own_asset(portfolio, name="Shed", symbol="SHED", user=alice)


@pytest.fixture
def path(shed):
    return f"{ROOT}own-assets/{shed.pk}/"


def send(client, path, text, **data):
    content = text if isinstance(text, bytes) else text.encode()
    file = SimpleUploadedFile("prices.csv", content)
    return client.post(f"{path}prices/", {"file": file, **data}, format="multipart")


def test_a_price_is_removed(as_alice, shed):
    said = set_own_price(shed, day=date(2024, 1, 1), price=Decimal(3))
    assert as_alice.delete(f"{ROOT}own-prices/{said.pk}/").status_code == 204
    assert not OwnPrice.objects.exists()
    assert as_alice.patch(f"{ROOT}own-prices/{said.pk}/", {}, format="json").status_code == 405


def test_the_price_of_a_trade_stays(as_alice, shed, portfolio, account):
    record_transaction(
        portfolio, user=portfolio.owner, type="buy", account=account, executed_at=days_ago(3),
        sent_asset=make_asset("usd"), sent_quantity=Decimal(10),
        received_asset=shed.asset, received_quantity=Decimal(1),
    )  # fmt: skip
    OwnPrice.objects.get_or_create(
        own_asset=shed, day=date(2024, 1, 1),
        defaults={"price": 1, "currency": make_asset("usd"), "source": "trade"},
    )  # fmt: skip
    found = OwnPrice.objects.filter(source="trade").first()
    assert as_alice.delete(f"{ROOT}own-prices/{found.pk}/").status_code == 409


def test_a_file_is_imported(as_alice, path, shed):
    answer = send(as_alice, path, GOOD)
    assert (answer.status_code, answer.json()) == (201, {"count": 2, "faults": []})
    assert shed.prices.count() == 2


def test_a_wrong_line_holds_it_back_unless_it_is_left_out(as_alice, path, shed):
    answer = send(as_alice, path, BAD)
    assert answer.status_code == 200
    assert answer.json()["count"] == 0
    assert [(one["line"], one["field"]) for one in answer.json()["faults"]] == [(3, "date")]
    assert not shed.prices.exists()
    answer = send(as_alice, path, BAD, leave_out="true")
    assert (answer.status_code, answer.json()["count"]) == (201, 1)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"", b"date,price\n"])
def test_what_is_no_file_of_prices_is_refused(as_alice, path, content):
    answer = send(as_alice, path, content)
    assert answer.status_code in (200, 409), answer.content
    assert not OwnPrice.objects.exists()


def test_a_listed_asset_takes_its_place(as_alice, path, shed, portfolio, account):
    record_transaction(
        portfolio, user=portfolio.owner, type="buy", account=account, executed_at=days_ago(3),
        sent_asset=make_asset("usd"), sent_quantity=Decimal(10),
        received_asset=shed.asset, received_quantity=Decimal(1),
    )  # fmt: skip
    answer = as_alice.post(f"{path}merge/", {"target": "ETH"}, format="json")
    assert (answer.status_code, answer.json()) == (200, {"target": "ethereum", "rows": 1})
    assert portfolio.transactions.get().received_asset.slug == "ethereum"
    assert not OwnAsset.objects.exists()


@pytest.mark.parametrize(("target", "code"), [("nope", 409), ("usd", 409), (5, 400), (None, 400)])
def test_what_it_cannot_become_is_named(as_alice, path, target, code):
    answer = as_alice.post(f"{path}merge/", {"target": target}, format="json")
    assert answer.status_code == code, answer.content
    if target in ("nope", 5):
        assert "/target" in pointers(answer)
    assert OwnAsset.objects.exists()


def test_who_may_look_changes_nothing_and_others_find_nothing(as_bob, as_charlie, path, shed):
    said = set_own_price(shed, day=date(2024, 1, 1), price=Decimal(3))
    for client, code in ((as_bob, 403), (as_charlie, 404)):
        assert client.delete(f"{ROOT}own-prices/{said.pk}/").status_code == code
        assert send(client, path, GOOD).status_code == code
        merge = client.post(f"{path}merge/", {"target": "ETH"}, format="json")
        assert merge.status_code == code
    assert OwnPrice.objects.count() == 1
