"""Records the market's mood, a day at a time, as first seen."""

from collections import Counter

from django.db import transaction
from django.utils import timezone

from markets.models import Market, RefreshRun, Sentiment
from markets.providers.observed import SentimentProvider
from markets.providers.sources import sentiment_provider
from markets.services.choice import provider_in_use, require_market
from markets.services.runs import recorded_run


def refresh_sentiment() -> RefreshRun | None:
    """Store the days that are missing; one that is stored is never changed.

    A simulated market has a mood of its own. Returns None where the source is switched off.
    """
    provider = _provider()
    if provider is None:
        return None
    with recorded_run(RefreshRun.Kind.SENTIMENT, provider=provider.name) as run:
        page = provider.sentiment()
        with transaction.atomic():
            require_market(provider.name)
            stored = dict(
                Sentiment.objects.filter(source=provider.name).values_list("day", "value")
            )
            new = [record for record in page.records if record.day not in stored]
            changed = sum(
                stored.get(record.day, record.value) != record.value for record in page.records
            )
            now = timezone.now()
            Sentiment.objects.bulk_create(
                Sentiment(day=record.day, value=record.value, source=provider.name, seen_at=now)
                for record in new
            )
        rejected = Counter(page.rejected) + Counter({"another value than at first": changed})
        run.count(page.rows, accepted=len(new), rejected=rejected)
    return run


def _provider() -> SentimentProvider | None:
    market = Market.objects.first()
    if market is None:
        return None
    return provider_in_use() if market.is_simulated else sentiment_provider()
