"""Keeps what armed triggers are compared with right when rates, costs or windows move."""

from collections.abc import Sequence

from django.db import connection, transaction

from markets.postgres.locks import Lock, lock
from portfolios.models import Portfolio, Trigger
from portfolios.services.exits.level_sql import (
    BRING_NEARER,
    MOVED_RATES,
    REFRESH_NEAREST,
    RELEVEL,
)

_OF_TRIGGERS = RELEVEL.format(choice="t.id = ANY (%(keys)s)")
_OF_CURRENCIES = RELEVEL.format(choice="t.currency_id = ANY (%(keys)s)")
_OF_AVERAGE_COST = RELEVEL.format(
    choice="t.portfolio_id = %(portfolio)s AND t.basis = 'average_cost'"
)
_OF_WINDOWS = RELEVEL.format(choice="t.window_hours IS NOT NULL")


@transaction.atomic
def refresh_levels(portfolio: Portfolio) -> int:
    """Put the levels counted from a portfolio's average costs where those are now.

    Runs in the transaction that swaps the books in, at its end: it waits for a tick under way.
    Returns how many levels there are. What is no longer held keeps its last level.
    """
    if not _counts_from_cost(portfolio):
        return 0
    with connection.cursor() as cursor:
        lock(Lock.TICKS)
        return _moved(cursor, _OF_AVERAGE_COST, {"portfolio": portfolio.pk})


@transaction.atomic
def refresh_windows() -> int:
    """Move the references of "within so many hours" to this hour's; returns how many levels."""
    with connection.cursor() as cursor:
        lock(Lock.TICKS)
        return _moved(cursor, _OF_WINDOWS, {})


@transaction.atomic
def refresh_nearest(asset_ids: Sequence[int] | None = None) -> None:
    """Make the cache of nearest levels again from the armed triggers; None: of every asset."""
    with connection.cursor() as cursor:
        lock(Lock.TICKS)
        if asset_ids is None:
            cursor.execute(
                "SELECT asset_id FROM portfolios_nearestlevel UNION"
                " SELECT asset_id FROM portfolios_trigger WHERE status = 'armed'"
            )
            asset_ids = [pk for (pk,) in cursor.fetchall()]
        write_nearest(cursor, asset_ids)


def apply_level(trigger: Trigger) -> None:
    """Give one armed trigger what follows from its terms, and let ticks see it."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_TRIGGERS, {"keys": [trigger.pk]})
        cursor.execute(BRING_NEARER, {"trigger": trigger.pk})
    trigger.refresh_from_db()


def relevel_woken(cursor, keys: list[int]) -> None:
    """Inside a tick: what a price has put in force gets its level."""
    cursor.execute(_OF_TRIGGERS, {"keys": keys})


def follow_rates(cursor) -> set[int]:
    """Inside a tick: levels in currencies whose rate moved; returns the assets they are on."""
    cursor.execute(MOVED_RATES)
    currencies = [pk for (pk,) in cursor.fetchall()]
    if not currencies:
        return set()
    cursor.execute(_OF_CURRENCIES, {"keys": currencies})
    return {pk for (pk,) in cursor.fetchall()}


def write_nearest(cursor, asset_ids) -> None:
    """Inside a turn: make the nearest levels of these assets again, in the order of their keys."""
    if asset_ids:
        cursor.execute(REFRESH_NEAREST, {"assets": sorted(asset_ids)})


def _moved(cursor, statement: str, values: dict) -> int:
    cursor.execute(statement, values)
    assets = [pk for (pk,) in cursor.fetchall()]
    write_nearest(cursor, set(assets))
    return len(assets)


def _counts_from_cost(portfolio: Portfolio) -> bool:
    return portfolio.triggers.armed().filter(basis="average_cost").exists()
