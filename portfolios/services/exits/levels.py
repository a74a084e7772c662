"""Keeps what armed triggers are compared with right when rates, costs or windows move."""

from collections.abc import Sequence

from django.db import connection, transaction

from markets.models import USD
from markets.postgres.locks import Lock, lock
from markets.postgres.statements import statement, words
from portfolios.models import NearestLevel, Portfolio, Trigger
from portfolios.models.trigger import LevelBasis, Phase, TriggerKind

RELEVEL = statement(__file__, "relevel")
MOVED_RATES = statement(__file__, "moved_rates")
REFRESH_NEAREST = statement(__file__, "refresh_nearest")
BRING_NEARER = statement(__file__, "bring_nearer")
WORDS = words(Trigger.Status, Phase, LevelBasis, [TriggerKind.TRAILING_STOP]) | {"usd": USD}


@transaction.atomic
def refresh_levels(portfolio: Portfolio) -> int:
    """Put the levels counted from a portfolio's average costs where those are now.

    Runs in the transaction that swaps the books in, at its end: it waits for a tick under way.
    Returns how many levels there are. What is no longer held keeps its last level.
    """
    if not _counts_from_cost(portfolio):
        return 0
    lock(Lock.TICKS)
    return _refresh(portfolio=portfolio.pk)


@transaction.atomic
def refresh_windows() -> int:
    """Move the references of "within so many hours" to this hour's; returns how many levels."""
    lock(Lock.TICKS)
    return _refresh(windows=True)


@transaction.atomic
def refresh_nearest(asset_ids: Sequence[int] | None = None) -> None:
    """Make the cache of nearest levels again from the armed triggers; None: of every asset."""
    lock(Lock.TICKS)
    if asset_ids is None:
        known = NearestLevel.objects.order_by().values_list("asset", flat=True)
        armed = Trigger.objects.armed().order_by().values_list("asset", flat=True)
        asset_ids = list(known.union(armed))
    with connection.cursor() as cursor:
        write_nearest(cursor, asset_ids)


def apply_level(trigger: Trigger) -> None:
    """Give one armed trigger what follows from its terms, and let ticks see it."""
    with connection.cursor() as cursor:
        _relevel(cursor, triggers=[trigger.pk])
        cursor.execute(BRING_NEARER, {"trigger": trigger.pk})
    trigger.refresh_from_db()


def relevel_woken(cursor, keys: list[int]) -> None:
    """Inside a tick: what a price has put in force gets its level."""
    _relevel(cursor, triggers=keys)


def follow_rates(cursor) -> set[int]:
    """Inside a tick: levels in currencies whose rate moved; returns the assets they are on."""
    cursor.execute(MOVED_RATES, WORDS)
    currencies = [pk for (pk,) in cursor.fetchall()]
    return set(_relevel(cursor, currencies=currencies)) if currencies else set()


def write_nearest(cursor, asset_ids) -> None:
    """Inside a turn: make the nearest levels of these assets again, in the order of their keys."""
    if asset_ids:
        cursor.execute(REFRESH_NEAREST, WORDS | {"assets": sorted(asset_ids)})


def _refresh(**choice) -> int:
    with connection.cursor() as cursor:
        assets = _relevel(cursor, **choice)
        write_nearest(cursor, set(assets))
    return len(assets)


def _relevel(
    cursor,
    *,
    triggers: list[int] | None = None,
    currencies: list[int] | None = None,
    portfolio: int | None = None,
    windows: bool = False,
) -> list[int]:
    """Put armed triggers of one choice where their terms want them; returns their assets."""
    choice = {
        "triggers": triggers, "currencies": currencies, "portfolio": portfolio, "windows": windows,
    }  # fmt: skip
    cursor.execute(RELEVEL, WORDS | choice)
    return [pk for (pk,) in cursor.fetchall()]


def _counts_from_cost(portfolio: Portfolio) -> bool:
    return portfolio.triggers.armed().filter(basis="average_cost").exists()
