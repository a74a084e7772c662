"""What follows from the books alone, kept until they are swapped for others."""

import logging
from collections.abc import Callable
from typing import TypeVar

import redis
from django.core.cache import cache

from portfolios.models import Portfolio

logger = logging.getLogger(__name__)

# Another one where what is kept changes its shape: an older process' must not be read.
_SHAPE = 1
_SECONDS_KEPT = 24 * 3600
Made = TypeVar("Made")


def cached_with_books(portfolio: Portfolio, name: str, make: Callable[[], Made]) -> Made:
    """What `make` makes of a portfolio's books, made once for each swap of them.

    `name` tells it from all else that is made of the books, arguments included. Books have the
    instant of their making, so nothing has to be thrown away. A Redis that is gone costs time
    alone.
    """
    if portfolio.books_made_at is None:
        return make()
    key = f"kept:{_SHAPE}:{portfolio.pk}:{portfolio.books_made_at.timestamp():.6f}:{name}"
    try:
        found = cache.get(key)
        if found is None:
            found = make()
            cache.set(key, found, _SECONDS_KEPT)
        return found
    except redis.RedisError as error:
        logger.warning("Nothing is kept: %s", type(error).__name__)
        return make()
