"""Records each asset's daily history, and asks the provider for the days that are missing.

A day that is still being recorded from quotes has the source "live"; once it is over, the
provider's own candle of it may take its place. A provider's completed day is never changed: what
contradicts it is a `CandleCorrection`.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from operator import attrgetter

from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import Count, Exists, Min, OuterRef

from markets.blocks import block_of, first_day_of
from markets.models import (
    Asset,
    Candle,
    CandleBlock,
    CandleCorrection,
    OpenCandle,
    RefreshRun,
)
from markets.postgres.copy import as_float
from markets.postgres.locks import Lock, lock
from markets.postgres.statements import statement, words
from markets.providers.base import NOT_KNOWN, CandleRecord, Provider, ProviderError
from markets.providers.registry import SIMULATED
from markets.selectors.history import FIGURES
from markets.services.choice import provider_in_use, require_market
from markets.services.history.blocks import RECORDED
from markets.services.history.folding import copy_candles, open_since
from markets.services.history.judging import judge_candles
from markets.services.runs import recorded_run

HISTORY_START = date(2019, 1, 1)
OFFLINE_BATCH = 400
LIVE_BATCH = 2
BARE_SECONDS = 86400
FAILED_SECONDS = 3600
# How far back holes are looked for, and how often.
LATE = timedelta(days=35)
HOLES_SECONDS = 3600

_RECORD = statement(__file__, "record_candles")


@dataclass(frozen=True, slots=True)
class StoredCandles:
    """How many days were offered, and how many of them were new."""

    offered: int
    stored: int


def record_candles(*, day: date | None = None) -> RefreshRun:
    """Carry the latest quotes into the candle of their day (UTC), today unless said otherwise."""
    provider = provider_in_use()
    day = day or datetime.now(UTC).date()
    is_closed = day <= open_since()
    terms = words(Asset.Kind) | {"day": day, "source": RECORDED, "is_closed": is_closed}
    terms |= {"block": block_of(day), "place": (day - first_day_of(block_of(day))).days + 1}
    with (
        recorded_run(RefreshRun.Kind.CANDLES, provider=provider.name) as run,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        require_market(provider.name)
        cursor.execute(_RECORD, terms)
        run.count(cursor.rowcount, accepted=cursor.rowcount)
    return run


def backfill_history(asset: Asset, *, since: date | None = None) -> RefreshRun | None:
    """Fetch the completed days that are missing since a day, at most one request.

    Asks for the span from the first missing day to the last one, as far as the provider reaches;
    of an asset without history for all of it, which is one request as well.
    Returns None when there is nothing to ask: a currency, an own or inactive asset, no day
    missing, or the provider had nothing more when it was asked earlier today.
    """
    if asset.is_fiat or asset.is_own or not asset.is_active:
        return None
    provider = provider_in_use()
    if cache.get(_bare_key(provider, asset)):
        return None
    span = missing_span(asset, since=_reach(provider, since))
    if span is None:
        return None
    if not _has_history(asset):
        span = min(_first_day(provider, asset), span[0]), span[1]
    with recorded_run(RefreshRun.Kind.HISTORY, provider=provider.name) as run:
        fetch_or_postpone(run, provider, asset, span)
    return run


def recheck_history(asset: Asset) -> RefreshRun:
    """Ask for all days that the provider reaches, also those that are stored. One request.

    Days that are missing are filled; a close that is another one by now is noted.
    """
    provider = provider_in_use()
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    first = _first_day(provider, asset)
    with recorded_run(RefreshRun.Kind.HISTORY, provider=provider.name) as run:
        _fetch(run, provider, asset, (first, yesterday))
    return run


def fill_history(*, limit: int | None = None, since: date | None = None) -> RefreshRun | None:
    """Backfill listed assets without history, then those that lack a late day; by rank.

    Days are missing after a time away, when nobody carried quotes into candles. Meant to be called
    again and again: each call takes the next `limit` ones (a live provider is asked for few at a
    time, so that quotes keep their share of the budget). What the provider does not have is left
    alone until tomorrow. Stops at the provider's first failure. Returns None when there is nothing
    to do.
    """
    provider = provider_in_use()
    since = _reach(provider, since)
    limit = limit or (OFFLINE_BATCH if provider.name == SIMULATED else LIVE_BATCH)
    waiting = _without_history(provider, limit=limit)
    has_holes = not waiting
    if has_holes:
        since = max(since, datetime.now(UTC).date() - LATE)
        waiting = _with_holes(provider, since=since, limit=limit)
    if not waiting:
        return None
    with recorded_run(RefreshRun.Kind.HISTORY, provider=provider.name) as run:
        for asset in waiting:
            span = missing_span(asset, since=since)
            if span is not None:
                fetch_or_postpone(run, provider, asset, span)
            if has_holes:
                cache.set(_asked_key(provider, asset), 1, timeout=BARE_SECONDS)
    return run


def missing_span(asset: Asset, *, since: date) -> tuple[date, date] | None:
    """The first and the last completed day since `since` without a final candle, if any."""
    first = max(since, asset.launched_on or since)
    last = datetime.now(UTC).date() - timedelta(days=1)
    if last < first:
        return None
    stored = Candle.objects.filter(asset=asset).between(first, last).exclude(source=RECORDED)
    have = set(stored.values_list("day", flat=True))
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    missing = [day for day in days if day not in have]
    return (missing[0], missing[-1]) if missing else None


def _has_history(asset: Asset) -> bool:
    return any(
        days.filter(asset=asset).exclude(source=RECORDED).exists()
        for days in (OpenCandle.objects, CandleBlock.objects)
    )


def _without_history(provider: Provider, *, limit: int) -> list[Asset]:
    rows = OpenCandle.objects.filter(asset=OuterRef("pk")).exclude(source=RECORDED)
    blocks = CandleBlock.objects.filter(asset=OuterRef("pk")).exclude(source=RECORDED)
    waiting = list(Asset.objects.listed().filter(~Exists(rows), ~Exists(blocks)))
    bare = cache.get_many([_bare_key(provider, asset) for asset in waiting])
    return [asset for asset in waiting if _bare_key(provider, asset) not in bare][:limit]


def _with_holes(provider: Provider, *, since: date, limit: int) -> list[Asset]:
    """Assets that lack a completed day after their first since then; looked for once an hour."""

    def found() -> list[int]:
        yesterday = datetime.now(UTC).date() - timedelta(days=1)
        late = Candle.objects.between(since, yesterday).values("asset")
        late = late.annotate(first=Min("day"), days=Count("day")).order_by()
        rows = late.values_list("asset", "first", "days")
        return [pk for pk, first, days in rows if (yesterday - first).days + 1 > days]

    pks = cache.get_or_set(f"holes:{provider.name}", found, timeout=HOLES_SECONDS)
    waiting = list(Asset.objects.listed().filter(pk__in=pks))
    asked = cache.get_many([_asked_key(provider, asset) for asset in waiting])
    return [asset for asset in waiting if _asked_key(provider, asset) not in asked][:limit]


def _asked_key(provider: Provider, asset: Asset) -> str:
    return f"hole:{provider.name}:{datetime.now(UTC).date()}:{asset.pk}"


def _bare_key(provider: Provider, asset: Asset) -> str:
    return f"no-history:{provider.name}:{datetime.now(UTC).date()}:{asset.pk}"


def _first_day(provider: Provider, asset: Asset) -> date:
    """The first day of an asset's whole history that the provider can give."""
    return max(_reach(provider, None), asset.launched_on or HISTORY_START)


def _reach(provider: Provider, since: date | None) -> date:
    return max(since or HISTORY_START, provider.earliest_day() or date.min)


def fetch_or_postpone(
    run: RefreshRun, provider: Provider, asset: Asset, span: tuple[date, date]
) -> None:
    """Ask for a span and store it; an asset that fails keeps no other waiting.

    One that the provider does not know is counted and left alone until tomorrow. Any other error
    is raised; one of this asset alone, maybe, lets the others have their turn for an hour.
    """
    try:
        _fetch(run, provider, asset, span)
    except ProviderError as error:
        is_unknown = error.permanent and error.status in {None, HTTPStatus.NOT_FOUND}
        if error.retry_after is None:
            seconds = BARE_SECONDS if is_unknown else FAILED_SECONDS
            for key in (_bare_key(provider, asset), _asked_key(provider, asset)):
                cache.set(key, 1, timeout=seconds)
        if not is_unknown:
            raise
        run.count(1, rejected={NOT_KNOWN: 1})


def _fetch(run: RefreshRun, provider: Provider, asset: Asset, span: tuple[date, date]) -> None:
    page = provider.history(asset.slug, start=span[0], end=span[1])
    with transaction.atomic():
        require_market(provider.name)
        lock(Lock.HISTORY)
        judged = judge_candles(asset, page.records, source=provider.name)
        stored = store_candles(asset, judged.records, source=provider.name)
        CandleCorrection.objects.bulk_create(judged.corrections, ignore_conflicts=True)
    repeated = len(page.records) - len({record.day for record in page.records})
    refused = Counter(page.rejected) + judged.rejected + Counter({"repeated day": repeated})
    run.count(page.rows, accepted=stored.stored, rejected=refused)
    if not stored.stored:
        cache.set(_bare_key(provider, asset), 1, timeout=BARE_SECONDS)


def store_candles(asset: Asset, records: Iterable[CandleRecord], *, source: str) -> StoredCandles:
    """Write completed days that are not there yet. Raises WrongMarketError."""
    rows = [
        (asset.pk, record.day, *map(as_float, attrgetter(*FIGURES)(record)), source)
        for record in {record.day: record for record in records}.values()
    ]
    if not rows:
        return StoredCandles(0, 0)
    with transaction.atomic():
        require_market(source)
        stored = copy_candles(rows)
    return StoredCandles(len(rows), stored)
