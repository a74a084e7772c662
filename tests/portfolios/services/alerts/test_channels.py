"""Channels: made and changed with care for their secrets, tried, and sent to as they ask."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from portfolios.models import Channel, Delivery
from portfolios.services.alerts import channels
from portfolios.services.alerts.channels import (
    change_channel,
    create_channel,
    replay_delivery,
    rotate_secret,
    send_test,
)
from portfolios.services.alerts.notices import notify
from portfolios.services.alerts.outbox import (
    GIVE_UP_AFTER,
    LEASE,
    receiver_of,
    send_due_deliveries,
)
from portfolios.services.errors import Refused
from portfolios.transports.registry import TRANSPORTS
from tests.portfolios.fake_receiver import FakeReceiver


@pytest.fixture
def server(settings):
    settings.CHANNELS_MAY_BE_PRIVATE = True
    fake = FakeReceiver().start()
    yield fake
    fake.stop()


@pytest.fixture
def webhook(alice, server):
    alice.channels.all().delete()
    return create_channel(alice, kind="webhook", name="Bot", address=server.url)


def owe(channel, subject="one"):
    """A delivery of a notice, as a tick or the books would write it."""
    notify([channel.user], kind="data_health", subject=subject, title=subject, text="…")
    return channel.deliveries.get(notice__subject=subject)


def come_due():
    Delivery.objects.filter(status="pending").update(next_attempt_at=timezone.now())
    Channel.objects.update(paused_until=None)


def test_everybody_has_an_email_channel_from_the_start(alice):
    assert [(one.kind, one.enabled) for one in alice.channels.all()] == [("email", True)]
    alice.save()
    assert alice.channels.count() == 1


def test_addresses_and_secrets_stand_encrypted_in_the_database(webhook, server):
    with connection.cursor() as cursor:
        cursor.execute("SELECT address, secret, hint FROM portfolios_channel")
        address, secret, hint = cursor.fetchone()
    assert "s3cret" not in address + hint
    assert webhook.secret not in secret
    kept = Channel.objects.get()
    assert (kept.address, kept.secret) == (server.url, webhook.secret)


def test_a_secret_that_no_key_opens_reads_as_empty(webhook, settings, caplog):
    settings.SECRET_KEY = "another-key-altogether"
    assert Channel.objects.get().secret == ""
    assert "SECRET_KEY has changed" in caplog.text
    settings.SECRET_KEY_FALLBACKS = ["a-third", "and-a-fourth"]
    assert Channel.objects.get().name == "Bot"


def test_a_former_secret_key_still_reads(webhook, settings):
    former, settings.SECRET_KEY = settings.SECRET_KEY, "the-next-key"
    settings.SECRET_KEY_FALLBACKS = [former]
    assert Channel.objects.get().secret == webhook.secret


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://localhost:8000/", "https://10.0.0.1/", "http://[::1]/",
     "http://169.254.169.254/latest", "ftp://example.org/", "example.org", "http://0x7f.1/"],
)  # fmt: skip
def test_a_webhook_into_a_private_network_is_refused(alice, url):
    with pytest.raises(Refused) as caught:
        create_channel(alice, kind="webhook", name="Inside", address=url)
    assert "address" in caught.value.errors
    assert not Channel.objects.filter(name="Inside").exists()


@pytest.mark.parametrize(
    ("kind", "address"),
    [("webhook", "http://example.org/\r\nx"), ("webhook", "http://example.org/\x00"),
     ("webhook", "http://example.org/\ud800"), ("webhook", "http://xn--/"),
     ("apprise", "ntfy://topic\r\nx"), ("apprise", "tgram://no-chat")],
)  # fmt: skip
def test_an_address_that_its_client_refuses_is_refused_when_given(alice, kind, address):
    with pytest.raises(Refused) as caught:
        create_channel(alice, kind=kind, name="Odd", address=address)
    assert "address" in caught.value.errors
    assert not Channel.objects.filter(name="Odd").exists()


def test_a_name_is_taken_once_a_person(alice, bob):
    with pytest.raises(Refused, match="named E-mail already"):
        create_channel(alice, kind="email", name="E-mail")
    create_channel(bob, kind="email", name="Second")


def test_there_is_a_most(alice, monkeypatch):
    monkeypatch.setattr(channels, "MOST_CHANNELS", 1)
    with pytest.raises(Refused, match="the most"):
        create_channel(alice, kind="email", name="Second")


def test_an_unknown_messenger_is_refused(alice):
    with pytest.raises(Refused):
        create_channel(alice, kind="apprise", name="Files", address="file:///etc/passwd")


def test_without_a_new_address_the_old_one_stays(webhook, server):
    change_channel(webhook, address="", name="Robot")
    kept = Channel.objects.get()
    assert (kept.name, kept.address) == ("Robot", server.url)


def test_an_alert_arrives_signed_once(webhook, server):
    delivery = owe(webhook)
    assert send_due_deliveries() == 1
    assert send_due_deliveries() == 0
    (request,) = server.requests
    assert request.headers["Idempotency-Key"] == str(delivery.key)
    assert json.loads(request.body)["event"] == "data_health"
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts) == ("sent", 1)


def test_every_attempt_has_the_same_key_and_body(webhook, server):
    server.replies = [(500, {}), (503, {}), (200, {})]
    delivery = owe(webhook)
    for _ in range(3):
        send_due_deliveries()
        come_due()
    assert len({request.headers["Idempotency-Key"] for request in server.requests}) == 1
    assert len({request.body for request in server.requests}) == 1
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts, delivery.last_error) == ("sent", 3, "")


def test_a_failing_receiver_is_tried_once_and_not_for_each_message(webhook, server):
    server.replies = [(500, {})] * 9
    for number in range(5):
        owe(webhook, f"before {number}")
    send_due_deliveries()
    owe(webhook, "while it fails")
    send_due_deliveries()
    assert len(server.requests) == 1
    waiting = Delivery.objects.filter(status="pending")
    assert waiting.count() == 6
    assert set(waiting.filter(attempts=0).values_list("first_attempt_at", flat=True)) == {None}
    server.replies = []
    come_due()
    assert send_due_deliveries() == 6


def test_a_failing_channel_holds_up_no_other(webhook, server, alice, mailoutbox):
    create_channel(alice, kind="email", name="Mail")
    server.replies = [(500, {})]
    notify([alice], kind="data_health", subject="x", title="x", text="…")
    assert send_due_deliveries() == 1
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("join", ["nestloop", "hashjoin", "mergejoin"])
def test_a_message_goes_to_its_own_channel_however_rows_are_joined(
    webhook, server, alice, bob, mailoutbox, join
):
    owe(webhook)
    for user in (alice, bob):
        mail = user.channels.filter(kind="email").first()
        owe(mail or create_channel(user, kind="email", name="Mail"), f"for {user.pk}")
    Delivery.objects.filter(channel=webhook).exclude(notice__subject="one").delete()
    with connection.cursor() as cursor:
        for other in {"nestloop", "hashjoin", "mergejoin", "hashagg", "sort", "material"} - {join}:
            cursor.execute(f"SET LOCAL enable_{other} = off")
    assert send_due_deliveries() == 3
    assert len(server.requests) == 1
    assert sorted(mail.to[0] for mail in mailoutbox) == [alice.email, bob.email]


def test_pauses_double_and_a_receiver_may_ask_for_longer(webhook, server):
    server.replies = [(500, {}), (500, {}), (500, {}), (429, {"Retry-After": "3600"})]
    delivery, pauses = owe(webhook), []
    for _ in range(4):
        send_due_deliveries()
        delivery.refresh_from_db()
        pauses.append((delivery.next_attempt_at - timezone.now()).total_seconds())
        come_due()
    assert 20 < pauses[0] < 40 < pauses[1] < 75 < pauses[2] < 150
    assert 3500 < pauses[3] <= 3600


def test_a_receiver_that_is_gone_switches_its_channel_off(webhook, server):
    server.replies = [(410, {})]
    one, other = owe(webhook), owe(webhook, "two")
    send_due_deliveries()
    for delivery in (one, other):
        delivery.refresh_from_db()
        assert delivery.status == "dead"
    webhook.refresh_from_db()
    assert not webhook.enabled


def test_given_up_after_a_day_and_sent_again_by_hand_under_its_key(webhook, server):
    server.replies = [(500, {})]
    delivery = owe(webhook)
    Delivery.objects.update(first_attempt_at=timezone.now() - GIVE_UP_AFTER - timedelta(hours=1))
    send_due_deliveries()
    delivery.refresh_from_db()
    assert delivery.status == "dead"
    replay_delivery(Delivery.objects.get())
    assert send_due_deliveries() == 1
    assert {one.headers["Idempotency-Key"] for one in server.requests} == {str(delivery.key)}
    with pytest.raises(Refused):
        Delivery.objects.update(status="pending")
        replay_delivery(delivery)


def test_what_a_dead_sender_held_comes_up_again(webhook, server, monkeypatch):
    delivery = owe(webhook)

    def die(*args):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setitem(TRANSPORTS, "webhook", die)
        with pytest.raises(SystemExit):
            send_due_deliveries()
    assert send_due_deliveries() == 0
    Delivery.objects.update(next_attempt_at=timezone.now() - LEASE)
    assert send_due_deliveries() == 1
    assert server.requests[0].headers["Idempotency-Key"] == str(delivery.key)


def test_a_new_secret_signs_beside_the_former_for_a_day(webhook):
    former = webhook.secret
    fresh = rotate_secret(webhook)
    assert receiver_of(webhook).secrets == (fresh, former)
    tomorrow = timezone.now() + timedelta(hours=25)
    assert receiver_of(webhook, now=tomorrow).secrets == (fresh,)


def test_a_test_goes_at_once_even_in_a_pause(webhook, server):
    Channel.objects.update(paused_until=timezone.now() + timedelta(hours=1))
    delivery = send_test(webhook)
    assert send_due_deliveries() == 1
    delivery.refresh_from_db()
    assert delivery.status == "sent"
    assert server.requests[0].headers["Tidemark-Event"] == "test"


def test_tests_are_bounded_and_an_off_channel_takes_none(webhook, monkeypatch):
    monkeypatch.setattr(channels, "MOST_TESTS_AN_HOUR", 1)
    send_test(webhook)
    with pytest.raises(Refused, match="the most"):
        send_test(webhook)
    with pytest.raises(Refused, match="the most"):
        send_test(create_channel(webhook.user, kind="email", name="Another"))
    change_channel(webhook, enabled=False)
    with pytest.raises(Refused, match="off"):
        send_test(webhook)


def test_switched_off_a_channel_gives_up_what_waits(webhook, server):
    owe(webhook)
    change_channel(webhook, enabled=False)
    assert send_due_deliveries() == 0
    assert server.requests == []
    assert Delivery.objects.get().last_error == "The channel was switched off."


def test_a_channel_takes_only_the_kinds_it_chose(alice):
    alice.channels.update(kinds=["stop_loss"])
    notify([alice], kind="data_health", subject="x", title="x", text="…")
    assert not Delivery.objects.exists()
    assert alice.notices.count() == 1


def test_a_digest_gathers_what_its_hour_brought(alice, mailoutbox):
    alice.channels.update(digest="hourly")
    for subject in ("one", "two", "three"):
        notify([alice], kind="data_health", subject=subject, title=subject, text="…")
    assert send_due_deliveries() == 0
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {0}
    assert all(one.next_attempt_at > timezone.now() for one in Delivery.objects.all())
    Delivery.objects.update(
        created_at=timezone.now() - timedelta(hours=2), next_attempt_at=timezone.now()
    )
    assert send_due_deliveries() == 3
    (mail,) = mailoutbox
    assert "3 alerts" in mail.subject
    assert mail.body.index("one") < mail.body.index("two") < mail.body.index("three")


def test_a_notice_is_told_once_a_subject_and_day(alice):
    for _ in range(3):
        notify([alice], kind="drift", subject="x", title="x", text="…")
    assert alice.notices.count() == Delivery.objects.count() == 1
