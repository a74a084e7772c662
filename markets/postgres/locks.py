"""Every advisory lock of the database, all released at the end of the transaction."""

from enum import IntEnum

from django.db import connection


class Lock(IntEnum):
    """What is done by one transaction at a time.

    A transaction that needs several takes them in this order, so that no two wait for each other.
    """

    IMPORTING_USER = 7402  # by user
    IMPORTING_PLACE = 7403  # by number, of those that files may be read in
    BOOKS = 7401  # by portfolio
    FIAT = 0x71DE0002  # rates of currencies are loaded
    ANALYTICS = 0x71DE0008  # a day, or a stretch of days, is analysed
    HISTORY = 0x71DE0006  # days are stored, or folded into their years
    OBSERVATIONS = 0x71DE0007  # figures beyond candles are stored
    QUOTES = 0x71DE0001  # prices are judged and written
    TICKS = 0x71DE0003  # triggers are claimed, or their levels move
    VALUATIONS = 0x71DE0005  # all portfolios are valued
    MARKET_ALERTS = 0x71DE0009  # alerts on the market are evaluated


def lock(name: Lock, *key: int) -> None:
    """Wait for a lock; one of a kind is named by its key."""
    _call("pg_advisory_xact_lock", name, *key)


def try_lock(name: Lock, *key: int) -> bool:
    """Whether the lock was free; it is held then."""
    return _call("pg_try_advisory_xact_lock", name, *key)


def _call(function: str, *arguments: int):
    marks = ", ".join(["%s"] * len(arguments))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}({marks})", arguments)
        return cursor.fetchone()[0]
