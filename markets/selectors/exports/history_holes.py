"""Which assets lack days between others of the last year, for jobs that fill them and for staff."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django.core.cache import cache
from django.db.models import Count, Min

from markets.models import Candle

# What was found is looked for again after an hour; assets that were asked for wait for a week.
SEARCHED_SECONDS = 3600
ASKED_SECONDS = 7 * 86400


def assets_with_holes(asset_ids: Iterable[int], *, since: date) -> list[int]:
    """Those that lack a completed day after their first since then. One query."""
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    days = Candle.objects.filter(asset__in=list(asset_ids)).between(since, yesterday)
    spans = days.values("asset").annotate(first=Min("day"), days=Count("day")).order_by()
    rows = spans.values_list("asset", "first", "days")
    return [pk for pk, first, count in rows if (yesterday - first).days + 1 > count]


def holes_to_fill(market: str) -> list[int] | None:
    """The assets that the last search found and that have not been asked for since.

    None where nobody has searched within an hour.
    """
    found = cache.get(holes_key(market))
    if found is None:
        return None
    asked = cache.get_many([asked_key(market, pk) for pk in found])
    return [pk for pk in found if asked_key(market, pk) not in asked]


def holes_key(market: str) -> str:
    return f"year-holes:{market}"


def asked_key(market: str, asset_id: int) -> str:
    return f"year-hole:{market}:{asset_id}"
