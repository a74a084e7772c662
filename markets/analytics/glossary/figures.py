"""The figures beside data points that terms give or are computed from."""

from collections.abc import Mapping
from types import MappingProxyType

from markets.analytics.glossary.base import PRICE, TEXT, Figure
from markets.analytics.market.labels import MARKET_FIGURES
from markets.analytics.points.base import COUNT, DOLLARS, FRACTION, INDEX, PERCENT, RATIO
from markets.wording import gettext_noop as _

# Those of the market that are stored, by shorter names than stand where there is no term above.
_OF_MARKET = {
    "total_cap": _("Total market cap"),
    "altcoin_cap": _("Altcoin cap"),
    "dominance": _("Bitcoin’s share"),
    "dominance_ex_stable": _("The same without stablecoins"),
    "season": _("Today’s 50 largest"),
    "season_then": _("The 50 largest of 90 days ago"),
    "breadth_50": _("Above the 50-day average"),
    "breadth_200": _("Above the 200-day average"),
}

FIGURES: Mapping[str, Figure] = MappingProxyType(
    {
        "price": Figure(_("Price"), PRICE),
        "change_24h": Figure(_("24 hours"), FRACTION),
        "high_24h": Figure(_("High, 24 h"), PRICE),
        "low_24h": Figure(_("Low, 24 h"), PRICE),
        "volume_24h": Figure(_("Volume, 24 hours"), DOLLARS),
        "circulating_supply": Figure(_("Circulating supply"), COUNT),
        "total_supply": Figure(_("Total supply"), COUNT),
        "max_supply": Figure(_("Maximum supply"), COUNT),
        "market_cap": Figure(_("Market cap"), DOLLARS),
        "tier": Figure(_("Size"), TEXT),
        "fully_diluted": Figure(_("Fully diluted valuation"), DOLLARS),
        "inflation_to_come": Figure(_("Supply still to come"), FRACTION),
        "volume_to_cap": Figure(_("Volume / cap"), FRACTION),
        "sold_a_day": Figure(_("What can be sold in a day"), DOLLARS),
        "active_addresses": Figure(_("Active addresses"), COUNT),
        "realised_cap": Figure(_("Realised cap"), DOLLARS),
        "mean_transfer_value_of_90_days": Figure(_("Value transferred a day, 90 days"), DOLLARS),
        "trader": Figure(_("Trader grade"), INDEX),
        "investor": Figure(_("Investor grade"), INDEX),
        "trader_coverage": Figure(_("Coverage of the trader grade"), PERCENT),
        "investor_coverage": Figure(_("Coverage of the investor grade"), PERCENT),
        "trend": Figure(_("Trend"), TEXT),
        "consensus": Figure(_("Consensus"), TEXT),
        "contract": Figure(_("Contract"), TEXT),
        "support_away": Figure(_("Nearest support, away from the close"), FRACTION),
        "nearest_support": Figure(_("Nearest support"), PRICE),
        "nearest_resistance": Figure(_("Nearest resistance"), PRICE),
        "own_valuation": Figure(_("Its valuation"), TEXT),
        "median_of_its_peers": Figure(_("Median of its peers"), TEXT),
        "peer_gap": Figure(_("Its valuation against its peers’"), FRACTION),
        "peer_valuation": Figure(_("Valuation compared above"), TEXT),
        "peers_compared": Figure(_("All valuations against the median"), TEXT),
        "quantile": Figure(_("Quantile of 10%, 7 days"), TEXT),
        "bear_7": Figure(_("Bear, 7 days"), PRICE),
        "base_7": Figure(_("Base, 7 days"), PRICE),
        "bull_7": Figure(_("Bull, 7 days"), PRICE),
        "limits": Figure(_("Its figures and their limits"), TEXT),
        "kind": Figure(_("Kind"), TEXT),
        "Bitcoin’s_cap": Figure(_("Bitcoin’s cap"), DOLLARS),
        **{name: Figure(label, MARKET_FIGURES[name][1]) for name, label in _OF_MARKET.items()},
        "index": Figure(_("Market index"), RATIO),
        "regime": Figure(_("Regime"), TEXT),
        "fear_and_greed": Figure(_("Fear and greed"), TEXT),
    }
)
