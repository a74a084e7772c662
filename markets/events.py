"""Tells every process of the installation that something happened, through Redis pub/sub.

An event is a hint to look again, never the only carrier of a fact: it is lost for clients that do
not listen, and a Redis that is gone must not undo what the database has already committed.
"""

import json
import logging
from typing import Any

import redis
from django.conf import settings

from markets.providers.budget import redis_client

logger = logging.getLogger(__name__)

CHANNEL_PREFIX = "tidemark:"
# A session was ended; the payload names it by a digest.
SIGNED_OUT = "signed-out"


def channel(name: str) -> str:
    """The Redis channel of the events of this name."""
    return f"{CHANNEL_PREFIX}{name}"


def publish(name: str, payload: dict[str, Any]) -> None:
    """Send a small JSON object to those who listen now; a failure is logged, never raised."""
    try:
        redis_client(settings.REDIS_URL).publish(channel(name), json.dumps(payload))
    except redis.RedisError as error:
        logger.warning("The event %s was not sent: %s", name, type(error).__name__)
