"""Many hands on the same things at once: each call is answered, none is an error of the server."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from random import Random

import httpx
import pytest
from django.db import connection

from portfolios.models import Portfolio, Transaction
from portfolios.selectors.books.reconciliation import stored_residuals
from portfolios.services.allocation.targets import set_target
from portfolios.services.exits.triggers import arm_trigger
from portfolios.services.sharing.tokens import create_token
from tests.api.conftest import ROOT
from tests.factories import buy, make_asset, make_portfolio

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 8


@pytest.fixture
def key(alice):
    return create_token(alice, name="script", scope="write", days=1)[1]


@pytest.fixture
def portfolio(alice):
    for slug, price in {"bitcoin": 60000.0, "usd": 1.0}.items():
        make_asset(slug, price=price)
    return make_portfolio(alice)


@pytest.fixture
def at_once(client, key, live_server):
    """Sends calls with as many hands as there are, and counts what they were answered."""

    def send(calls: list[tuple[str, str, dict | None]], *, hands: int = HANDS) -> Counter:
        headers = {"Authorization": f"Bearer {key}"}
        with httpx.Client(base_url=live_server.url + ROOT, headers=headers, timeout=60) as http:

            def answer(call):
                method, path, body = call
                return http.request(method, path, json=body).status_code

            with ThreadPoolExecutor(hands) as threads:
                return Counter(threads.map(answer, calls))

    return send


def test_a_row_is_changed_and_deleted_at_once(at_once, portfolio):
    row = buy(portfolio, "bitcoin", "1", dollars="40000")
    path = f"transactions/{row.pk}/"
    calls = [("PATCH", path, {"received_quantity": str(n)}) for n in range(1, 17)]
    found = at_once([*calls[:12], ("DELETE", path, None), ("DELETE", path, None), *calls[12:]])
    assert found.keys() <= {200, 204, 404}
    assert found[204] == 1
    assert not Transaction.objects.exists()
    history = portfolio.revisions.order_by("pk").values_list("action", flat=True)
    assert list(history)[-1] == "deleted"
    assert whole(portfolio)


def test_a_portfolio_is_deleted_while_it_is_written(at_once, portfolio, alice):
    rows = [buy(portfolio, "bitcoin", "1", dollars="40000", ago=n) for n in range(2, 6)]
    account = portfolio.accounts.get()
    trade = {
        "portfolio": portfolio.pk, "type": "buy", "account": account.pk,
        "executed_at": "2026-01-01T00:00:00Z", "sent_asset": "usd", "sent_quantity": "9",
        "received_asset": "bitcoin", "received_quantity": "1",
    }  # fmt: skip
    level = {"portfolio": portfolio.pk, "asset": "bitcoin", "kind": "price_above", "level": "9e4"}
    writes = [
        ("POST", "transactions/", trade),
        ("PATCH", f"transactions/{rows[0].pk}/", {"note": "x"}),
        ("DELETE", f"transactions/{rows[1].pk}/", None),
        ("POST", "accounts/", {"portfolio": portfolio.pk, "name": "Cold"}),
        ("PATCH", f"accounts/{account.pk}/", {"name": "Warm"}),
        ("POST", "triggers/", level),
        ("POST", "targets/", {"portfolio": portfolio.pk, "asset": "bitcoin", "share": "0.5"}),
        ("PATCH", f"portfolios/{portfolio.pk}/", {"method": "lifo"}),
    ]
    gone = ("DELETE", f"portfolios/{portfolio.pk}/", None)
    found = at_once([*writes, *writes, gone, *writes, gone, *writes])
    assert found.keys() <= {200, 201, 204, 404, 409}
    assert found[204] >= 1
    assert not Portfolio.objects.filter(pk=portfolio.pk).exists()


def test_one_account_is_made_removed_and_used_at_once(at_once, portfolio):
    spare = portfolio.accounts.create(name="Spare")
    trade = {
        "portfolio": portfolio.pk, "type": "deposit", "account": spare.pk,
        "executed_at": "2026-01-01T00:00:00Z", "received_asset": "bitcoin",
        "received_quantity": "1",
    }  # fmt: skip
    gone = ("DELETE", f"accounts/{spare.pk}/", None)
    named = ("POST", "accounts/", {"portfolio": portfolio.pk, "name": "Same"})
    found = at_once([named, gone, *[("POST", "transactions/", trade), named] * 6, gone])
    assert found.keys() <= {201, 204, 404, 409}
    assert portfolio.accounts.filter(name="Same").count() == 1
    assert whole(portfolio)


def test_channels_are_changed_and_deleted_at_once(at_once, alice, portfolio):
    channel = alice.channels.create(kind="email", name="Mail")
    path = f"channels/{channel.pk}/"
    calls = [("PATCH", path, {"digest_hour": hour}) for hour in range(16)]
    found = at_once(
        [*calls[:8], ("DELETE", path, None), *calls[8:], ("POST", f"{path}test/", None)]
    )
    assert found.keys() <= {200, 202, 204, 404, 409}
    assert not alice.channels.filter(pk=channel.pk).exists()


def test_five_hundred_edits_and_deletions_of_the_same_things(at_once, portfolio, alice):
    """Each kind of thing is changed and deleted by all hands in a shuffled order."""
    rows = [buy(portfolio, "bitcoin", "1", dollars="40000", ago=n) for n in range(2, 6)]
    spare = [portfolio.accounts.create(name=f"Spare {n}") for n in range(3)]
    doomed = make_portfolio(alice, name="Doomed")
    for slug in ("ethereum", "solana"):
        make_asset(slug, price=100.0)
    bitcoin = make_asset("bitcoin")
    levels = [
        arm_trigger(portfolio, user=alice, asset=bitcoin, kind="price_above", level=Decimal(90000))
        for _ in range(4)
    ]
    targets = [
        set_target(portfolio, asset=make_asset(slug), share=Decimal("0.2"))
        for slug in ("bitcoin", "ethereum", "solana")
    ]
    edits = [
        *((f"transactions/{row.pk}/", "received_quantity") for row in rows),
        *((f"accounts/{one.pk}/", "name") for one in spare),
        *((f"triggers/{one.pk}/", "level") for one in levels),
        *((f"targets/{one.pk}/", "share") for one in targets),
        (f"portfolios/{doomed.pk}/", "name"),
    ]
    values = {"share": "0.{}", "level": "9{}000", "name": "Name {}", "received_quantity": "{}"}
    calls = [
        ("PATCH", path, {name: values[name].format(1 + turn % 9)})
        for turn in range(31)
        for path, name in edits
    ]
    calls += [("DELETE", path, None) for path, _ in edits if "accounts" not in path][2:] * 5
    Random(7).shuffle(calls)
    found = at_once(calls[:500], hands=16)
    assert sum(found.values()) == 500
    assert found.keys() <= {200, 204, 404, 409}
    assert whole(portfolio)
    assert (
        portfolio.revisions.filter(action="deleted").count() == 4 - portfolio.transactions.count()
    )
    assert stored_residuals(portfolio) == []


def whole(portfolio) -> bool:
    """Whether the books are the ledger's: up to date, with what its rows add up to."""
    portfolio.refresh_from_db()
    rows = Transaction.objects.filter(portfolio=portfolio, received_asset__slug="bitcoin")
    bought = sum(rows.values_list("received_quantity", flat=True), Decimal(0))
    held = portfolio.positions.filter(asset__slug="bitcoin").values_list("quantity", flat=True)
    connection.close()
    return portfolio.books_are_current and sum(held, Decimal(0)) == bought
