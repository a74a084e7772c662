"""Opens CoinGecko's server by the plan that an installation has."""

from typing import Any

from markets.providers.base import ProviderError
from markets.providers.coingecko.plans import PLANS, Plan
from markets.providers.vendor import Vendor

NAME = "coingecko"


def open_server(
    *, plan: str = "keyless", api_key: str = "", base_url: str = "", **options: Any
) -> tuple[Vendor, Plan]:
    """The server and what its plan allows; `options` are those of `Vendor`.

    Raises `ProviderError` for a plan that there is none of, and for one without its key.
    """
    if plan not in PLANS:
        raise ProviderError(f"{NAME}: no plan {plan!r}", permanent=True)
    terms = PLANS[plan]
    if terms.header and not api_key:
        raise ProviderError(f"{NAME}: the {plan} plan needs a key", permanent=True)
    headers = {terms.header: api_key} if terms.header else None
    return Vendor(NAME, base_url or terms.base_url, headers=headers, **options), terms
