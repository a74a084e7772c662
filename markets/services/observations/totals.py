"""Asks what is locked in chains and protocols, and what is paid to use them."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import numpy as np
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from markets.models import Asset, RefreshRun
from markets.postgres.statements import statement
from markets.providers import coinmetrics
from markets.providers.base import NOT_KNOWN, ObservationRecord
from markets.providers.sources import totals_history_provider, totals_provider
from markets.services.observations.plausible import JUMP, joins, without_jumps
from markets.services.observations.recording import Observed
from markets.services.observations.usage import REACH, is_simulated, record_series, references_of
from markets.services.runs import recorded_run

FILL_BATCH = 5
# An asset with so many days behind it has its past.
ENOUGH = timedelta(days=30)
ASKED_AGAIN = 7 * 86400
ANOTHER_SOURCE = "has another source"
ANOTHER_SYMBOL = "of another symbol"
UNKNOWN = "unknown asset"
_FIRST_OBSERVED = statement(__file__, "first_observed")


def refresh_totals() -> RefreshRun | None:
    """Store what is locked and paid today, of every asset that the source knows.

    Returns None where the source is switched off, or the market is a simulated one.
    """
    provider = None if is_simulated() else totals_provider()
    if provider is None:
        return None
    with recorded_run(RefreshRun.Kind.FIGURES, provider=provider.name) as run:
        page = provider.latest()
        series, rejected = _of_assets(page.records, source=provider.name)
        today = datetime.now(UTC).date()
        series, jumps = without_jumps(series, today=today)
        rejected += Counter(page.rejected) + Counter({JUMP: jumps})
        record_series(run, series, source=provider.name, rejected=rejected)
    return run


def fill_totals(*, limit: int = FILL_BATCH) -> RefreshRun | None:
    """Store the days before the first total of the next assets, each asked once a week at most.

    Returns None where nothing is missing, the source is switched off, or the market is simulated.
    """
    provider = None if is_simulated() else totals_history_provider()
    waiting = _waiting(provider.name, limit=limit) if provider else []
    if not waiting:
        return None
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    with recorded_run(RefreshRun.Kind.FIGURES, provider=provider.name) as run:
        for asset in waiting:
            page = provider.observations(asset.slug, start=yesterday - REACH, end=yesterday)
            series, rejected = _of_assets(page.records, source=provider.name)
            if not page.rows:
                rejected[NOT_KNOWN] += 1
            near = [one for one in series if joins(one)]
            rejected += Counter(page.rejected) + Counter({JUMP: len(series) - len(near)})
            record_series(run, near, source=provider.name, rejected=rejected)
            cache.set(_asked_key(asset), 1, timeout=ASKED_AGAIN)
    return run


def _waiting(source: str, *, limit: int) -> list[Asset]:
    """The next assets whose totals began lately, the largest first."""
    recent = datetime.now(UTC).date() - ENOUGH
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_OBSERVED, {"source": source})
        young = [pk for pk, day in cursor.fetchall() if day > recent]
    assets = list(Asset.objects.active().filter(pk__in=young).order_by("rank", "pk"))
    asked = cache.get_many([_asked_key(asset) for asset in assets])
    return [asset for asset in assets if _asked_key(asset) not in asked][:limit]


def _asked_key(asset: Asset) -> str:
    return f"totals-asked:{asset.pk}"


def _of_assets(
    records: Iterable[ObservationRecord], *, source: str
) -> tuple[list[Observed], Counter]:
    """The records of assets that are listed, and how many are not, by reason."""
    assets = Asset.objects.active().exclude(kind=Asset.Kind.FIAT)
    is_usage_asked = settings.MARKET_SOURCES[coinmetrics.NAME]["enabled"]
    with_usage = references_of(coinmetrics.NAME) if is_usage_asked else {}
    known = {slug: (pk, symbol) for slug, pk, symbol in assets.values_list("slug", "pk", "symbol")}
    series, rejected = [], Counter()
    for record in records:
        if record.ref not in known:
            rejected[UNKNOWN] += 1
            continue
        pk, symbol = known[record.ref]
        if record.symbol is not None and record.symbol != symbol.upper():
            rejected[ANOTHER_SYMBOL] += 1
        elif record.figure == "fees" and record.ref in with_usage:
            rejected[ANOTHER_SOURCE] += 1
        else:
            values = np.array(record.values)
            series.append(Observed(pk, record.figure, record.first, values, source))
    return series, rejected
