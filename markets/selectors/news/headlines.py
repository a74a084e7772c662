"""Headlines of an asset, and whether there are more of them than usual."""

from dataclasses import dataclass
from datetime import UTC, timedelta

from django.conf import settings
from django.db.models import Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from markets.models import Asset, NewsDay, NewsItem

MOST_SHOWN, WEEK, BEFORE = 5, 7, 30


@dataclass(frozen=True, slots=True)
class AssetNews:
    """The latest headlines, how many there were in 7 days, and the mean of 7 days of the 30 before.

    `week` is None where no feed is set, `usual` while none has been read for 37 days.
    """

    headlines: tuple[NewsItem, ...] = ()
    week: int | None = None
    usual: float | None = None


def asset_news(asset: Asset) -> AssetNews | None:
    """None where no feed is set, or for what no headline is matched to. One query."""
    if not settings.NEWS_FEEDS or asset.is_fiat or asset.is_own:
        return None
    today = timezone.now().astimezone(UTC).date()
    week, before = today - timedelta(days=WEEK), today - timedelta(days=WEEK + BEFORE)
    days = NewsDay.objects.filter(asset=asset).order_by().values("asset")
    rows = (
        NewsItem.objects.filter(assets=asset)
        .order_by("-published_at", "-pk")
        .annotate(
            week=_sum(days.filter(day__gt=week, day__lte=today)),
            before=_sum(days.filter(day__gt=before, day__lte=week)),
            first_seen=Subquery(NewsItem.objects.order_by("seen_at").values("seen_at")[:1]),
        )
    )
    headlines = tuple(rows[:MOST_SHOWN])
    if not headlines:
        return AssetNews(week=0)
    latest = headlines[0]
    is_known = latest.first_seen.astimezone(UTC).date() <= before
    return AssetNews(headlines, latest.week, latest.before * WEEK / BEFORE if is_known else None)


def _sum(days) -> Coalesce:
    return Coalesce(Subquery(days.annotate(count=Sum("items")).values("count")), 0)
