"""Asks a provider that has every figure of every asset for the days that are missing."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from django.db import connection, transaction

from markets.models import Asset, RefreshRun
from markets.postgres.statements import statement
from markets.providers.base import NOT_KNOWN, ObservationsProvider, ProviderError
from markets.providers.registry import SIMULATED
from markets.services.choice import provider_in_use, require_market
from markets.services.observations.recording import Observed, record_observations
from markets.services.runs import recorded_run

# Two years of records, each of whose days looks back a year.
REACH = timedelta(days=1100)
# Assets whose figures are stored in one transaction.
BATCH = 25
IMPOSSIBLE = "impossible value"
_LAST_OBSERVED = statement(__file__, "last_observed")


def fill_observations(*, since: date | None = None) -> RefreshRun | None:
    """Store the completed days that are missing of every listed asset of a simulated market.

    May be stopped and run again at any time: it goes on with the assets that lack yesterday.
    Returns None where the market is another, or nothing is missing.
    """
    provider = provider_in_use()
    if provider.name != SIMULATED:
        return None
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    waiting = list(_waiting(since=since or yesterday - REACH, until=yesterday, source=SIMULATED))
    if not waiting:
        return None
    with recorded_run(RefreshRun.Kind.FIGURES, provider=provider.name) as run:
        for start in range(0, len(waiting), BATCH):
            _fill(run, provider, waiting[start : start + BATCH], until=yesterday)
    return run


def _waiting(*, since: date, until: date, source: str) -> Iterator[tuple[Asset, date]]:
    """Assets that lack a day, each with the first one that it lacks."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST_OBSERVED, {"source": source})
        last = dict(cursor.fetchall())
    for asset in Asset.objects.listed():
        first = max(last[asset.pk] + timedelta(days=1), since) if asset.pk in last else since
        if first <= until:
            yield asset, first


def _fill(run: RefreshRun, provider: ObservationsProvider, assets: list, *, until: date) -> None:
    series, rejected = [], Counter()
    for asset, first in assets:
        try:
            page = provider.observations(asset.slug, start=first, end=until)
        except ProviderError as error:
            if not error.permanent:
                raise
            rejected[NOT_KNOWN] += 1
            continue
        rejected.update(page.rejected)
        series += [
            Observed(asset.pk, record.figure, record.first, record.values, provider.name)
            for record in page.records
        ]
    with transaction.atomic():
        require_market(provider.name)
        recorded = record_observations(series)
    run.count(
        recorded.offered + rejected.total(),
        accepted=recorded.stored + recorded.revised,
        rejected={**rejected, IMPOSSIBLE: recorded.refused},
    )
