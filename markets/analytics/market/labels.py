"""The stored figures of the market and of its categories as pages name them, with their units."""

from collections.abc import Mapping
from types import MappingProxyType

from markets.analytics.points.base import COUNT, DOLLARS, FRACTION, INDEX, PERCENT, RATIO
from markets.wording import gettext_noop as _

MARKET_FIGURES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "total_cap": (_("Total market cap"), DOLLARS),
        "altcoin_cap": (_("Altcoin cap"), DOLLARS),
        "dominance": (_("Bitcoin’s share"), PERCENT),
        "dominance_ex_stable": (_("Bitcoin’s share without stablecoins"), PERCENT),
        "season": (_("Altcoin season"), PERCENT),
        "season_then": (_("Altcoin season by the members of 90 days ago"), PERCENT),
        "breadth_50": (_("Coins above their 50-day average"), PERCENT),
        "breadth_200": (_("Coins above their 200-day average"), PERCENT),
        "fear_and_greed": (_("Fear and greed"), INDEX),
    }
)

CATEGORY_FIGURES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "ahead_14": (_("Return against the market, 14 days"), FRACTION),
        "ahead_30": (_("Return against the market, 30 days"), FRACTION),
        "ahead_90": (_("Return against the market, 90 days"), FRACTION),
        "momentum": (_("Momentum"), INDEX),
        "breadth": (_("Coins above their 50-day average"), PERCENT),
        "volume_share": (_("Share of the volume"), FRACTION),
        "volume_trend": (_("Volume share, 7 over 90 days"), RATIO),
        "coins": (_("Ranked coins"), COUNT),
    }
)
