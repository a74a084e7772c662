"""Sends what alerts owe: each message until it is sent, or given up after a day."""

import logging
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from portfolios.models import Delivery

logger = logging.getLogger(__name__)

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=2)
GIVE_UP_AFTER = timedelta(hours=24)
MOST_AT_ONCE = 200


def send_due_deliveries() -> int:
    """Send the messages that are due; returns how many were sent.

    Each is sent while its row is locked, so that two workers never send the same one at once. A
    crash between sending and writing it down sends it again, under the same Message-ID.
    """
    sent = 0
    for _ in range(MOST_AT_ONCE):
        with transaction.atomic():
            delivery = (
                Delivery.objects.select_for_update(skip_locked=True, of=["self"])
                .filter(status=Delivery.Status.PENDING, next_attempt_at__lte=timezone.now())
                .select_related(
                    "user", "alert__trigger__currency", "alert__asset", "alert__portfolio"
                )
                .order_by("next_attempt_at")
                .first()
            )
            if delivery is None:
                break
            sent += _attempt(delivery)
    return sent


def _attempt(delivery: Delivery) -> bool:
    delivery.attempts += 1
    try:
        email_for(delivery).send()
    except (SMTPException, OSError) as error:
        _postpone(delivery, error)
        return False
    delivery.status = Delivery.Status.SENT
    delivery.sent_at = timezone.now()
    delivery.last_error = ""
    delivery.save()
    return True


def _postpone(delivery: Delivery, error: Exception) -> None:
    now = timezone.now()
    delivery.last_error = f"{type(error).__name__}: {error}"[:500]
    if now - delivery.alert.fired_at > GIVE_UP_AFTER:
        delivery.status = Delivery.Status.DEAD
    pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (delivery.attempts - 1))
    delivery.next_attempt_at = now + pause
    delivery.save()
    logger.warning("Delivery %s failed, attempt %s", delivery.key, delivery.attempts)


def email_for(delivery: Delivery) -> EmailMessage:
    """The message of an alert; its id is the delivery's key, the same at every attempt."""
    alert = delivery.alert
    context = {
        "alert": alert,
        "trigger": alert.trigger,
        "url": f"{settings.BASE_URL}/alerts/",
    }
    subject = f"{alert.asset.symbol}: {alert.get_kind_display().lower()} reached"
    return EmailMessage(
        subject=f"[Tidemark] {subject}",
        body=render_to_string("portfolios/email/alert.txt", context),
        to=[delivery.user.email],
        headers={"Message-ID": f"<{delivery.key}@tidemark>"},
    )
