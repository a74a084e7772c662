from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.utils import timezone

from portfolios.models import Channel, Delivery
from portfolios.services.alerts.outbox import GIVE_UP_AFTER, send_due_deliveries
from portfolios.services.exits.triggers import arm_trigger, claim_triggers
from tests.factories import make_asset, set_price


@pytest.fixture
def delivery(portfolio):
    bitcoin = make_asset("bitcoin", price=100.0)
    arm_trigger(
        portfolio, user=portfolio.owner, asset=bitcoin, kind="price_below", level=Decimal(90),
        note="sell half",
    )  # fmt: skip
    set_price(bitcoin, 80.0)
    claim_triggers()
    Delivery.objects.filter(alert__isnull=True).delete()
    return Delivery.objects.get()


class BrokenBackend:
    """A mail server that is away."""

    def __init__(self, **options):
        pass

    def send_messages(self, messages):
        raise ConnectionRefusedError("no mail server")


def come_due():
    """As if the pause had gone by."""
    Delivery.objects.update(next_attempt_at=timezone.now())
    Channel.objects.update(paused_until=None)


def test_a_due_message_is_sent_once(delivery, alice):
    assert send_due_deliveries() == 1
    assert send_due_deliveries() == 0
    (message,) = mail.outbox
    assert message.to == [alice.email]
    assert "BTC" in message.subject
    for part in ("$80.00", "$90.00", "sell half", "Savings"):
        assert part in message.body
    assert str(delivery.key) in message.extra_headers["Message-ID"]


def test_a_message_that_fails_waits_longer_each_time(delivery, settings):
    settings.EMAIL_BACKEND = f"{__name__}.BrokenBackend"
    pauses = []
    for attempt in (1, 2, 3):
        come_due()
        assert send_due_deliveries() == 0
        delivery.refresh_from_db()
        assert delivery.attempts == attempt
        pauses.append(delivery.next_attempt_at - timezone.now())
    assert pauses == sorted(pauses)
    assert "no mail server" in delivery.last_error
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    come_due()
    assert send_due_deliveries() == 1


def test_a_message_is_given_up_after_a_day_and_kept(delivery, settings):
    settings.EMAIL_BACKEND = f"{__name__}.BrokenBackend"
    tried = timezone.now() - GIVE_UP_AFTER - timedelta(minutes=1)
    Delivery.objects.update(first_attempt_at=tried)
    send_due_deliveries()
    delivery.refresh_from_db()
    assert delivery.status == "dead"
    assert send_due_deliveries() == 0


def test_a_message_that_is_not_due_waits(delivery):
    Delivery.objects.update(next_attempt_at=timezone.now() + timedelta(minutes=1))
    assert send_due_deliveries() == 0
    assert mail.outbox == []
