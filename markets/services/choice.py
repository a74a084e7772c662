"""Which market this database holds, and the rule that it holds no other."""

import logging
import threading

from django.conf import settings

from markets.models import Market
from markets.providers.base import Provider, ProviderError, QuotesProvider
from markets.providers.observed import DetailsProvider
from markets.providers.registry import (
    COINGECKO,
    SIMULATED,
    default_seed,
    is_same_market,
    make_provider,
    ranked_providers,
)
from markets.providers.sources import details_provider

logger = logging.getLogger(__name__)

AUTO = "auto"
PING_SECONDS = 3.0


class WrongMarketError(Exception):
    """Prices of another market than the database's were about to be written."""


def choose_market() -> Market:
    """The market of this database; at the first start it is decided and stored.

    settings.MARKET_PROVIDER names it, or is "auto": then the live provider if it answers within
    three seconds, else the simulation.
    """
    market = Market.objects.first()
    if market is not None:
        return market
    name = getattr(settings, "MARKET_PROVIDER", AUTO) or AUTO
    if name == AUTO:
        name = COINGECKO if _answers(COINGECKO) else SIMULATED
    if name not in Market.Provider.values:
        raise ProviderError(f"MARKET_PROVIDER can't be {name!r}", permanent=True)
    seed = default_seed() if name == SIMULATED else None
    # Two processes may start at once: the first one's choice holds for both.
    market, _ = Market.objects.get_or_create(
        singleton=True, defaults={"provider": name, "seed": seed}
    )
    return market


def provider_in_use() -> Provider:
    """The provider of this database's market. Raises `ProviderError` if it can't be made."""
    market = choose_market()
    return make_provider(market.provider, seed=market.seed)


def providers_in_use() -> dict[str, QuotesProvider]:
    """Who is asked for quotes, by name, in order of rank. Raises `ProviderError`."""
    market = choose_market()
    return ranked_providers(market.provider, seed=market.seed)


def details_in_use() -> DetailsProvider:
    """Who says more than prices of the assets of this database's market.

    Raises `ProviderError` if it can't be made.
    """
    market = choose_market()
    return details_provider(market.provider, seed=market.seed)


def require_market(source: str) -> None:
    """Hold the market as it is until the transaction ends, and refuse another one's prices.

    To be called inside a transaction before prices of `source` are written: a refresh that was
    still under way when the market was switched fails here. Raises WrongMarketError.
    """
    names = Market.objects.select_for_update(no_key=True).values_list("provider", flat=True)
    name = names.first()
    if name is not None and not is_same_market(name, source):
        raise WrongMarketError(f"This database holds the {name} market, not {source}")


def _answers(name: str) -> bool:
    # In a thread, since no timeout of ours ends a look-up of the name by the system, and a machine
    # without a network may take half a minute to give that up.
    answers: list[bool] = []

    def ask() -> None:
        try:
            make_provider(name).ping(timeout=PING_SECONDS)
        except ProviderError as error:
            logger.info("%s does not answer: %s", name, error)
        else:
            answers.append(True)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(PING_SECONDS)
    return bool(answers)
