"""The process's one subscription to Redis, which feeds the hub."""

import asyncio
import json
import logging
import random

import redis.asyncio as redis
from django.conf import settings
from redis.asyncio.client import PubSub

from markets.events import SIGNED_OUT, channel
from portfolios.live.hub import Hub, now_ms
from portfolios.live.sign_ins import digest

logger = logging.getLogger(__name__)

# What browsers are notified of.
EVENTS = ("prices", "alerts", "books", "imports")

LONGEST_PAUSE = 10.0
CHECK_SECONDS = 15


class Listener:
    """Passes on what Redis says for as long as its task runs, and subscribes again when it is lost.

    Streams stay open meanwhile: one look at everything catches up with what they missed.
    """

    def __init__(self, hub: Hub):
        self.hub = hub
        self._names = {channel(name): name for name in (*EVENTS, SIGNED_OUT)}
        self._failures = 0

    async def run(self) -> None:
        task = asyncio.current_task()
        # A library that swallows a cancellation must not make this run for ever.
        while not task.cancelling():
            try:
                await self._listen(task)
            except (redis.RedisError, OSError) as error:
                self._failures += 1
                if self._failures == 1:
                    logger.warning("Live events are interrupted: %s", type(error).__name__)
            except Exception:
                self._failures += 1
                logger.exception("Live events are interrupted")
            await asyncio.sleep(pause_after(self._failures))

    async def _listen(self, task: asyncio.Task) -> None:
        client = redis.Redis.from_url(
            settings.REDIS_URL, decode_responses=True, socket_connect_timeout=2,
            health_check_interval=CHECK_SECONDS,
        )  # fmt: skip
        async with client, client.pubsub(ignore_subscribe_messages=True) as subscription:
            await subscription.subscribe(*self._names)
            self.hub.heard = dict.fromkeys(EVENTS, now_ms())
            try:
                await self._pass_on(subscription, task)
            finally:
                self.hub.heard = {}

    async def _pass_on(self, subscription: PubSub, task: asyncio.Task) -> None:
        if self._failures:
            logger.info("Live events are back")
            self._failures = 0
            await self.hub.broadcast(*EVENTS)
        while not task.cancelling():
            message = await subscription.get_message(timeout=CHECK_SECONDS)
            if message is not None:
                await self.take(self._names[message["channel"]], message["data"])

    async def take(self, name: str, data: str) -> None:
        """Pass one event on: to all streams, or to those of the users that it names."""
        payload = json.loads(data)
        if name == SIGNED_OUT:
            ended = {key for key in self.hub.sessions if digest(key) == payload["session"]}
            self.hub.end_sessions(ended, last=SIGNED_OUT)
        else:
            self.hub.heard[name] = now_ms()
            await self.hub.broadcast(name, users=payload.get("users"))


def pause_after(failures: int) -> float:
    """Seconds before the next try: doubling to 10, less up to a half by chance."""
    longest = min(LONGEST_PAUSE, 0.25 * 2 ** min(failures, 10))
    return longest * random.uniform(0.5, 1)
