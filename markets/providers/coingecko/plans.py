"""The kinds of access to CoinGecko, and what each allows."""

from dataclasses import dataclass
from datetime import timedelta

PUBLIC_HISTORY = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a kind of access allows. `per_minute` is ours, on the safe side of the vendor's."""

    base_url: str
    header: str | None
    per_minute: int
    history: timedelta | None
    with_categories: bool


PLANS = {
    "keyless": Plan("https://api.coingecko.com/api/v3", None, 5, PUBLIC_HISTORY, False),
    "demo": Plan("https://api.coingecko.com/api/v3", "x-cg-demo-api-key", 30, PUBLIC_HISTORY, True),
    "pro": Plan("https://pro-api.coingecko.com/api/v3", "x-cg-pro-api-key", 250, None, True),
}
