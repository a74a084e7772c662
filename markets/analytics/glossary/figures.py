"""The figures beside data points that terms give or are computed from."""

from collections.abc import Mapping
from types import MappingProxyType

from markets.analytics.glossary.base import PRICE, TEXT, Figure
from markets.analytics.points.base import COUNT, DOLLARS, FRACTION, INDEX, PERCENT, RATIO

FIGURES: Mapping[str, Figure] = MappingProxyType(
    {
        "price": Figure("Price", PRICE),
        "change_24h": Figure("24 hours", FRACTION),
        "volume_24h": Figure("Volume, 24 hours", DOLLARS),
        "circulating_supply": Figure("Circulating supply", COUNT),
        "total_supply": Figure("Total supply", COUNT),
        "max_supply": Figure("Maximum supply", COUNT),
        "market_cap": Figure("Market cap", DOLLARS),
        "fully_diluted": Figure("Fully diluted valuation", DOLLARS),
        "inflation_to_come": Figure("Supply still to come", FRACTION),
        "volume_to_cap": Figure("Volume / cap", FRACTION),
        "sold_a_day": Figure("What can be sold in a day", DOLLARS),
        "active_addresses": Figure("Active addresses", COUNT),
        "realised_cap": Figure("Realised cap", DOLLARS),
        "mean_transfer_value_of_90_days": Figure("Value transferred a day, 90 days", DOLLARS),
        "trader": Figure("Trader grade", INDEX),
        "investor": Figure("Investor grade", INDEX),
        "trader_coverage": Figure("Coverage of the trader grade", PERCENT),
        "investor_coverage": Figure("Coverage of the investor grade", PERCENT),
        "trend": Figure("Trend", TEXT),
        "consensus": Figure("Consensus", TEXT),
        "total_cap": Figure("Total market cap", DOLLARS),
        "altcoin_cap": Figure("Altcoin cap", DOLLARS),
        "Bitcoin’s_cap": Figure("Bitcoin’s cap", DOLLARS),
        "dominance": Figure("Bitcoin’s share", PERCENT),
        "dominance_ex_stable": Figure("The same without stablecoins", PERCENT),
        "season": Figure("Today’s 50 largest", PERCENT),
        "season_then": Figure("The 50 largest of 90 days ago", PERCENT),
        "breadth_50": Figure("Above the 50-day average", PERCENT),
        "breadth_200": Figure("Above the 200-day average", PERCENT),
        "index": Figure("Market index", RATIO),
        "regime": Figure("Regime", TEXT),
        "fear_and_greed": Figure("Fear and greed", TEXT),
    }
)
