"""Makes the provider that is asked for, from the settings."""

from functools import lru_cache

from django.conf import settings

from markets.providers import coinpaprika, exchanges
from markets.providers.answers import AnswerCache
from markets.providers.base import Provider, ProviderError, QuotesProvider
from markets.providers.budget import RequestBudget, redis_client
from markets.providers.coingecko.plans import PLANS
from markets.providers.coingecko.prices import PER_PAGE, CoinGecko
from markets.providers.coinpaprika import CoinPaprika
from markets.providers.exchanges import Exchanges
from markets.providers.simulated.provider import SimulatedProvider

COINGECKO = "coingecko"
# The same vendor without the key: for when the key's quota is used up, or it is refused.
KEYLESS = "coingecko_keyless"
SIMULATED = "simulated"
DEFAULT_SEED = 2019


def make_provider(name: str, *, seed: int | None = None) -> Provider:
    """The provider of this name. Raises `ProviderError` if there is none or it lacks its key."""
    if name == SIMULATED:
        return SimulatedProvider(seed=default_seed() if seed is None else seed)
    if name == COINGECKO:
        return _coingecko()
    if name == KEYLESS:
        return _coingecko(keyless=True)
    raise ProviderError(f"There is no provider {name!r}", permanent=True)


def default_seed() -> int:
    """The seed of a simulated market that is chosen without one."""
    return getattr(settings, "SIMULATED_SEED", DEFAULT_SEED)


def ranked_providers(name: str, *, seed: int | None = None) -> dict[str, QuotesProvider]:
    """Who is asked for the prices of this market, by name: the first that answers is taken.

    The market's own provider, then those of settings.QUOTE_PROVIDERS in their order. A simulated
    market has one: simulated and live prices never mix.
    """
    if name == SIMULATED:
        return {name: make_provider(name, seed=seed)}
    names = [name, *getattr(settings, "QUOTE_PROVIDERS", [])]
    if not getattr(settings, "COINGECKO_API_KEY", ""):
        names = [one for one in names if one != KEYLESS]
    providers = {one: _quotes_provider(one) for one in names if one != SIMULATED}
    return {one: provider for one, provider in providers.items() if provider is not None}


def has_our_names(name: str) -> bool:
    """Whether a provider's references are the slugs of assets, as those of who lists them."""
    return name in {COINGECKO, KEYLESS, SIMULATED}


def _quotes_provider(name: str) -> QuotesProvider | None:
    """None for one that is switched off."""
    if name == coinpaprika.NAME:
        options = source_options(name, per_minute=coinpaprika.PER_MINUTE)
        return None if options is None else CoinPaprika(**options)
    if name == exchanges.NAME:
        options = source_options(name, per_minute=exchanges.PER_MINUTE)
        return None if options is None else Exchanges(names=settings.EXCHANGES, **options)
    return make_provider(name)


def is_same_market(one: str, other: str) -> bool:
    """Whether prices of two sources may stand in one database."""
    return (one == SIMULATED) == (other == SIMULATED)


def _coingecko(*, keyless: bool = False) -> CoinGecko:
    """The client of these settings; one for a process, as it hands rows on from call to call."""
    access = coingecko_access(keyless=keyless)
    top = getattr(settings, "COINGECKO_TOP", 0) or (500 if access["plan"] == "keyless" else 1000)
    # Prices that take more than half of a minute's calls would leave none for anything else, and
    # with more than all of them no refresh would ever end.
    most = PER_PAGE * max(access["limit"] // 2, 1)
    return _client(top=min(int(top), most), **access)


def coingecko_access(*, keyless: bool = False) -> dict:
    """How these settings reach the vendor. Raises `ProviderError` for a plan there is none of."""
    plan = "keyless" if keyless else getattr(settings, "COINGECKO_PLAN", "") or "keyless"
    if plan not in PLANS:
        raise ProviderError(f"COINGECKO_PLAN must be one of {', '.join(PLANS)}", permanent=True)
    return {
        "plan": plan,
        "api_key": "" if keyless else getattr(settings, "COINGECKO_API_KEY", ""),
        "base_url": getattr(settings, "COINGECKO_URL", ""),
        "limit": int(getattr(settings, "COINGECKO_PER_MINUTE", 0) or PLANS[plan].per_minute),
        "redis_url": settings.REDIS_URL,
    }


@lru_cache(maxsize=4)
def _client(*, top: int, limit: int, redis_url: str, **access: str) -> CoinGecko:
    shared = shared_by_workers(f"coingecko:{access['plan']}", limit=limit, redis_url=redis_url)
    return CoinGecko(top=top, **access, **shared)


def shared_by_workers(name: str, *, limit: int, redis_url: str) -> dict:
    """A vendor's budget and stored answers, as `Vendor` takes them."""
    client = redis_client(redis_url)
    return {
        "budget": RequestBudget(name, limit=limit, client=client),
        "answers": AnswerCache(name, client=client),
    }


def source_options(name: str, *, per_minute: int) -> dict | None:
    """What `Vendor` takes, from settings.MARKET_SOURCES; None if the source is switched off."""
    source = settings.MARKET_SOURCES[name]
    if not source["enabled"]:
        return None
    limit = source["per_minute"] or per_minute
    shared = shared_by_workers(name, limit=limit, redis_url=settings.REDIS_URL)
    return {"base_url": source["url"], **shared}
