"""Asks what a vendor knows of chains: users, transactions, fees, what was moved."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import numpy as np
from django.core.cache import cache
from django.db import connection, transaction

from markets.models import Asset, AssetReference, Market, RefreshRun
from markets.postgres.statements import statement
from markets.providers.base import NOT_KNOWN, ObservationRecord, ObservationsProvider
from markets.providers.observed import WITNESS
from markets.providers.references import COINMETRICS
from markets.providers.sources import usage_provider
from markets.selectors.prices import ANOTHER_ASSET, NO_WITNESS, is_own_history
from markets.services.choice import require_market
from markets.services.observations.recording import Observed, record_observations
from markets.services.runs import recorded_run

# As far back as a year of growth needs it, and two years of records of that.
REACH = timedelta(days=1100)
# A vendor corrects its last days.
REVISED_WITHIN = timedelta(days=7)
USAGE_BATCH = 10
# Between two questions for a day that the vendor has not published yet.
PUBLISHED_EVERY = 3 * 3600
_LAST_OBSERVED = statement(__file__, "last_observed")


def fill_usage(*, limit: int = USAGE_BATCH) -> RefreshRun | None:
    """Store the days of usage that are missing of the next assets that the source knows.

    May be stopped and run again at any time: an asset is stored wholly or not at all. Returns None
    where nothing is missing, the source is switched off, or the market is a simulated one.
    """
    provider = None if is_simulated() else usage_provider()
    waiting = _waiting(provider.name, limit=limit) if provider else []
    if not waiting:
        return None
    with recorded_run(RefreshRun.Kind.FIGURES, provider=provider.name) as run:
        for asset, reference, first in waiting:
            _fill(run, provider, asset, reference=reference, first=first)
            cache.set(_asked_key(provider.name, asset), 1, timeout=PUBLISHED_EVERY)
    return run


def is_simulated() -> bool:
    market = Market.objects.first()
    return market is None or market.is_simulated


def _waiting(source: str, *, limit: int) -> list[tuple[Asset, str, date]]:
    """The next assets that lack yesterday, each with its reference and the first day to ask for."""
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    with connection.cursor() as cursor:
        cursor.execute(_LAST_OBSERVED, {"source": source})
        last = dict(cursor.fetchall())
    references = references_of(source)
    known = Asset.objects.active().filter(slug__in=references)
    lacking = [asset for asset in known if last.get(asset.pk, date.min) < yesterday]
    asked = cache.get_many([_asked_key(source, asset) for asset in lacking])
    turn = [asset for asset in lacking if _asked_key(source, asset) not in asked][:limit]
    start = yesterday - REACH
    return [
        (asset, references[asset.slug], max(last.get(asset.pk, start) - REVISED_WITHIN, start))
        for asset in turn
    ]


def references_of(source: str) -> dict[str, str]:
    """What the source calls our assets, by slug; what staff entered goes before the table."""
    entered = AssetReference.objects.filter(provider=source)
    return COINMETRICS | dict(entered.values_list("asset__slug", "reference"))


def _asked_key(source: str, asset: Asset) -> str:
    return f"usage-asked:{source}:{asset.pk}"


def _fill(
    run: RefreshRun,
    provider: ObservationsProvider,
    asset: Asset,
    *,
    reference: str,
    first: date,
) -> None:
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    page = provider.observations(reference, start=first, end=yesterday)
    rejected = Counter(page.rejected)
    witness = next((one for one in page.records if one.figure == WITNESS), None)
    records = [one for one in page.records if one.figure != WITNESS]
    if not page.rows:
        rejected[NOT_KNOWN] += 1
    if witness is not None:
        is_own = is_own_history(asset, witness.first, witness.values)
        if not is_own:
            reason = NO_WITNESS if is_own is None else ANOTHER_ASSET
            rejected[reason] += sum(_count(one) for one in records)
            records = []
    series = [
        Observed(asset.pk, one.figure, one.first, np.array(one.values), provider.name)
        for one in records
    ]
    record_series(run, series, source=provider.name, rejected=rejected)


def record_series(
    run: RefreshRun, series: list[Observed], *, source: str, rejected: Counter
) -> None:
    with transaction.atomic():
        require_market(source)
        recorded = record_observations(series)
    run.count(
        recorded.offered + rejected.total(),
        accepted=recorded.stored + recorded.revised,
        rejected={**rejected, "impossible value": recorded.refused},
    )


def _count(record: ObservationRecord) -> int:
    return int(np.isfinite(np.asarray(record.values, dtype=np.float64)).sum())
