"""Asks the provider for prices, one refresh at a time."""

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

import redis
from django.conf import settings
from django.utils import timezone

from markets.models import Asset, GlobalFigures, Quote, RefreshRun
from markets.providers.base import Page, ProviderError, QuoteRecord, QuotesProvider
from markets.providers.budget import redis_client
from markets.providers.registry import has_our_names
from markets.services.assets.listing import store_named_assets
from markets.services.choice import provider_in_use, providers_in_use
from markets.services.quotes.ingest import MOST_DOLLARS, ingest_quotes, within
from markets.services.quotes.naming import by_our_names
from markets.services.runs import recorded_run

logger = logging.getLogger(__name__)

LOCK_NAME = "tidemark:lock:refresh-quotes"
# A worker that was killed must not block the others for longer than this.
LOCK_SECONDS = 120
# Followed assets outside the provider's top list are asked for in one more request.
MOST_FOLLOWED = 250
GLOBAL_EVERY = timedelta(minutes=15)


def refresh_quotes(*, refs: Sequence[str] | None = None) -> RefreshRun | None:
    """Fetch and ingest the latest prices; `refs` are asset slugs, None means all that is followed.

    Followed are the provider's top assets and every asset that has a quote. Where a provider
    fails the next in rank is asked, each in a run of its own. Returns the last run, with `error`
    set if all failed, or None if another refresh is under way.
    """
    with refresh_lock() as mine:
        if not mine:
            return None
        for source, provider in providers_in_use().items():
            run = _recorded_refresh(provider, refs, source=source)
            if not run.error:
                break
        return run


def _recorded_refresh(
    provider: QuotesProvider, refs: Sequence[str] | None, *, source: str
) -> RefreshRun:
    with recorded_run(RefreshRun.Kind.QUOTES, provider=source) as run:
        page = _latest(provider, refs, source=source)
        run.new_assets = store_named_assets(
            [record.listing for record in page.records if record.listing], source=source
        )
        outcome = ingest_quotes(page.records, source=source)
        refused = Counter(page.rejected) + Counter(outcome.not_taken)
        run.count(page.rows, accepted=outcome.accepted, rejected=refused)
        run.prices_at = _prices_at(outcome.newest_at)
    return run


def _prices_at(newest: datetime | None) -> datetime | None:
    """The latest instant that an accepted price is for, of this refresh and those before it."""
    before = RefreshRun.objects.filter(kind=RefreshRun.Kind.QUOTES, prices_at__isnull=False)
    last = before.values_list("prices_at", flat=True).first()
    # A clock that is a little ahead must not make the next standstill look younger.
    known = [min(at, timezone.now()) for at in (last, newest) if at is not None]
    return max(known, default=None)


def _latest(
    provider: QuotesProvider, refs: Sequence[str] | None, *, source: str
) -> Page[QuoteRecord]:
    """What the provider says of `refs`, or of its top list and what is followed beyond it.

    One that does not have our names is asked for all that it has.
    """
    if not has_our_names(source):
        page = by_our_names(provider.markets(), source=source)
        wanted = None if refs is None else set(refs)
        return page if wanted is None else Page(tuple(r for r in page.records if r.ref in wanted))
    page = provider.markets(refs)
    extra = _followed_beyond({record.ref for record in page.records}) if refs is None else []
    if not extra:
        return page
    more = _asked_again(provider, extra)
    return Page(
        page.records + more.records, rejected=Counter(page.rejected) + Counter(more.rejected)
    )


def _followed_beyond(seen: set[str]) -> list[str]:
    """Slugs of quoted coins that the top list did not bring, the oldest first."""
    # Own assets are their holders' alone: no vendor hears of them.
    nobodys = (Asset.Kind.FIAT, Asset.Kind.OWN)
    quotes = Quote.objects.filter(asset__is_active=True).exclude(asset__kind__in=nobodys)
    quotes = quotes.order_by("received_at")
    slugs = quotes.values_list("asset__slug", flat=True)
    return [slug for slug in slugs if slug not in seen][:MOST_FOLLOWED]


def _asked_again(provider: QuotesProvider, refs: list[str]) -> Page[QuoteRecord]:
    try:
        return provider.markets(refs)
    except ProviderError as error:
        # What the first request brought is worth keeping.
        logger.warning(
            "%s: %d followed assets were not quoted: %s", provider.name, len(refs), error
        )
        return Page(())


@contextmanager
def refresh_lock(*, wait: float = 0.0) -> Iterator[bool]:
    """True inside for the one that may refresh; it expires by itself after two minutes.

    Waits up to `wait` seconds. Raises `ProviderError` when Redis can't be asked.
    """
    lock = redis_client(settings.REDIS_URL).lock(LOCK_NAME, timeout=LOCK_SECONDS)
    try:
        mine = lock.acquire(blocking=wait > 0, blocking_timeout=wait or None)
    except redis.RedisError:
        raise ProviderError("The refresh lock in Redis can't be reached", retry_after=5) from None
    try:
        yield mine
    finally:
        if mine:
            _release(lock)


def _release(lock) -> None:
    try:
        lock.release()
    except redis.exceptions.LockError:
        logger.warning("A refresh took longer than its lock of %d s", LOCK_SECONDS)
    except redis.RedisError:
        logger.warning("The refresh lock was left to expire: Redis can't be reached")


def record_global_figures() -> GlobalFigures | None:
    """Keep the market's totals, at most every quarter of an hour; None if it was too early."""
    now = timezone.now()
    if GlobalFigures.objects.filter(at__gt=now - GLOBAL_EVERY).exists():
        return None
    provider = provider_in_use()
    figures = provider.global_figures()
    market_cap = within(figures.total_market_cap, MOST_DOLLARS)
    if not market_cap:
        raise ProviderError(f"{provider.name}: global figures without a market cap")
    return GlobalFigures.objects.create(
        at=now,
        market_cap=market_cap,
        volume_24h=within(figures.total_volume_24h, MOST_DOLLARS),
        btc_dominance=within(figures.btc_dominance, 1.0),
        source=provider.name,
    )
