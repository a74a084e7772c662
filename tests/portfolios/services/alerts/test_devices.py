"""Browsers as channels: one person's each, told without amounts where they ask, ended when gone."""

import pytest
from django.db import connection
from django.utils import timezone

from portfolios.models import Channel, Delivery, PushKey
from portfolios.services.alerts.channels import create_channel, hide_amounts
from portfolios.services.alerts.notices import notify
from portfolios.services.alerts.outbox import send_due_deliveries
from portfolios.services.alerts.push_keys import push_key
from portfolios.services.errors import Refused
from portfolios.services.exits.triggers import arm_trigger, claim_triggers
from tests.factories import buy, make_asset, make_portfolio, set_price
from tests.portfolios.fake_browser import FakeBrowser
from tests.portfolios.fake_receiver import FakeReceiver


@pytest.fixture
def server(settings):
    settings.CHANNELS_MAY_BE_PRIVATE = True
    fake = FakeReceiver().start()
    yield fake
    fake.stop()


@pytest.fixture
def browser(server):
    return FakeBrowser(server.url)


def subscribe(user, browser, name="Phone", **changes) -> Channel:
    user.channels.filter(kind="email").delete()
    address = browser.subscription()
    return create_channel(user, kind="webpush", name=name, address=address, **changes)


@pytest.fixture
def phone(alice, browser):
    return subscribe(alice, browser)


def fire(portfolio) -> None:
    arm_trigger(
        portfolio, user=portfolio.owner, asset=make_asset("bitcoin"), kind="stop_loss", level=50000
    )
    set_price(make_asset("bitcoin"), 49000.0)
    claim_triggers()


@pytest.fixture
def invested(alice, market, django_capture_on_commit_callbacks):
    portfolio = make_portfolio(alice)
    make_asset("bitcoin", price=60000.0)
    with django_capture_on_commit_callbacks(execute=True):
        buy(portfolio, "bitcoin", "0.7319", dollars="23456.78")
    return portfolio


def test_a_stop_that_fires_is_pushed_once_to_each_device(alice, invested, server, browser, phone):
    other = FakeBrowser(f"{server.url}&other")
    subscribe(alice, other, name="Laptop")
    fire(invested)
    assert send_due_deliveries() == 2
    assert send_due_deliveries() == 0
    by_path = {request.path: request.body for request in server.requests}
    for one, path in ((browser, "/hook?token=s3cret"), (other, "/hook?token=s3cret&other")):
        shown = one.read(by_path[path])
        assert shown["title"] == "BTC: stop-loss reached"
        assert shown["path"] == "/alerts/"
        assert "0.7319" in shown["body"]
        assert "$35,863.10" in shown["body"]


def test_without_amounts_prices_stay_and_nothing_of_the_position(
    alice, invested, server, browser, phone
):
    hide_amounts(alice, channel=phone.pk, hidden=True)
    fire(invested)
    send_due_deliveries()
    shown = browser.read(server.requests[0].body)
    assert "$49,000.00" in shown["body"]
    assert "•••" in shown["body"]
    assert "0.7319" not in str(shown)
    assert "35,863" not in str(shown)


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_whose_subscription_ended_gets_no_more(alice, server, phone, status):
    server.replies = [(status, {})]
    for subject in ("one", "two"):
        notify([alice], kind="data_health", subject=subject, title=subject, text="…")
    send_due_deliveries()
    phone.refresh_from_db()
    assert not phone.enabled
    assert set(Delivery.objects.values_list("status", flat=True)) == {"dead"}
    assert len(server.requests) == 1


def test_a_service_that_fails_is_tried_again_later(alice, server, browser, phone):
    server.replies = [(503, {})]
    notify([alice], kind="data_health", subject="x", title="x", text="…")
    assert send_due_deliveries() == 0
    Delivery.objects.update(next_attempt_at=timezone.now())
    Channel.objects.update(paused_until=None)
    assert send_due_deliveries() == 1
    tags = {browser.read(request.body)["tag"] for request in server.requests}
    assert tags == {str(Delivery.objects.get().key)}


def test_an_address_stands_encrypted(phone, server):
    with connection.cursor() as cursor:
        cursor.execute("SELECT address, device, hint FROM portfolios_channel")
        (row,) = cursor.fetchall()
    assert "s3cret" not in str(row)
    assert phone.hint == "http://127.0.0.1/…"


def test_a_browser_tells_the_alerts_of_one_person(alice, bob, browser, phone):
    with pytest.raises(Refused, match="a channel already: Phone"):
        subscribe(alice, browser, name="Again")
    subscribe(bob, browser)
    assert not Channel.objects.filter(pk=phone.pk).exists()
    assert Channel.objects.get(kind="webpush").user == bob


@pytest.mark.parametrize("address", ["", "https://example.org/", '{"endpoint": "https://x.org/"}'])
def test_what_is_no_browser_is_refused(alice, address):
    with pytest.raises(Refused) as caught:
        create_channel(alice, kind="webpush", name="Odd", address=address)
    assert "address" in caught.value.errors


def test_a_browser_on_a_private_network_is_refused(alice):
    address = FakeBrowser("https://10.0.0.1/push").subscription()
    with pytest.raises(Refused, match="private network"):
        create_channel(alice, kind="webpush", name="Inside", address=address)


def test_only_ones_own_device_leaves_amounts_out(alice, bob, phone):
    hide_amounts(bob, channel=phone.pk, hidden=True)
    mail = create_channel(alice, kind="email", name="Mail")
    hide_amounts(alice, channel=mail.pk, hidden=True)
    assert not Channel.objects.filter(hides_amounts=True).exists()


def test_the_key_is_made_once_and_kept_encrypted(db):
    key = push_key()
    assert push_key().public_key == key.public_key
    with connection.cursor() as cursor:
        cursor.execute("SELECT private_key FROM portfolios_pushkey")
        assert key.private_key not in cursor.fetchone()[0]


def test_a_key_that_nothing_opens_is_replaced(db, settings):
    former = push_key()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key-altogether", []
    key = push_key()
    assert key.public_key != former.public_key
    assert PushKey.objects.get().private_key == key.private_key
