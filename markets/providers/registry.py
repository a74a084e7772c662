"""Makes the provider that is asked for, from the settings."""

from functools import lru_cache

from django.conf import settings

from markets.providers.base import Provider, ProviderError
from markets.providers.budget import RequestBudget, redis_client
from markets.providers.coingecko.plans import PLANS
from markets.providers.coingecko.prices import CoinGecko
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


def ranked_providers(name: str, *, seed: int | None = None) -> dict[str, Provider]:
    """Who is asked for the prices of this market, by name: the first that answers is taken.

    The market's own provider, then those of settings.QUOTE_PROVIDERS in their order. A simulated
    market has one: simulated and live prices never mix.
    """
    if name == SIMULATED:
        return {name: make_provider(name, seed=seed)}
    names = [name, *getattr(settings, "QUOTE_PROVIDERS", [])]
    if not getattr(settings, "COINGECKO_API_KEY", ""):
        names = [one for one in names if one != KEYLESS]
    return {one: make_provider(one) for one in names if one != SIMULATED}


def is_same_market(one: str, other: str) -> bool:
    """Whether prices of two sources may stand in one database."""
    return (one == SIMULATED) == (other == SIMULATED)


def _coingecko(*, keyless: bool = False) -> CoinGecko:
    """The client of these settings; one for a process, as it hands rows on from call to call."""
    plan = "keyless" if keyless else getattr(settings, "COINGECKO_PLAN", "") or "keyless"
    if plan not in PLANS:
        raise ProviderError(f"COINGECKO_PLAN must be one of {', '.join(PLANS)}", permanent=True)
    limit = getattr(settings, "COINGECKO_PER_MINUTE", None) or PLANS[plan].per_minute
    top = getattr(settings, "COINGECKO_TOP", None) or (500 if plan == "keyless" else 1000)
    return _client(
        plan=plan,
        api_key="" if keyless else getattr(settings, "COINGECKO_API_KEY", ""),
        base_url=getattr(settings, "COINGECKO_URL", ""),
        limit=int(limit),
        top=int(top),
        redis_url=settings.REDIS_URL,
    )


@lru_cache(maxsize=4)
def _client(
    *, plan: str, api_key: str, base_url: str, limit: int, top: int, redis_url: str
) -> CoinGecko:
    budget = RequestBudget(f"coingecko:{plan}", limit=limit, client=redis_client(redis_url))
    return CoinGecko(plan=plan, api_key=api_key, base_url=base_url, budget=budget, top=top)
