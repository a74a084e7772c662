"""What follows from the books alone, cached until other books replace them."""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import fields
from functools import cache
from typing import TypeVar

import redis
from django.core.cache import cache as store

from portfolios.models import Portfolio

logger = logging.getLogger(__name__)

_SECONDS_KEPT = 24 * 3600
Made = TypeVar("Made")


def cached_with_books(
    portfolio: Portfolio, name: str, make: Callable[[], Made], *, records: tuple[type, ...] = ()
) -> Made:
    """What `make` makes of a portfolio's books, made once for each swap of them.

    `name` tells it from all else that is made of the books, arguments included; `records` are the
    dataclasses in it: with other fields they are read anew, not as another version cached them.
    Books have the instant of their making, so nothing has to be thrown away. A Redis that is gone
    costs time alone.
    """
    if portfolio.books_made_at is None:
        return make()
    key = f"books:{_shape(records)}:{portfolio.pk}:{portfolio.books_made_at.timestamp():.6f}:{name}"
    try:
        found = store.get(key)
        if found is None:
            found = make()
            store.set(key, found, _SECONDS_KEPT)
        return found
    except redis.RedisError as error:
        logger.warning("Nothing is cached: %s", type(error).__name__)
        return make()


@cache
def _shape(records: tuple[type, ...]) -> str:
    """A digest of the fields of some dataclasses, with their types."""
    layout = [(one.__qualname__, [(field.name, str(field.type)) for field in fields(one)])
            for one in records]  # fmt: skip
    return hashlib.sha256(repr(layout).encode()).hexdigest()[:12]
