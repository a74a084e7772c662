"""A request budget that all workers share: at most so many calls a minute.

The window slides: the instants of the last calls are stored in a sorted set in Redis, and one Lua
script, on Redis's own clock, drops the old ones, counts, and adds the new one, so that racing
workers can't overdraw. If Redis is gone nothing is let through: an unmetered worker could get
the whole installation's address barred by the vendor.
"""

import math
import uuid
from copy import copy
from functools import lru_cache
from typing import NamedTuple

import redis

from markets.providers.base import ProviderError

# A vendor counts calls as they arrive, some of them later after their grant than others.
UNDER_WAY_SECONDS = 2.0
WINDOW_SECONDS = 60.0 + UNDER_WAY_SECONDS
REDIS_GONE_RETRY = 5.0

# Returns 0 when the call may go, else the milliseconds to wait.
_ACQUIRE = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local held = redis.call('PTTL', KEYS[2])
if held > 0 then return held end
local window = tonumber(ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
if redis.call('ZCARD', KEYS[1]) < tonumber(ARGV[2]) then
    redis.call('ZADD', KEYS[1], now, ARGV[3])
    redis.call('PEXPIRE', KEYS[1], math.ceil(window / 1000))
    return 0
end
local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
return math.max(1, math.ceil((tonumber(oldest[2]) + window - now) / 1000))
"""


@lru_cache(maxsize=8)
def redis_client(url: str) -> redis.Redis:
    """A client with short timeouts; connections are pooled for each URL and process."""
    return redis.Redis.from_url(url, socket_timeout=5, socket_connect_timeout=2)


class BudgetState(NamedTuple):
    """Calls in the last window of `limit`; the vendor asked for `held` seconds of silence."""

    used: int
    limit: int
    held: float


class RequestBudget:
    """At most `limit` calls of `name` in any `window` seconds, over all processes."""

    def __init__(
        self,
        name: str,
        *,
        limit: int,
        client: redis.Redis,
        window: float = WINDOW_SECONDS,
    ):
        self._limit = limit
        self._window = window
        self._client = client
        # The braces keep both keys on one node of a Redis cluster.
        self._calls = f"tidemark:budget:{{{name}}}:calls"
        self._hold = f"tidemark:budget:{{{name}}}:hold"
        self._script = client.register_script(_ACQUIRE)

    def at(self, server: str) -> "RequestBudget":
        """The same budget for one of several servers: a hold that it asks for is its own."""
        own = copy(self)
        own._hold = f"{self._hold}:{server}"
        return own

    def acquire(self) -> None:
        """Take one call from the budget.

        Raises `ProviderError` with `retry_after` in seconds when it is used up, held, or when
        Redis can't be asked.
        """
        arguments = [int(self._window * 1e6), self._limit, uuid.uuid4().hex]
        try:
            wait = self._script(keys=[self._calls, self._hold], args=arguments)
        except redis.RedisError:
            raise ProviderError(
                "The request budget in Redis can't be reached: no call was made",
                retry_after=REDIS_GONE_RETRY,
            ) from None
        if wait:
            raise ProviderError("The request budget is used up", retry_after=wait / 1000)

    def state(self) -> BudgetState:
        """What is left; nothing is taken. Raises `redis.RedisError`."""
        seconds, micros = self._client.time()
        since = seconds * 10**6 + micros - int(self._window * 1e6)
        used = self._client.zcount(self._calls, f"({since}", "+inf")
        held = max(0, self._client.pttl(self._hold)) / 1000
        return BudgetState(used=int(used), limit=self._limit, held=held)

    def hold(self, seconds: float) -> None:
        """Let nobody call for `seconds`, because the vendor said so. Raises like `acquire`."""
        try:
            self._client.set(self._hold, 1, px=max(1, math.ceil(seconds * 1000)))
        except redis.RedisError:
            raise ProviderError(
                "The request budget in Redis can't be reached", retry_after=REDIS_GONE_RETRY
            ) from None
