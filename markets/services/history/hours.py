"""Hourly candles of 90 days, of the assets that charts are likely to be asked for.

Present hours are made from quotes (`AcceptedRange`); a provider is asked for those before, once
for each asset, and again where more than two days of hours are missing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone

from markets.models import Asset, HourCandles, RefreshRun
from markets.postgres.statements import statement
from markets.providers.base import HourRecord, Page, Provider, ProviderError
from markets.providers.registry import SIMULATED
from markets.selectors.prices import ANOTHER_ASSET, is_own_price
from markets.services.choice import provider_in_use, require_market
from markets.services.runs import recorded_run

KEEP = timedelta(days=90)
# The largest assets have hours also where nobody holds them.
LARGEST = 100
MOST_MISSING = 48
OFFLINE_BATCH, LIVE_BATCH = 25, 1
ASKED_SECONDS = 86400
HOURS = 24
NAN = float("nan")

_KNOWN = statement(__file__, "known_hours")
_STORE = statement(__file__, "store_hours")


def fill_hours(*, wanted: Iterable[int], limit: int | None = None) -> RefreshRun | None:
    """Ask for the hours of the next assets that lack them: those wanted (ids), then the largest.

    An asset is asked for once a day at most. Stops at the provider's first failure. Returns None
    where no hours are missing.
    """
    provider = provider_in_use()
    limit = limit or (OFFLINE_BATCH if provider.name == SIMULATED else LIVE_BATCH)
    waiting = _without_hours(provider, wanted=set(wanted))[:limit]
    if not waiting:
        return None
    with recorded_run(RefreshRun.Kind.HOURS, provider=provider.name) as run:
        for asset, since in waiting:
            page = _asked(provider, asset, since=since)
            last = page.records[-1].close if page.records else None
            if not is_own_price(
                last, getattr(asset, "quote", None), today=datetime.now(UTC).date()
            ):
                refused = Counter(page.rejected) + Counter({ANOTHER_ASSET: len(page.records)})
                run.count(page.rows, rejected=refused)
                continue
            store_hours(asset, page.records, source=provider.name)
            run.count(page.rows, accepted=len(page.records), rejected=page.rejected)
    return run


def _asked(provider: Provider, asset: Asset, *, since: datetime) -> Page[HourRecord]:
    """The provider's answer; an asset that it will never know is not asked for again today."""
    try:
        page = provider.hours(asset.slug, since=since)
    except ProviderError as error:
        if error.permanent:
            cache.set(_asked_key(provider, asset), 1, timeout=ASKED_SECONDS)
        raise
    cache.set(_asked_key(provider, asset), 1, timeout=ASKED_SECONDS)
    return page


def store_hours(asset: Asset, records: Iterable[HourRecord], *, source: str) -> None:
    """Fill the hours that are not known yet. Raises WrongMarketError."""
    rows = [
        {"asset": asset.pk, "day": day} | _arrays(hours)
        for day, hours in groupby(records, key=lambda hour: hour.start.astimezone(UTC).date())
    ]
    if not rows:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        require_market(source)
        cursor.executemany(_STORE, rows)


def drop_old_hours() -> int:
    """Delete the days of hours that are older than 90 days; returns how many."""
    found, _ = HourCandles.objects.filter(day__lt=_first_day()).delete()
    return found


def _first_day() -> date:
    return (timezone.now().astimezone(UTC) - KEEP).date()


def _arrays(hours: Iterable[HourRecord]) -> Mapping[str, list[float]]:
    arrays = {name: [NAN] * HOURS for name in ("high", "low", "close")}
    for hour in hours:
        place = hour.start.astimezone(UTC).hour
        for name, values in arrays.items():
            value = getattr(hour, name)
            values[place] = NAN if value is None else float(value)
    return arrays


def _without_hours(provider: Provider, *, wanted: set[int]) -> list[tuple[Asset, datetime]]:
    """Assets that lack more than two days of hours, with the instant to ask from."""
    now = timezone.now()
    assets = Asset.objects.active().exclude(kind=Asset.Kind.FIAT).select_related("quote")
    held = list(assets.filter(pk__in=wanted).order_by("pk"))
    largest = assets.filter(rank__lte=LARGEST).exclude(pk__in=wanted).order_by("rank")
    found = held + list(largest)
    asked = cache.get_many([_asked_key(provider, asset) for asset in found])
    found = [asset for asset in found if _asked_key(provider, asset) not in asked]
    # A day later than the oldest that are kept: no provider is asked beyond its 90 days.
    since = _midnight(_first_day() + timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, {"ids": [asset.pk for asset in found], "since": since})
        known = dict(cursor.fetchall())
    begun = [(asset, max(since, _midnight(asset.launched_on or since.date()))) for asset in found]
    return [
        (asset, start)
        for asset, start in begun
        if (now - start) / timedelta(hours=1) - known[asset.pk] > MOST_MISSING
    ]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def _asked_key(provider: Provider, asset: Asset) -> str:
    return f"hours-asked:{provider.name}:{datetime.now(UTC).date()}:{asset.pk}"
