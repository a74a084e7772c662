"""How far a long job is, for the page that waits for it."""

import logging

import redis
from django.core.cache import cache

from markets.events import publish
from portfolios.selectors.viewers import viewers_of

logger = logging.getLogger(__name__)

_SECONDS_KEPT = 900


class BooksProgress:
    """Tells how much of a portfolio's ledger is booked. A Redis that is gone stops no booking."""

    def __init__(self, portfolio_id: int) -> None:
        self._portfolio_id = portfolio_id

    def __call__(self, share: float) -> None:
        try:
            cache.set(_key(self._portfolio_id), share, _SECONDS_KEPT)
        except redis.RedisError as error:
            logger.warning("Progress was not told: %s", type(error).__name__)

    def end(self) -> None:
        """Tell whoever looks at the portfolio that its books have changed."""
        self(1.0)
        publish("books", {"users": viewers_of([self._portfolio_id])})


def booked_share(portfolio_id: int) -> float | None:
    """The share of the ledger that is booked, 0 to 1; None where nothing is known."""
    try:
        return cache.get(_key(portfolio_id))
    except redis.RedisError:
        logger.warning("Progress could not be read: Redis is away")
        return None


def _key(portfolio_id: int) -> str:
    return f"books:{portfolio_id}"
