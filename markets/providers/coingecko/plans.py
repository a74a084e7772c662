"""The kinds of access to CoinGecko, and what each allows."""

from dataclasses import dataclass
from datetime import timedelta

PUBLIC_URL = "https://api.coingecko.com/api/v3"
PUBLIC_HISTORY = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a kind of access allows. `per_minute` is ours, on the safe side of the vendor's.

    `details_at_once` assets are asked in a turn of two minutes, so that prices keep their share.
    """

    base_url: str
    header: str | None
    per_minute: int
    history: timedelta | None
    with_categories: bool
    details_at_once: int


PLANS = {
    "keyless": Plan(
        base_url=PUBLIC_URL,
        header=None,
        per_minute=5,
        history=PUBLIC_HISTORY,
        with_categories=False,
        details_at_once=1,
    ),
    "demo": Plan(
        base_url=PUBLIC_URL,
        header="x-cg-demo-api-key",
        per_minute=30,
        history=PUBLIC_HISTORY,
        with_categories=True,
        details_at_once=4,
    ),
    "pro": Plan(
        base_url="https://pro-api.coingecko.com/api/v3",
        header="x-cg-pro-api-key",
        per_minute=250,
        history=None,
        with_categories=True,
        details_at_once=40,
    ),
}
