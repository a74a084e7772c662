"""Asks what assets are, who builds and follows them, and where they are traded.

A live vendor has one request for an asset at a time: those that somebody holds and the largest are
asked in turn, each about once a day, the one that waits longest first. A simulated market is asked
about all of its assets; its figures are stored by `filling`, and not here.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import numpy as np
from django.core.cache import cache
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from markets.models import Asset, AssetContract, AssetProfile, Market, RefreshRun
from markets.providers.base import NOT_KNOWN, ProviderError
from markets.providers.observed import DetailsProvider, DetailsRecord, VenueRecord
from markets.providers.registry import SIMULATED
from markets.selectors.prices import ANOTHER_ASSET, is_own_price
from markets.services.choice import details_in_use, require_market
from markets.services.observations.plausible import JUMP, without_jumps
from markets.services.observations.recording import Observed, record_observations
from markets.services.runs import recorded_run

LARGEST = 250
ASKED_EVERY = timedelta(hours=20)
ASKED_AGAIN = timedelta(hours=1)
MOST_VENUES = 20
TRENDING_SECONDS = 20 * 3600


def refresh_details(*, wanted: Iterable[int] = (), limit: int | None = None) -> RefreshRun | None:
    """Ask for the details of the next assets of `wanted` (ids) and of the largest.

    Meant to be called again and again; stops at the vendor's first refusal, and goes on from there.
    Returns None where nothing is due, or there is no market yet.
    """
    if not Market.objects.exists():
        return None
    provider = details_in_use()
    largest = None if provider.name == SIMULATED else LARGEST
    waiting = _waiting(wanted, largest=largest, limit=limit or provider.at_once)
    if not waiting:
        return None
    with recorded_run(RefreshRun.Kind.DETAILS, provider=provider.name) as run:
        for asset in waiting:
            _refresh(run, provider, asset)
        if provider.name != SIMULATED:
            _record_trending(run, provider)
    return run


def _waiting(wanted: Iterable[int], *, largest: int | None, limit: int) -> list[Asset]:
    """The next that are due, of `wanted` and of the `largest`, None for all that are listed."""
    now = timezone.now()
    if largest is None:
        asked = Asset.objects.listed()
    else:
        assets = Asset.objects.active().exclude(kind=Asset.Kind.FIAT)
        asked = assets.filter(Q(pk__in=list(wanted)) | Q(rank__lte=largest))
    due = asked.filter(Q(profile=None) | Q(profile__due_at__lte=now)).select_related("quote")
    order = F("profile__due_at").asc(nulls_first=True), F("rank").asc(nulls_last=True)
    return list(due.order_by(*order, "pk")[:limit])


def _refresh(run: RefreshRun, provider: DetailsProvider, asset: Asset) -> None:
    try:
        record = provider.details(asset.slug)
        venues = provider.venues(asset.slug)
    except ProviderError as error:
        if error.retry_after is None:
            _postpone(asset, str(error))
        if not error.permanent or error.status not in {None, HTTPStatus.NOT_FOUND}:
            raise
        run.count(1, rejected={NOT_KNOWN: 1})
        return
    rejected = Counter(record.rejected) + Counter(venues.rejected)
    now = timezone.now()
    quote = getattr(asset, "quote", None)
    if not is_own_price(record.price, quote, today=now.astimezone(UTC).date()):
        _postpone(asset, ANOTHER_ASSET)
        run.count(rejected.total() + 1, rejected={**rejected, ANOTHER_ASSET: 1})
        return
    figures = dict(record.figures) | venue_figures(venues.records)
    with transaction.atomic():
        require_market(provider.name)
        _store_profile(asset, record, venues.records, source=provider.name, now=now)
        if provider.name == SIMULATED:
            run.count(1, accepted=1)
        else:
            _store_figures(run, asset, figures, source=provider.name, now=now, rejected=rejected)


def _store_figures(run, asset, figures: dict, *, source: str, now: datetime, rejected: Counter):
    today = now.astimezone(UTC).date()
    series = [
        Observed(asset.pk, figure, today, np.array([value]), source)
        for figure, value in figures.items()
    ]
    near, jumps = without_jumps(series, today=today)
    recorded = record_observations(near, seen_on=today)
    rejected = rejected + Counter({JUMP: jumps})
    run.count(
        recorded.offered + rejected.total(),
        accepted=recorded.stored + recorded.revised,
        rejected=rejected,
    )


def _store_profile(asset, record: DetailsRecord, venues, *, source: str, now: datetime) -> None:
    largest = sorted(venues, key=lambda venue: -venue.volume)[:MOST_VENUES]
    AssetProfile.objects.update_or_create(
        asset=asset,
        defaults={
            "description": record.description,
            "algorithm": record.algorithm,
            "categories": list(record.categories),
            "links": {name: list(addresses) for name, addresses in record.links.items()},
            "venues": [asdict(venue) for venue in largest],
            "fdv": record.fdv,
            "source": source,
            "seen_at": now,
            "due_at": _next_day(now) if source == SIMULATED else now + ASKED_EVERY,
            "error": "",
        },
    )
    # A contract that another asset has already stays with it: staff decide whose it is.
    AssetContract.objects.bulk_create(
        [
            AssetContract(asset=asset, chain=chain, address=AssetContract.normalise(address))
            for chain, address in record.contracts.items()
        ],
        ignore_conflicts=True,
    )
    if record.launched_on and asset.launched_on is None:
        Asset.objects.filter(pk=asset.pk).update(launched_on=record.launched_on)


def _next_day(now: datetime) -> datetime:
    """When a day has been completed that a simulated market can tell of."""
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today + timedelta(days=1)


def _postpone(asset: Asset, error: str) -> None:
    """Let the next asset have its turn; what is known of this one stays."""
    due = {"due_at": timezone.now() + ASKED_AGAIN, "error": error[:200]}
    AssetProfile.objects.update_or_create(asset=asset, defaults=due)


def venue_figures(venues: Sequence[VenueRecord]) -> dict[str, float]:
    """How many venues there are among the pairs listed, and the largest one's share in per cent."""
    if not venues:
        return {}
    volumes: dict[str, float] = defaultdict(float)
    for venue in venues:
        volumes[venue.venue] += venue.volume
    total = sum(volumes.values())
    share = {"top_venue_share": 100 * max(volumes.values()) / total} if total > 0 else {}
    return {"venues": float(len(volumes)), **share}


def _record_trending(run: RefreshRun, provider: DetailsProvider) -> None:
    """Once a day: 1 for the most searched, 0 for every other asset that has a profile."""
    today = datetime.now(UTC).date()
    key = f"trending:{provider.name}:{today}"
    if cache.get(key):
        return
    page = provider.trending()
    searched = set(page.records)
    known = Asset.objects.active().exclude(kind=Asset.Kind.FIAT)
    assets = known.filter(Q(slug__in=searched) | Q(profile__seen_at__isnull=False))
    slugs = dict(assets.values_list("pk", "slug"))
    series = [
        Observed(pk, "trending", today, np.array([float(slug in searched)]), provider.name)
        for pk, slug in slugs.items()
    ]
    with transaction.atomic():
        require_market(provider.name)
        recorded = record_observations(series, seen_on=today)
    rejected = Counter(page.rejected) + Counter(
        {"unknown asset": len(searched - set(slugs.values()))}
    )
    run.count(
        recorded.offered + rejected.total(),
        accepted=recorded.stored + recorded.revised,
        rejected=rejected,
    )
    cache.set(key, 1, timeout=TRENDING_SECONDS)
