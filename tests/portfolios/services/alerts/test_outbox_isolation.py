"""One message's failure, of whatever kind, is its own: nobody else's message waits for it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from portfolios.models import Channel, Delivery
from portfolios.services.alerts import outbox as deliveries
from portfolios.services.alerts.channels import create_channel
from portfolios.services.alerts.messages import message_of
from portfolios.services.alerts.notices import notify
from portfolios.services.alerts.outbox import send_due_deliveries
from portfolios.transports.registry import TRANSPORTS
from tests.portfolios.fake_receiver import FakeReceiver


@pytest.fixture
def server(settings):
    settings.CHANNELS_MAY_BE_PRIVATE = True
    fake = FakeReceiver().start()
    yield fake
    fake.stop()


@pytest.fixture
def hook(alice, server):
    alice.channels.all().delete()
    return create_channel(alice, kind="webhook", name="Bot", address=server.url)


def owe(user, *subjects, title="Notice"):
    for subject in subjects:
        notify([user], kind="data_health", subject=subject, title=title, text="…")


def only_delivery_of(user) -> Delivery:
    return Delivery.objects.get(channel__user=user)


@pytest.mark.parametrize(
    ("kind", "address"),
    [("webhook", "http://example.org/\r\nx"), ("webhook", "http://example.org/\x00"),
     ("webhook", "http://xn--/"), ("webhook", ""), ("webhook", "http://[::1"),
     ("apprise", "ntfy://topic\r\n"), ("apprise", "tgram://x"), ("apprise", "")],
)  # fmt: skip
def test_an_address_kept_from_before_fails_alone(hook, alice, bob, kind, address):
    """Also what an older version let in, or what was written past the services."""
    hook.kind, hook.address = kind, address
    hook.save()
    owe(alice, "one")
    owe(bob, "two")
    assert send_due_deliveries() == 1
    assert [message.to for message in mail.outbox] == [[bob.email]]
    failed = only_delivery_of(alice)
    assert failed.attempts == 1
    assert failed.last_error


@pytest.mark.parametrize(
    "trouble",
    [ValueError("http://secret.example/token"), UnicodeError(), TypeError(), RuntimeError("\x00"),
     AttributeError(), KeyError("x")],
)  # fmt: skip
def test_whatever_a_transport_raises_is_recorded_and_retried(
    hook, alice, bob, monkeypatch, caplog, trouble
):
    def fail(receiver, messages):
        raise trouble

    monkeypatch.setitem(TRANSPORTS, "webhook", fail)
    owe(alice, "one")
    owe(bob, "two")
    assert send_due_deliveries() == 1
    failed = only_delivery_of(alice)
    assert (failed.status, failed.last_error) == ("pending", type(trouble).__name__)
    assert failed.next_attempt_at > timezone.now()
    assert "secret.example" not in caplog.text


def test_a_message_that_cannot_be_written_fails_alone(alice, bob, monkeypatch):
    def write(delivery):
        if delivery.channel.user == alice:
            raise AttributeError
        return message_of(delivery)

    owe(alice, "one")
    owe(bob, "two")
    monkeypatch.setattr(deliveries, "message_of", write)
    assert send_due_deliveries() == 1
    assert only_delivery_of(alice).last_error == "AttributeError"


def test_a_title_with_line_breaks_is_a_subject_of_one_line(alice):
    owe(alice, "one", title="Savings\r\nBcc: all@example.org")
    assert send_due_deliveries() == 1
    assert mail.outbox[0].subject == "[Tidemark] Savings Bcc: all@example.org"


def test_a_channel_removed_while_its_message_is_sent_stops_nobody(hook, alice, bob, monkeypatch):
    def remove_and_fail(receiver, messages):
        Channel.objects.filter(pk=hook.pk).delete()
        raise ValueError

    monkeypatch.setitem(TRANSPORTS, "webhook", remove_and_fail)
    owe(alice, "one")
    owe(bob, "two")
    assert send_due_deliveries() == 1
    assert not Delivery.objects.filter(channel=hook.pk).exists()


def test_an_error_with_control_characters_in_it_is_kept(alice, settings):
    settings.EMAIL_BACKEND = f"{__name__}.GarblingBackend"
    owe(alice, "one")
    assert send_due_deliveries() == 0
    assert only_delivery_of(alice).last_error == "OSError: gar bled"


class GarblingBackend:
    """A mail server whose answer no text column can hold."""

    def __init__(self, **options):
        pass

    def send_messages(self, messages):
        raise OSError("gar\x00bled")


def test_many_messages_to_one_channel_delay_no_other(hook, alice, bob, monkeypatch):
    """Turns go by channel: what came last to another is not behind all that came before."""
    owe(alice, *(f"many {number}" for number in range(30)))
    Delivery.objects.update(next_attempt_at=timezone.now() - timedelta(hours=1))
    owe(bob, "late")
    order = []
    for kind, send in TRANSPORTS.items():
        monkeypatch.setitem(
            TRANSPORTS, kind, lambda *args, kind=kind, send=send: order.append(kind) or send(*args)
        )
    assert send_due_deliveries() == 31
    assert order.index("email") <= 1


def test_slow_receivers_take_their_turn_after_whoever_waited_longer(
    hook, alice, bob, charlie, monkeypatch
):
    """A round ends with its time: whoever has been due since then comes before a second turn."""
    monkeypatch.setattr(deliveries, "ROUND_SECONDS", 0.0)
    order = []
    send = TRANSPORTS["webhook"]

    def send_slowly(receiver, messages):
        order.append("slow")
        if len(order) == 1:
            owe(charlie, "new")
        send(receiver, messages)

    monkeypatch.setitem(TRANSPORTS, "webhook", send_slowly)
    monkeypatch.setitem(TRANSPORTS, "email", lambda receiver, _: order.append(receiver.address))
    owe(alice, "one", "two", "three")
    assert send_due_deliveries() == 4
    assert order == ["slow", charlie.email, "slow", "slow"]
