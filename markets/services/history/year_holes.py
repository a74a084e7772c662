"""Fills what a long time away left: days of the last year that lie before the late ones.

A provider is asked for one asset a turn, so that quotes and first histories keep their share of
the budget; the work goes on with the next asset after any stop.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django.core.cache import cache
from django.db.models import F

from markets.models import Asset, RefreshRun
from markets.providers.base import Provider
from markets.providers.registry import SIMULATED
from markets.selectors.exports.history_holes import (
    ASKED_SECONDS,
    SEARCHED_SECONDS,
    asked_key,
    assets_with_holes,
    holes_key,
    holes_to_fill,
)
from markets.services.choice import provider_in_use
from markets.services.history.candles import OFFLINE_BATCH, fetch_or_postpone, missing_span
from markets.services.runs import recorded_run

YEAR = timedelta(days=365)
LARGEST = 250
LIVE_BATCH = 1


def fill_year_holes(
    *, wanted: Iterable[int], limit: int | None = None
) -> tuple[RefreshRun | None, list[int]]:
    """Ask for the days of a year that the next assets lack: those wanted (ids), then the largest.

    A simulated market is asked for all of its assets. Each asset is asked for once a week at most,
    in one request. Stops at the provider's first failure. Returns the run, None where no day is
    missing, and the assets that gained days.
    """
    provider = provider_in_use()
    today = datetime.now(UTC).date()
    since = max(today - YEAR, provider.earliest_day() or date.min)
    waiting = holes_to_fill(provider.name)
    if waiting is None:
        found = assets_with_holes(_candidates(provider, set(wanted)), since=since)
        cache.set(holes_key(provider.name), found, timeout=SEARCHED_SECONDS)
        waiting = holes_to_fill(provider.name) or []
    limit = limit or (OFFLINE_BATCH if provider.name == SIMULATED else LIVE_BATCH)
    waiting = _in_turn(waiting, wanted=set(wanted))[:limit]
    if not waiting:
        return None, []
    gained = []
    with recorded_run(RefreshRun.Kind.HISTORY, provider=provider.name) as run:
        for asset in waiting:
            span, before = missing_span(asset, since=since), run.accepted
            if span is not None:
                fetch_or_postpone(run, provider, asset, span)
            cache.set(asked_key(provider.name, asset.pk), 1, timeout=ASKED_SECONDS)
            if run.accepted > before:
                gained.append(asset.pk)
    return run, gained


def _candidates(provider: Provider, wanted: set[int]) -> list[int]:
    listed = Asset.objects.listed()
    if provider.name != SIMULATED:
        listed = listed.filter(pk__in=wanted) | listed.filter(rank__lte=LARGEST)
    return list(listed.order_by().values_list("pk", flat=True))


def _in_turn(ids: Iterable[int], *, wanted: set[int]) -> list[Asset]:
    """Those wanted first, then by rank."""
    assets = Asset.objects.listed().filter(pk__in=list(ids))
    ranked = assets.order_by(F("rank").asc(nulls_last=True), "pk")
    return sorted(ranked, key=lambda asset: asset.pk not in wanted)
