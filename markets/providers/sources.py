"""Makes the sources of what is known beyond prices, as the settings have them.

Each is None where it is switched off. A simulated market asks none of them but for details, which
it has of its own.
"""

from django.conf import settings

from markets.providers import alternative_me, coinmetrics, coinpaprika, ecb, exchanges
from markets.providers.alternative_me import AlternativeMe
from markets.providers.base import ObservationsProvider
from markets.providers.budget import RequestBudget, redis_client
from markets.providers.coingecko.details import CoinGeckoDetails
from markets.providers.coinmetrics import CoinMetrics
from markets.providers.defillama import client as defillama
from markets.providers.defillama.client import DefiLlama
from markets.providers.defillama.history import DefiLlamaHistory
from markets.providers.ecb import EuropeanCentralBank
from markets.providers.news import client as news
from markets.providers.news.client import NewsFeed, feed_names, host_of_feed
from markets.providers.observed import (
    DetailsProvider,
    SentimentProvider,
    TotalsProvider,
    YieldsProvider,
)
from markets.providers.registry import (
    SIMULATED,
    coingecko_access,
    default_seed,
    shared_by_workers,
    source_options,
)
from markets.providers.simulated.details import SimulatedDetails

_PER_MINUTE = {
    module.NAME: module.PER_MINUTE
    for module in (alternative_me, coinmetrics, coinpaprika, defillama, ecb, exchanges)
}


def request_budgets() -> dict[str, RequestBudget]:
    """The budget of each source that is switched on, by its name."""
    access = coingecko_access()
    client = redis_client(settings.REDIS_URL)
    name = f"coingecko:{access['plan']}"
    budgets = {name: RequestBudget(name, limit=access["limit"], client=client)}
    for name, per_minute in _PER_MINUTE.items():
        options = source_options(name, per_minute=per_minute)
        if options is not None:
            budgets[name] = options["budget"]
    for url in settings.NEWS_FEEDS:
        budgets[f"news:{host_of_feed(url)}"] = _shared_by_feed(url)["budget"]
    return budgets


def details_provider(market: str, *, seed: int | None = None) -> DetailsProvider:
    """A simulated market's own, else CoinGecko with the key and the budget that its prices have.

    Raises `ProviderError`.
    """
    if market == SIMULATED:
        return SimulatedDetails(seed=default_seed() if seed is None else seed)
    access = coingecko_access()
    shared = shared_by_workers(
        f"coingecko:{access['plan']}", limit=access.pop("limit"), redis_url=access.pop("redis_url")
    )
    return CoinGeckoDetails(**access, **shared)


def usage_provider() -> ObservationsProvider | None:
    """Coin Metrics: usage of chains, by day."""
    options = source_options(coinmetrics.NAME, per_minute=coinmetrics.PER_MINUTE)
    return None if options is None else CoinMetrics(**options)


def totals_provider() -> TotalsProvider | None:
    """DefiLlama: what is locked and paid today."""
    return _defillama()


def yields_provider() -> YieldsProvider | None:
    """DefiLlama: where assets earn."""
    return _defillama()


def _defillama() -> DefiLlama | None:
    options = source_options(defillama.NAME, per_minute=defillama.PER_MINUTE)
    if options is None:
        return None
    return DefiLlama(yields_url=settings.DEFILLAMA_YIELDS_URL, **options)


def totals_history_provider() -> ObservationsProvider | None:
    """DefiLlama: what was locked and paid, by day."""
    options = source_options(defillama.NAME, per_minute=defillama.PER_MINUTE)
    return None if options is None else DefiLlamaHistory(**options)


def sentiment_provider() -> SentimentProvider | None:
    """alternative.me: fear and greed."""
    options = source_options(alternative_me.NAME, per_minute=alternative_me.PER_MINUTE)
    return None if options is None else AlternativeMe(**options)


def fiat_provider() -> EuropeanCentralBank | None:
    """The European Central Bank: rates of currencies, by day."""
    options = source_options(ecb.NAME, per_minute=ecb.PER_MINUTE)
    return None if options is None else EuropeanCentralBank(**options)


def news_feeds() -> list[NewsFeed]:
    """The operator's feeds; feeds of one host share a budget, so that none is at another's cost."""
    names = feed_names(settings.NEWS_FEEDS, secret=settings.SECRET_KEY)
    return [NewsFeed(url, name=name, **_shared_by_feed(url)) for url, name in names.items()]


def _shared_by_feed(url: str) -> dict:
    return shared_by_workers(
        f"news:{host_of_feed(url)}", limit=news.PER_MINUTE, redis_url=settings.REDIS_URL
    )
