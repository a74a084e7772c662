"""Fills the range of days of which only the close is known.

A year's history comes as a point a day; of the last 30 days a provider has bars as well. Closes
stay as they are: they decide which day of which asset a bar is of.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import numpy as np
from django.core.cache import cache

from markets.models import Asset, RefreshRun
from markets.providers.observed import DetailsProvider
from markets.providers.registry import SIMULATED
from markets.selectors.history import read_days
from markets.services.choice import choose_market, details_in_use
from markets.services.history.folding import fill_ranges
from markets.services.history.hours import LARGEST
from markets.services.runs import recorded_run

# As far back as bars of a few hours reach.
DAYS = 30
LIVE_BATCH = 1
ASKED_SECONDS = 86400
# A day's last bar and its close are not of the same second.
MOST_APART = 0.02
FAR = "far from the stored close"


def fill_day_ranges(*, wanted: Iterable[int], limit: int = LIVE_BATCH) -> RefreshRun | None:
    """Ask for the bars of the next assets that lack a range: those wanted (ids), then the largest.

    An asset is asked for once a day at most. Stops at the provider's first failure. Returns None
    where no range is missing, or the market is a simulated one.
    """
    if choose_market().provider == SIMULATED:
        return None
    waiting = _without_ranges(set(wanted))[:limit]
    if not waiting:
        return None
    provider = details_in_use()
    with recorded_run(RefreshRun.Kind.HISTORY, provider=provider.name) as run:
        for asset, closes in waiting:
            cache.set(_asked_key(asset), 1, timeout=ASKED_SECONDS)
            _fill(run, provider, asset, closes)
    return run


def _fill(run: RefreshRun, provider: DetailsProvider, asset: Asset, closes: dict) -> None:
    page = provider.ranges(asset.slug, days=DAYS)
    rejected = Counter(page.rejected)
    ranges = {}
    for bar in page.records:
        close = closes.get(bar.day)
        if close is None:
            continue
        if abs(bar.close / close - 1) > MOST_APART:
            rejected[FAR] += 1
        else:
            ranges[bar.day] = (bar.open, bar.high, bar.low)
    filled = fill_ranges(asset.pk, ranges) if ranges else 0
    run.count(page.rows, accepted=filled, rejected=rejected)


def _without_ranges(wanted: set[int]) -> list[tuple[Asset, dict]]:
    """Assets with the closes, by day, of their last days without a range."""
    assets = Asset.objects.active().exclude(kind=Asset.Kind.FIAT)
    held = list(assets.filter(pk__in=wanted).order_by("pk"))
    found = held + list(
        assets.filter(rank__lte=LARGEST).exclude(pk__in=wanted).order_by("rank", "pk")
    )
    asked = cache.get_many([_asked_key(asset) for asset in found])
    found = [asset for asset in found if _asked_key(asset) not in asked]
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    # The first of the last 30 days has begun before the first bar.
    first = yesterday - timedelta(days=DAYS - 2)
    stored = read_days([asset.pk for asset in found], first=first, last=yesterday).figures
    lacking = np.isfinite(stored["close"]) & np.isnan(stored["high"])
    return [
        (
            asset,
            {
                first + timedelta(days=day): float(stored["close"][place, day])
                for day in np.flatnonzero(lacking[place]).tolist()
            },
        )
        for place, asset in enumerate(found)
        if lacking[place].any()
    ]


def _asked_key(asset: Asset) -> str:
    return f"ranges-asked:{datetime.now(UTC).date()}:{asset.pk}"
