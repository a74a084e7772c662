"""Has the markets fetch the prices and the details that ledgers need."""

import logging
from datetime import date

from django.db import connection
from django.db.models import QuerySet

from markets.models import Asset, RefreshRun
from markets.postgres.statements import statement
from markets.providers.base import ProviderError
from markets.services import (
    backfill_history,
    fill_day_ranges,
    fill_hours,
    fill_year_holes,
    refresh_details,
    refresh_quotes,
)
from portfolios.models import WatchedAsset
from portfolios.services.books.books import mark_prices_changed

logger = logging.getLogger(__name__)

# As many as one request to a provider may name.
MOST_AT_ONCE = 250
_HELD = statement(__file__, "held_assets")


def backfill_held_assets() -> int:
    """Fetch missing days, and a first quote, of every asset that some ledger uses.

    Returns how many assets gained days. Stops at the provider's first refusal (a spent budget,
    above all): the next run goes on.
    """
    wanted = _first_days()
    held = Asset.objects.active().exclude(kind=Asset.Kind.FIAT).filter(pk__in=wanted)
    gained = []
    try:
        _quote_first_time(held)
        for asset in held:
            run = backfill_history(asset, since=wanted[asset.pk])
            if run is not None and run.error:
                break
            if run is not None and run.accepted:
                gained.append(asset.pk)
    except ProviderError:
        logger.warning("The history of held assets waits for the next run", exc_info=True)
    if gained:
        mark_prices_changed(gained)
    return len(gained)


def fill_followed_holes() -> RefreshRun | None:
    """Ask for the days of a year that assets lack: those held or watched, then the largest."""
    wanted = {*_first_days(), *WatchedAsset.objects.values_list("asset", flat=True)}
    run, gained = fill_year_holes(wanted=wanted)
    if gained:
        mark_prices_changed(gained)
    return run


def refresh_held_details() -> RefreshRun | None:
    """Ask for the details of the next of the assets that some ledger uses, and of the largest."""
    return refresh_details(wanted=_first_days())


def fill_held_hours() -> RefreshRun | None:
    """Ask for the hours of the next of the assets that some ledger uses, and of the largest."""
    return fill_hours(wanted=_first_days())


def fill_held_ranges() -> RefreshRun | None:
    """Ask for the ranges of days of the next asset that some ledger uses, or of the largest."""
    return fill_day_ranges(wanted=_first_days())


def _first_days() -> dict[int, date]:
    """Every asset that some ledger uses, by id, with the day of its first row."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD)
        return dict(cursor.fetchall())


def _quote_first_time(held: QuerySet) -> None:
    """Ask for held assets that have no quote yet.

    A live provider is asked for its largest assets and for all that have a quote: this is how a
    small one that somebody holds gets its first.
    """
    unquoted = held.public().filter(quote=None).values_list("slug", flat=True)[:MOST_AT_ONCE]
    unquoted = list(unquoted)
    if unquoted:
        refresh_quotes(refs=unquoted)
