"""Makes the sources of what is known beyond prices, as the settings have them.

Each is None where it is switched off. A simulated market asks none of them.
"""

from django.conf import settings

from markets.providers import alternative_me, coinmetrics
from markets.providers.alternative_me import AlternativeMe
from markets.providers.base import ObservationsProvider
from markets.providers.coingecko.details import CoinGeckoDetails
from markets.providers.coinmetrics import CoinMetrics
from markets.providers.defillama import client as defillama
from markets.providers.defillama.client import DefiLlama
from markets.providers.observed import DetailsProvider, SentimentProvider, TotalsProvider
from markets.providers.registry import coingecko_access, shared_by_workers


def details_provider() -> DetailsProvider:
    """CoinGecko with the key and the budget that its prices have. Raises `ProviderError`."""
    access = coingecko_access()
    shared = shared_by_workers(
        f"coingecko:{access['plan']}", limit=access.pop("limit"), redis_url=access.pop("redis_url")
    )
    return CoinGeckoDetails(**access, **shared)


def usage_provider() -> ObservationsProvider | None:
    """Coin Metrics: usage of chains, by day."""
    options = _options(coinmetrics.NAME, per_minute=coinmetrics.PER_MINUTE)
    return None if options is None else CoinMetrics(**options)


def totals_provider() -> TotalsProvider | None:
    """DefiLlama: what is locked and paid today."""
    options = _options(defillama.NAME, per_minute=defillama.PER_MINUTE)
    if options is None:
        return None
    return DefiLlama(yields_url=settings.DEFILLAMA_YIELDS_URL, **options)


def sentiment_provider() -> SentimentProvider | None:
    """alternative.me: fear and greed."""
    options = _options(alternative_me.NAME, per_minute=alternative_me.PER_MINUTE)
    return None if options is None else AlternativeMe(**options)


def _options(name: str, *, per_minute: int) -> dict | None:
    """What `Vendor` takes, from settings.MARKET_SOURCES; None if the source is switched off."""
    source = settings.MARKET_SOURCES[name]
    if not source["enabled"]:
        return None
    limit = source["per_minute"] or per_minute
    shared = shared_by_workers(name, limit=limit, redis_url=settings.REDIS_URL)
    return {"base_url": source["url"], **shared}
