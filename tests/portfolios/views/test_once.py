"""A form that is sent twice at once: one thing is made, and both answers lead there."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import httpx
import pytest
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.urls import reverse

from portfolios.models import Portfolio, Trigger, Watchlist
from portfolios.services.alerts.channels import create_channel
from portfolios.services.allocation.targets import set_target
from portfolios.services.exits.triggers import arm_trigger
from portfolios.services.ledger.composing import compose_transaction as compose
from portfolios.services.ledger.imports.commit import preview_import
from portfolios.views import once
from tests.factories import buy, make_asset, make_market, make_portfolio
from tests.portfolios.importers.texts import deposit, tidemark

AT = "2026-01-02T10:00"
TOKEN = "a" * 32


@pytest.fixture
def path(full):
    return reverse("portfolios:add", args=[full.pk])


@pytest.fixture
def row(full):
    return {"tab": "buy", "asset": "bitcoin", "money": "USD", "executed_at": AT,
            "account": full.accounts.get().pk, "quantity": "1", "price": "60000"}  # fmt: skip


def test_the_same_again_at_once_is_done_once_and_answered_alike(as_alice, full, path, row):
    count = full.transactions.count()
    first, second = (as_alice.post(path, row) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert full.transactions.count() == count + 1


def test_another_row_is_another_one(as_alice, full, path, row):
    count = full.transactions.count()
    for quantity in ("1", "2"):
        as_alice.post(path, row | {"quantity": quantity})
    assert full.transactions.count() == count + 2


def test_the_same_again_later_is_meant(as_alice, full, path, row):
    count = full.transactions.count()
    as_alice.post(path, row)
    cache.clear()  # as after some seconds
    as_alice.post(path, row)
    assert full.transactions.count() == count + 2


def test_what_was_refused_is_tried_again(as_alice, full, path, row):
    count = full.transactions.count()
    for _ in range(2):
        assert as_alice.post(path, row | {"quantity": "no"}).status_code == 200
    assert full.transactions.count() == count


def test_what_dies_on_the_way_is_tried_again(client, alice, full, path, row, monkeypatch):
    client.force_login(alice)
    client.raise_request_exception = False
    service = "portfolios.views.ledger.composer.compose_transaction"
    with monkeypatch.context() as patch:
        patch.setattr(service, lambda *args, **kwargs: 1 / 0)
        assert client.post(path, row).status_code == 500
    assert client.post(path, row).status_code == 302


def test_one_persons_form_is_not_anothers(client, alice, bob, market):
    """The demo's people send the same words."""
    for user in (alice, bob):
        client.force_login(user)
        client.post(reverse("portfolios:watchlists"), {"name": "Later"})
    assert Watchlist.objects.count() == 2


def test_an_import_sent_twice_is_no_error_about_itself(as_alice, full):
    content = tidemark(deposit("1")).encode()
    batch = preview_import(full, user=full.owner, filename="f.csv", content=content).batch
    page = reverse("portfolios:import_preview", args=[full.pk, batch.pk])
    first, second = (as_alice.post(page, {"action": "import"}) for _ in range(2))
    assert first["Location"] == second["Location"] == reverse("portfolios:overview", args=[full.pk])


def test_who_waits_in_vain_is_served(as_alice, full, path, row, monkeypatch):
    """A process that died with the form in its hands."""
    monkeypatch.setattr(once, "RUNNING_SECONDS", 0.1)
    monkeypatch.setattr(cache, "add", lambda *args, **kwargs: False)
    assert as_alice.post(path, row).status_code == 302


def test_a_second_click_on_what_ends_something_is_no_error(as_alice, full):
    """The row, the level or the target is gone by then: the answer is the first one's."""
    alice = full.owner
    row = full.transactions.first()
    level = arm_trigger(
        full, user=alice, asset=row.received_asset, kind="stop_loss", level=Decimal(100)
    )
    target = set_target(full, asset=row.received_asset, share=Decimal("0.5"))
    channel = create_channel(alice, kind="webhook", name="Bot", address="https://93.184.216.34/")
    addresses = [
        reverse("portfolios:delete_transaction", args=[full.pk, row.pk]),
        reverse("portfolios:disarm", args=[full.pk, level.pk]),
        reverse("portfolios:target_remove", args=[full.pk, target.pk]),
        reverse("portfolios:channel_delete", args=[channel.pk]),
    ]
    for address in addresses:
        first, second = (as_alice.post(address) for _ in range(2))
        assert first.status_code == second.status_code == 302, address
        assert first["Location"] == second["Location"]
    said = [str(one) for one in get_messages(as_alice.get(first["Location"]).wsgi_request)]
    assert len(said) == len(addresses)


def test_what_was_undone_at_once_can_be_ended_anew(as_alice, full):
    row = full.transactions.first()
    address = reverse("portfolios:delete_transaction", args=[full.pk, row.pk])
    as_alice.post(address)
    as_alice.post(reverse("portfolios:undo", args=[full.pk, full.revisions.first().pk]))
    as_alice.post(address)
    assert not full.transactions.filter(pk=row.pk).exists()


def test_a_row_that_never_was_cannot_be_deleted(as_alice, full):
    address = reverse("portfolios:delete_transaction", args=[full.pk, 10**9])
    assert as_alice.post(address).status_code == 404


@pytest.mark.parametrize("until", ["never", "after"])
def test_a_redis_that_is_gone_costs_no_form(as_alice, full, path, row, settings, tmp_path, until):
    """What is committed is not answered as if it had failed: it would be sent again."""
    gone = {**settings.CACHES["default"], "LOCATION": f"unix://{tmp_path}/nowhere.sock"}
    count = full.transactions.count()

    def lose_redis():
        settings.CACHES = {**settings.CACHES, "default": gone}

    if until == "never":
        lose_redis()
        answer = as_alice.post(path, row)
    else:
        with pytest.MonkeyPatch.context() as patch:
            service = "portfolios.views.ledger.composer.compose_transaction"
            patch.setattr(service, lambda *args, **kw: (compose(*args, **kw), lose_redis())[0])
            answer = as_alice.post(path, row)
    assert answer.status_code == 302
    assert full.transactions.count() == count + 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one(client, alice, live_server):
    """A double Enter in the browser: both requests are under way together."""
    make_market()
    make_asset("bitcoin", price=60000.0)
    portfolio = make_portfolio(alice)
    buy(portfolio, "bitcoin", "1", dollars="40000")
    client.force_login(alice)
    forms = {
        "create": ([], {"name": "Twice", "currency": portfolio.currency_id, "time_zone": "UTC",
                        "method": "fifo", "scope": "account"}),
        "add": ([portfolio.pk],
                {"tab": "buy", "asset": "bitcoin", "money": "USD", "executed_at": AT,
                 "account": portfolio.accounts.get().pk, "quantity": "1", "price": "60000",
                 "price_is_right": "on"}),
        "arm": ([portfolio.pk], {"what": "stop", "kind": "stop_loss", "asset": "bitcoin",
                                 "level": "30000", "share": "100"}),
        "watchlists": ([], {"name": "Later"}),
    }  # fmt: skip
    cookies = {"csrftoken": TOKEN, "sessionid": client.cookies["sessionid"].value}
    with httpx.Client(base_url=live_server.url, cookies=cookies, timeout=60) as browser:
        for name, (keys, sent) in forms.items():
            address = reverse(f"portfolios:{name}", args=keys)
            body = sent | {"csrfmiddlewaretoken": TOKEN}
            with ThreadPoolExecutor(4) as hands:
                answers = list(
                    hands.map(lambda _, a=address, b=body: browser.post(a, data=b), range(4))
                )
            assert {answer.status_code for answer in answers} == {302}, name
            assert len({answer.headers["Location"] for answer in answers}) == 1, name
    assert Portfolio.objects.filter(name="Twice").count() == 1
    assert portfolio.transactions.count() == 2
    assert Trigger.objects.count() == 1
    assert Watchlist.objects.count() == 1
