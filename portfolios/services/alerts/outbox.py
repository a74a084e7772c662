"""Sends what channels are owed: each message until it is taken, or given up after a day.

A delivery is claimed by putting off its next attempt; then it is sent, outside of any
transaction; then it is marked. A process that dies in between leaves a delivery that comes due
again: receivers see every message at least once, each time under the same key.

Channels take turns: the one whose last turn is the longest ago comes first, however much it is
owed, so that a slow receiver, or one with thousands of messages, delays nobody but itself. All that
goes wrong with a message is that message's failure.
"""

import logging
import random
import time
import traceback
from collections.abc import Iterator
from datetime import datetime, timedelta

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone, translation

from markets.postgres.statements import statement, words
from portfolios.models import Channel, Delivery
from portfolios.services.alerts.messages import kind_of, message_of
from portfolios.services.alerts.push_keys import push_key
from portfolios.services.alerts.schedule import may_go_at
from portfolios.transports.message import Receiver, TransportError
from portfolios.transports.registry import TRANSPORTS

logger = logging.getLogger(__name__)

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=2)
GIVE_UP_AFTER = timedelta(hours=24)
# Longer than any attempt takes: what is not marked by then has lost its sender.
LEASE = timedelta(minutes=3)
MOST_IN_A_DIGEST = 100
# A job ends in time for the next one; what is left is that one's.
BUDGET_SECONDS = 60.0
# So long the order of turns is cached.
ROUND_SECONDS = 1.0

_RELATED = (
    "channel__user", "alert__trigger__currency", "alert__asset", "alert__portfolio",
    "notice__portfolio",
)  # fmt: skip
_CLAIM_DUE = statement(__file__, "claim_due")
_WORDS = words(Delivery.Status)


def send_due_deliveries() -> int:
    """Send the messages that are due; returns how many were taken."""
    sent = 0
    for channel in _turns(until=time.monotonic() + BUDGET_SECONDS):
        ready = _postpone_early_ones(_claim(channel))
        if ready:
            sent += _attempt(ready)
    return sent


def _turns(*, until: float) -> Iterator[Channel]:
    """The channels that are owed something now, each in its turn, until nothing is due."""
    while time.monotonic() < until:
        round_ends = time.monotonic() + ROUND_SECONDS
        due = Delivery.objects.filter(
            status=Delivery.Status.PENDING, next_attempt_at__lte=timezone.now()
        )
        channels = Channel.objects.filter(pk__in=due.values("channel")).order_by("tried_at", "pk")
        turn = None
        for turn in channels.only("kind", "digest", "quiet_from", "quiet_until"):
            yield turn
            if time.monotonic() > min(round_ends, until):
                break
        if turn is None:
            return


def _claim(channel: Channel) -> list[Delivery]:
    """What the channel has been owed the longest, or all that its digest gathers."""
    now = timezone.now()
    most = MOST_IN_A_DIGEST if _gathers(channel) else 1
    values = {"now": now, "until": now + LEASE, "most": most, "channel": channel.pk}
    with transaction.atomic(), connection.cursor() as cursor:
        # The channel before its deliveries, as wherever both are written: else senders deadlock.
        Channel.objects.filter(pk=channel.pk).update(tried_at=now)
        cursor.execute(_CLAIM_DUE, _WORDS | values)
        keys = [pk for (pk,) in cursor.fetchall()]
    return list(Delivery.objects.select_related(*_RELATED).filter(pk__in=keys).order_by("pk"))


def _gathers(channel: Channel) -> bool:
    waits = channel.digest != Channel.Digest.AT_ONCE or channel.is_quiet_sometimes
    return waits and channel.kind != Channel.Kind.WEBHOOK


def _postpone_early_ones(claimed: list[Delivery]) -> list[Delivery]:
    """Those that may go now: quiet hours, digests and a receiver that fails postpone the others.

    To be postponed is no attempt. Whoever is owed something new by a failing receiver waits with
    what it has failed to take, so that a thousand alerts do not each wait for its time-out.
    """
    now, ready = timezone.now(), []
    for delivery in claimed:
        channel = delivery.channel
        may_go = may_go_at(channel, kind=kind_of(delivery), created=delivery.created_at, now=now)
        if channel.paused_until is not None:
            may_go = max(may_go, channel.paused_until)
        if may_go <= now:
            ready.append(delivery)
            continue
        attempts = delivery.attempts - 1
        Delivery.objects.filter(pk=delivery.pk).update(
            attempts=attempts,
            first_attempt_at=delivery.first_attempt_at if attempts else None,
            next_attempt_at=may_go,
        )
    return ready


def _attempt(deliveries: list[Delivery]) -> int:
    """Send what goes to one channel together, and write down what became of it."""
    channel = deliveries[0].channel
    try:
        with translation.override(channel.user.letter_language):
            messages = [message_of(delivery) for delivery in deliveries]
            TRANSPORTS[channel.kind](receiver_of(channel), messages)
    except TransportError as error:
        _note_failure(channel, deliveries, error)
        return 0
    except SoftTimeLimitExceeded:
        raise  # The job's end, and nobody's failure.
    except Exception as error:
        # Others' messages must not wait for one that its sender cannot even be given.
        # Its text may quote an address; where it arose says enough.
        place = traceback.extract_tb(error.__traceback__)[-1]
        what = f"{type(error).__name__} at {place.filename}:{place.lineno}"
        logger.error("Delivery %s could not be sent: %s", deliveries[0].key, what)
        _note_failure(channel, deliveries, TransportError(type(error).__name__))
        return 0
    now = timezone.now()
    keys = [delivery.pk for delivery in deliveries]
    with transaction.atomic():
        Channel.objects.filter(pk=channel.pk).update(
            failures=0, paused_until=None, last_sent_at=now, last_error=""
        )
        Delivery.objects.filter(pk__in=keys).update(
            status=Delivery.Status.SENT, sent_at=now, last_error=""
        )
    return len(deliveries)


def receiver_of(channel: Channel, *, now: datetime | None = None) -> Receiver:
    """Where a channel's messages go, and the secrets in force that sign them."""
    is_push = channel.kind == Channel.Kind.WEBPUSH
    secrets = [push_key().private_key if is_push else channel.secret]
    if channel.former_until is not None and channel.former_until > (now or timezone.now()):
        secrets.append(channel.former_secret)
    is_mail = channel.kind == Channel.Kind.EMAIL
    return Receiver(
        address=channel.user.email if is_mail else channel.address,
        secrets=tuple(secrets),
        allow_private=settings.CHANNELS_MAY_BE_PRIVATE,
    )


@transaction.atomic
def _note_failure(channel: Channel, deliveries: list[Delivery], error: TransportError) -> None:
    """Put off all that the channel is owed, so that a dead receiver is tried once, not each."""
    now, text = timezone.now(), _shown(error)
    channel = Channel.objects.select_for_update().filter(pk=channel.pk).first()
    if channel is None:
        return  # Removed while its message was under way, and its log with it.
    channel.failures += 1
    channel.last_error = text[:300]
    channel.paused_until = None if error.permanent else now + _pause(channel.failures, error)
    if error.gone:
        channel.enabled = False
    channel.save(update_fields=["failures", "last_error", "paused_until", "enabled"])
    for delivery in deliveries:
        tired = now - delivery.first_attempt_at > GIVE_UP_AFTER
        is_last = error.permanent or tired
        Delivery.objects.filter(pk=delivery.pk).update(
            last_error=text,
            status=Delivery.Status.DEAD if is_last else Delivery.Status.PENDING,
            next_attempt_at=channel.paused_until or now,
        )
        logger.warning("Delivery %s failed, attempt %s", delivery.key, delivery.attempts)
    owed = channel.deliveries.filter(status=Delivery.Status.PENDING)
    if error.gone:
        owed.update(status=Delivery.Status.DEAD, last_error=text)
    elif channel.paused_until is not None:
        owed.filter(next_attempt_at__lt=channel.paused_until).update(
            next_attempt_at=channel.paused_until
        )


def _shown(error: TransportError) -> str:
    """An error's text as a column can hold it: it may quote what a stranger's server said."""
    return "".join(char if char.isprintable() else " " for char in str(error))[:500]


def _pause(failures: int, error: TransportError) -> timedelta:
    """As long as the receiver asks for; else twice the last one, and never all at one instant."""
    if error.retry_after is not None:
        return max(FIRST_PAUSE, timedelta(seconds=error.retry_after))
    return min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(failures - 1, 10)) * random.uniform(0.8, 1.2)
