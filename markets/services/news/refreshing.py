"""Asks the operator's feeds, stores the headlines that name assets, and counts them by day."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from markets.models import Asset, Market, NewsDay, NewsItem, RefreshRun
from markets.providers.news.client import NewsFeed
from markets.providers.news.reading import NewsRecord
from markets.providers.sources import news_feeds
from markets.services.choice import require_market
from markets.services.news.mentions import Mentions, known_mentions
from markets.services.runs import recorded_run

KEEP = timedelta(days=90)
OLD, OF_NONE = "older than 90 days", "of no asset of ours"
_Mention = NewsItem.assets.through
_DAY = TruncDate("newsitem__published_at", tzinfo=UTC)


def refresh_news() -> list[RefreshRun]:
    """A run for each feed; one that fails costs no other.

    Asks nobody where there is no feed, or the market is a simulated one.
    """
    market = Market.objects.first()
    feeds = [] if market is None or market.is_simulated else news_feeds()
    if not feeds:
        return []
    mentions = known_mentions()
    return [_refresh(feed, mentions) for feed in feeds]


def drop_old_news() -> int:
    """Delete headlines of more than 90 days ago; returns how many. Counts stay."""
    old = NewsItem.objects.filter(published_at__lt=_kept_since())
    count = old.count()
    old.delete()
    return count


def move_news(source: Asset, target: Asset) -> None:
    """Have what named `source` name `target`, and count its days again."""
    moved = _Mention.objects.filter(asset=source)
    days = set(NewsDay.objects.filter(asset=source).values_list("day", flat=True))
    moved.filter(newsitem__assets=target).delete()
    moved.update(asset=target)
    kept = {day for day in days if day >= _kept_since().date()}
    NewsDay.objects.filter(asset=source, day__in=kept).delete()
    theirs = NewsDay.objects.filter(asset=target).values("day")
    NewsDay.objects.filter(asset=source).exclude(day__in=theirs).update(asset=target)
    _count({(target.pk, day) for day in kept})


def _refresh(feed: NewsFeed, mentions: Mentions) -> RefreshRun:
    with recorded_run(RefreshRun.Kind.NEWS, provider=feed.name) as run:
        page = feed.items()
        rejected = Counter(page.rejected)
        named: list[tuple[NewsRecord, set[int]]] = []
        for record in page.records:
            assets = mentions.of(record.title)
            if record.published_at < _kept_since():
                rejected[OLD] += 1
            elif assets:
                named.append((record, assets))
            else:
                rejected[OF_NONE] += 1
        with transaction.atomic():
            # Locks the market's row as well: of two refreshes, one waits for the other.
            require_market(feed.name)
            accepted = _store(named, source=feed.host)
        run.count(page.rows, accepted=accepted, rejected=rejected)
    return run


def _store(named: Sequence[tuple[NewsRecord, set[int]]], *, source: str) -> int:
    """Store what is new, by guid at its source and by link at any; returns how many."""
    keys = {record: hashlib.sha256(record.key.encode()).hexdigest() for record, _ in named}
    known = NewsItem.objects.filter(
        Q(source=source, key__in=keys.values()) | Q(link__in=[record.link for record in keys])
    )
    seen: set[str] = set()
    for link, key, publisher in known.values_list("link", "key", "source"):
        seen |= {link, key} if publisher == source else {link}
    now = timezone.now()
    new: list[tuple[NewsItem, set[int]]] = []
    for record, assets in named:
        if seen.isdisjoint({record.link, keys[record]}):
            item = NewsItem(
                title=record.title, link=record.link, source=source, key=keys[record],
                published_at=record.published_at, seen_at=now,
            )  # fmt: skip
            new.append((item, assets))
        seen |= {record.link, keys[record]}
    NewsItem.objects.bulk_create(item for item, _ in new)
    _Mention.objects.bulk_create(
        _Mention(newsitem=item, asset_id=asset) for item, assets in new for asset in assets
    )
    _count({(asset, item.published_at.date()) for item, assets in new for asset in assets})
    return len(new)


def _count(days: Iterable[tuple[int, date]]) -> None:
    """Count the headlines of these assets' days anew."""
    days = set(days)
    if not days:
        return
    since = datetime.combine(min(day for _, day in days), time(), tzinfo=UTC)
    rows = (
        _Mention.objects.filter(
            asset__in={asset for asset, _ in days}, newsitem__published_at__gte=since
        )
        .values_list("asset", _DAY)
        .annotate(items=Count("pk"))
    )
    NewsDay.objects.bulk_create(
        [
            NewsDay(asset_id=asset, day=day, items=items)
            for asset, day, items in rows
            if (asset, day) in days
        ],
        update_conflicts=True,
        unique_fields=["asset", "day"],
        update_fields=["items"],
    )


def _kept_since() -> datetime:
    """The beginning of the first day that is kept, in UTC: days are dropped whole."""
    return datetime.combine(timezone.now().astimezone(UTC) - KEEP, time(), tzinfo=UTC)
