"""Ends the streams of users who are not signed in any more."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection

import redis
from django.conf import settings
from django.db import DatabaseError

from markets.events import SIGNED_OUT
from portfolios.live.hub import Hub
from portfolios.live.sign_ins import UserOfSession, ask

logger = logging.getLogger(__name__)


Ask = Callable[[Collection[str]], Awaitable[UserOfSession]]


async def watch_sessions(hub: Hub, *, ask: Ask = ask) -> None:
    """Check all sessions of the process's streams, in one question, every few seconds.

    A sign-out is published; what ends a session without a word (a changed password, a deactivated
    user, an administrator) is seen here.
    """
    while True:
        await asyncio.sleep(settings.LIVE_CHECK_SECONDS)
        try:
            await check_sessions(hub, ask=ask)
        except Exception:
            logger.exception("The sessions of live streams were not checked")


async def check_sessions(hub: Hub, *, ask: Ask) -> None:
    """End streams whose session is over. A database that is away says nothing of anybody."""
    asked = hub.sessions
    if not asked:
        return
    try:
        users = await ask(asked)
    except (DatabaseError, redis.RedisError) as error:
        logger.warning("The sessions of live streams were not checked: %s", type(error).__name__)
        return
    hub.end_sessions(asked - users.keys(), last=SIGNED_OUT)
