"""Data points, their groups and the families of grades as pages name them."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from markets.wording import gettext
from markets.wording import gettext_noop as _

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "ret_1d": _("Return, 1 day"),
        "ret_7d": _("Return, 7 days"),
        "ret_14d": _("Return, 14 days"),
        "ret_30d": _("Return, 30 days"),
        "ret_90d": _("Return, 90 days"),
        "ret_180d": _("Return, 180 days"),
        "ret_365d": _("Return, 365 days"),
        "ret_ytd": _("Return this year"),
        "sma_gap_20": _("Above its 20-day average"),
        "sma_gap_50": _("Above its 50-day average"),
        "sma_gap_200": _("Above its 200-day average"),
        "sma_cross": _("50-day over 200-day average"),
        "rsi_14": _("RSI"),
        "macd_hist": _("MACD histogram"),
        "adx_14": _("Trend strength (ADX)"),
        "di_spread_14": _("Directional spread (DI)"),
        "atr_14": _("Average true range"),
        "bb_pos_20": _("Position in the Bollinger bands"),
        "bb_width_20": _("Width of the Bollinger bands"),
        "stoch_k_14": _("Stochastic %K"),
        "mfi_14": _("Money flow index"),
        "cci_20": _("Commodity channel index"),
        "aroon_25": _("Aroon oscillator"),
        "obv_slope_30": _("On-balance volume, slope"),
        "donchian_pos_55": _("Position in the 55-day channel"),
        "trend_slope_90": _("Trend a day, 90 days"),
        "trend_r2_90": _("Fit of that trend (R²)"),
        "from_high_365": _("From the high of a year"),
        "from_low_365": _("From the low of a year"),
        "from_ath": _("From the all-time high"),
        "days_since_high_365": _("Days since the high of a year"),
        "vol_30": _("Volatility, 30 days"),
        "vol_90": _("Volatility, 90 days"),
        "vol_365": _("Volatility, 365 days"),
        "range_vol_30": _("Volatility of daily ranges"),
        "vol_ratio": _("Volatility, 30 over 365 days"),
        "downside_90": _("Downside deviation"),
        "sharpe_90": _("Sharpe ratio, 90 days"),
        "sharpe_365": _("Sharpe ratio, 365 days"),
        "sortino_365": _("Sortino ratio"),
        "calmar_365": _("Calmar ratio"),
        "max_dd_365": _("Maximum drawdown"),
        "var95_365": _("Value at risk, 95%"),
        "cvar95_365": _("Expected shortfall, 95%"),
        "skew_365": _("Skewness"),
        "kurt_365": _("Excess kurtosis"),
        "tail_ratio_365": _("Tail ratio"),
        "profit_factor_365": _("Profit factor"),
        "max_30": _("Best day of 30"),
        "min_30": _("Worst day of 30"),
        "beta_180": _("Beta to the market"),
        "alpha_180": _("Alpha a year"),
        "idio_vol_180": _("Volatility of its own"),
        "corr_btc_90": _("Correlation with Bitcoin"),
        "corr_mkt_90": _("Correlation with the market"),
        "autocorr_90": _("Autocorrelation"),
        "hit_90": _("Days with a gain"),
        "age_days": _("Age"),
        "volume_30": _("Volume a day, 30 days"),
        "volume_trend": _("Volume, 7 over 90 days"),
        "amihud_30": _("Price impact (Amihud)"),
        "zero_volume_30": _("Days without volume"),
        "spread_30": _("Estimated spread"),
        "turnover_30": _("Volume / cap, 30 days"),
        "venues": _("Venues"),
        "top_venue_share": _("Share of the largest venue"),
        "cap": _("Market cap"),
        "rank": _("Rank by market cap"),
        "fdv": _("Fully diluted valuation"),
        "float": _("Supply in circulation"),
        "dilution": _("Dilution still to come"),
        "supply_growth_90": _("Supply growth, 90 days"),
        "supply_growth_365": _("Supply growth, 365 days"),
        "cap_tvl": _("Cap / value locked"),
        "nvt_90": _("Cap / value transferred (NVT)"),
        "mvrv": _("Cap / realised cap (MVRV)"),
        "cap_fees": _("Cap / fees of a year"),
        "cap_address": _("Cap / active address"),
        "addresses_30": _("Active addresses a day"),
        "address_growth": _("Growth of active addresses"),
        "transactions_30": _("Transactions a day"),
        "transfer_value_30": _("Value transferred a day"),
        "fees_30": _("Fees a day"),
        "fees_growth": _("Growth of fees"),
        "tvl": _("Total value locked"),
        "tvl_growth_30": _("Growth of value locked"),
        "top10_share": _("Share of the ten largest holders"),
        "commits_4w": _("Commits, four weeks"),
        "contributors": _("Contributors"),
        "merged_prs": _("Merged pull requests"),
        "closed_share": _("Closed issues"),
        "stars": _("Stars"),
        "watchers": _("Watchers"),
        "votes_up": _("Votes up"),
        "telegram_users": _("Telegram members"),
        "trending": _("Trending searches"),
    }
)

GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "technical": _("Technical"),
        "quantitative": _("Risk and return"),
        "liquidity": _("Liquidity"),
        "valuation": _("Valuation"),
        "onchain": _("On-chain"),
        "developer": _("Developers"),
        "community": _("Community"),
    }
)

# What data points are computed from beyond the close.
INPUTS: Mapping[str, str] = MappingProxyType(
    {
        "open": _("opening price"),
        "high": _("high of the day"),
        "low": _("low of the day"),
        "volume": _("volume"),
        "market": _("return of the market"),
        "BTC": "BTC",
        "market_cap": _("market cap"),
        "circulating_supply": _("circulating supply"),
        "max_supply": _("max supply"),
        "total_supply": _("total supply"),
        "realised_cap": _("realised cap"),
        "venues": _("venues"),
        "top_venue_share": _("share of the largest venue"),
        "tvl": _("value locked"),
        "transfer_value": _("transfer value"),
        "transactions": _("transactions"),
        "active_addresses": _("active addresses"),
        "fees": _("fees"),
        "top10_share": _("share of the ten largest holders"),
        "commits_4w": _("commits of four weeks"),
        "contributors": _("contributors"),
        "merged_prs": _("merged pull requests"),
        "closed_share": _("share of issues closed"),
        "stars": _("stars"),
        "watchers": _("watchers"),
        "votes_up": _("votes up"),
        "telegram_users": _("Telegram users"),
        "trending": _("trending"),
    }
)

# Why a data point has no value; none of them: its formula divides by zero.
REASONS: Mapping[str | None, str] = MappingProxyType(
    {
        "history": _("its history is too short"),
        "gap": _("its history has a gap"),
        "no_volume": _("no volume is known"),
        "not_offered": _("no source offers it"),
        "provider_stale": _("its source gave too little of late"),
        None: _("it would divide by zero"),
    }
)

FAMILIES: Mapping[str, str] = MappingProxyType(
    {
        "technical": _("Technical"),
        "risk": _("Low risk"),
        "liquidity": _("Liquidity"),
        "quality": _("Quality"),
        "usage": _("Usage"),
        "technology": _("Technology"),
        "valuation": _("Valuation"),
    }
)


def inputs_in_words(inputs: Iterable[str]) -> str:
    """Columns that a data point needs, such as "market cap or circulating supply, fees"."""
    return ", ".join(
        gettext(" or ").join(gettext(INPUTS[name]) for name in names.split("|")) for names in inputs
    )
