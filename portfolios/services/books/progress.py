"""How far a long job is, for the page that waits for it."""

import logging

import redis
from django.core.cache import cache

from markets.events import publish
from portfolios.selectors.sharing.viewers import viewers_of

logger = logging.getLogger(__name__)

_SECONDS_KEPT = 900


class Progress:
    """Tells how much of a job is done. A Redis that is gone stops no job."""

    def __init__(self, job: str, key: int) -> None:
        self._key = _key(job, key)

    def __call__(self, share: float) -> None:
        try:
            cache.set(self._key, share, _SECONDS_KEPT)
        except redis.RedisError as error:
            logger.warning("Progress was not reported: %s", type(error).__name__)


class BooksProgress(Progress):
    """Tells how much of a portfolio's ledger is booked."""

    def __init__(self, portfolio_id: int) -> None:
        super().__init__("books", portfolio_id)
        self._portfolio_id = portfolio_id

    def end(self) -> None:
        """Tell open pages of the portfolio that its books have changed."""
        self(1.0)
        publish("books", {"users": viewers_of([self._portfolio_id])})


def share_done(job: str, key: int) -> float | None:
    """The share of a job that is done, 0 to 1; None where nothing is known."""
    try:
        return cache.get(_key(job, key))
    except redis.RedisError:
        logger.warning("Progress could not be read: Redis is away")
        return None


def booked_share(portfolio_id: int) -> float | None:
    """The share of a portfolio's ledger that is booked."""
    return share_done("books", portfolio_id)


def _key(job: str, key: int) -> str:
    return f"{job}:{key}"
