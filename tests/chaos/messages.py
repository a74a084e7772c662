"""The deliveries of the rounds: sent by workers that are killed, and counted at the end."""

from datetime import timedelta
from pathlib import Path

from django.db import DatabaseError, connections

from portfolios.models import Channel, Delivery, HighWater, User
from portfolios.services.alerts import outbox as deliveries
from portfolios.services.alerts.channels import create_channel
from portfolios.services.exits.marks import rebuild_marks
from tests.chaos.receiver import keys_taken, wait_until

# What a dead sender held comes up again in seconds instead of minutes.
LEASE, PAUSE = timedelta(seconds=1), timedelta(seconds=0.1)
DRAINED_WITHIN = 60.0


def open_channel(owner: User, *, port: int) -> None:
    """One webhook, to the receiver of the rounds, instead of the owner's e-mail."""
    deliveries.LEASE = LEASE
    deliveries.FIRST_PAUSE = deliveries.LONGEST_PAUSE = PAUSE
    owner.channels.all().delete()
    create_channel(
        owner, kind=Channel.Kind.WEBHOOK, name="Bot", address=f"http://127.0.0.1:{port}/"
    )


def send() -> None:
    """What a worker does between ticks; a database that is gone is asked again later."""
    try:
        deliveries.send_due_deliveries()
    except DatabaseError:
        connections["default"].close()


def settle(tally, *, taken: Path) -> None:
    """Send what is left, then compare what the receiver took with what alerts owe."""

    def is_drained():
        send()
        return not Delivery.objects.filter(status=Delivery.Status.PENDING).exists()

    wait_until(is_drained, seconds=DRAINED_WITHIN)
    owed = {str(key) for key in Delivery.objects.values_list("key", flat=True)}
    came = keys_taken(taken)
    tally.delivered = len(owed & set(came))
    tally.delivered_again = len(came) - len(set(came))
    tally.undelivered = len(owed - set(came))
    tally.wrong += len(set(came) - owed)
    tally.marks = HighWater.objects.filter(opened_at__isnull=False).count()
    tally.wrong_marks = rebuild_marks()
