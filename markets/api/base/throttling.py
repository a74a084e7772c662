"""How often one caller may ask: a count in Redis, shown in every answer's headers."""

import logging
import time

import redis
from django.conf import settings
from rest_framework.throttling import BaseThrottle

from markets.providers.budget import redis_client

logger = logging.getLogger(__name__)

WINDOW_SECONDS = 60
DEFAULT_LIMIT = 600


class CallerThrottle(BaseThrottle):
    """So many requests a minute for a token, a signed-in person, or an address."""

    def allow_request(self, request, view):
        limit = getattr(settings, "API_RATE_LIMIT", DEFAULT_LIMIT)
        used, self.reset = count_request(f"api-rate:{self._caller(request)}")
        request.rate_headers = {
            "RateLimit-Policy": f'"default";q={limit};w={WINDOW_SECONDS}',
            "RateLimit": f'"default";r={max(0, limit - used)};t={self.reset}',
        }
        return used <= limit

    def wait(self):
        return self.reset

    def _caller(self, request) -> str:
        token = getattr(request.auth, "pk", None)
        if token is not None:
            return f"token:{token}"
        if request.user and request.user.is_authenticated:
            return f"user:{request.user.pk}"
        return f"address:{self.get_ident(request)}"


def count_request(name: str) -> tuple[int, int]:
    """How many requests of a name this minute has had with this one, and the seconds it has left.

    While Redis is away nothing is counted: a limit that nobody can check stops nobody.
    """
    now = time.time()
    window = int(now // WINDOW_SECONDS)
    seconds_left = max(1, int((window + 1) * WINDOW_SECONDS - now))
    try:
        return _count(f"tidemark:{name}:{window}"), seconds_left
    except redis.RedisError:
        logger.exception("Requests are not counted: Redis is away")
        return 0, seconds_left


def _count(key: str) -> int:
    """The calls in a window so far, this one included, in one exchange with Redis.

    The first sets when the count is dropped, and the second again, lest the first was killed
    between: a pipeline for each would be a tenth of an answer that has not changed.
    """
    client = redis_client(settings.CACHE_REDIS_URL)
    used = client.incr(key)
    if used <= 2:
        client.expire(key, 2 * WINDOW_SECONDS)
    return used


class RateHeadersMixin:
    """Puts the throttle's headers on every answer, refusals included."""

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        for name, value in getattr(request, "rate_headers", {}).items():
            response[name] = value
        return response
