"""Hands work to the Celery workers once the transaction in hand is committed."""

import logging

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def enqueue_on_commit(task: str, *args) -> None:
    """Send a task by its name after commit.

    What is enqueued here is also found by a periodic sweep, so a queue that is away for a
    while costs time and nothing else: the failure is logged and the request goes on.
    """

    def send():
        try:
            current_app.send_task(task, args=list(args), retry=False)
        except OperationalError:
            logger.exception("The queue is away: %s%r waits for the next sweep", task, args)

    transaction.on_commit(send)
