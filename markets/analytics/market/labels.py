"""The stored figures of the market and of its categories as pages name them, with their units."""

from collections.abc import Mapping
from types import MappingProxyType

from markets.analytics.points.base import COUNT, DOLLARS, FRACTION, INDEX, PERCENT, RATIO

MARKET_FIGURES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "total_cap": ("Total market cap", DOLLARS),
        "altcoin_cap": ("Altcoin cap", DOLLARS),
        "dominance": ("Bitcoin’s share", PERCENT),
        "dominance_ex_stable": ("Bitcoin’s share without stablecoins", PERCENT),
        "season": ("Altcoin season", PERCENT),
        "season_then": ("Altcoin season by the members of 90 days ago", PERCENT),
        "breadth_50": ("Coins above their 50-day average", PERCENT),
        "breadth_200": ("Coins above their 200-day average", PERCENT),
        "fear_and_greed": ("Fear and greed", INDEX),
    }
)

CATEGORY_FIGURES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "ahead_14": ("Return against the market, 14 days", FRACTION),
        "ahead_30": ("Return against the market, 30 days", FRACTION),
        "ahead_90": ("Return against the market, 90 days", FRACTION),
        "momentum": ("Momentum", INDEX),
        "breadth": ("Coins above their 50-day average", PERCENT),
        "volume_share": ("Share of the volume", FRACTION),
        "volume_trend": ("Volume share, 7 over 90 days", RATIO),
        "coins": ("Ranked coins", COUNT),
    }
)
