"""Everything that reads the markets' tables for others."""

from markets.analytics.tiers import cap_tier
from markets.selectors.assets import (
    FormerWearer,
    find_assets,
    find_assets_by_symbol,
    find_assets_called,
    former_wearers,
    quotes_for,
    search_assets,
)
from markets.selectors.freshness import (
    day_figures_since,
    fiat_fresh_since,
    fresh_since,
    is_fresh,
    is_quote_fresh,
)
from markets.selectors.prices import DayPrices, price_history, usd_prices
from markets.selectors.status import MarketStatus, market_status
from markets.selectors.total import market_caps, market_caps_since

__all__ = [
    "DayPrices",
    "FormerWearer",
    "MarketStatus",
    "cap_tier",
    "day_figures_since",
    "fiat_fresh_since",
    "find_assets",
    "find_assets_by_symbol",
    "find_assets_called",
    "former_wearers",
    "fresh_since",
    "is_fresh",
    "is_quote_fresh",
    "market_caps",
    "market_caps_since",
    "market_status",
    "price_history",
    "quotes_for",
    "search_assets",
    "usd_prices",
]
