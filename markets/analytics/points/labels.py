"""Data points, their groups and the families of grades as pages name them."""

from collections.abc import Mapping
from types import MappingProxyType

_RETURNS = {f"ret_{days}d": f"Return, {days} days" for days in (7, 14, 30, 90, 180, 365)}

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "ret_1d": "Return, 1 day",
        **_RETURNS,
        "ret_ytd": "Return this year",
        "sma_gap_20": "Above its 20-day average",
        "sma_gap_50": "Above its 50-day average",
        "sma_gap_200": "Above its 200-day average",
        "sma_cross": "50-day over 200-day average",
        "rsi_14": "RSI",
        "macd_hist": "MACD histogram",
        "adx_14": "Trend strength (ADX)",
        "di_spread_14": "Directional spread (DI)",
        "atr_14": "Average true range",
        "bb_pos_20": "Position in the Bollinger bands",
        "bb_width_20": "Width of the Bollinger bands",
        "stoch_k_14": "Stochastic %K",
        "mfi_14": "Money flow index",
        "cci_20": "Commodity channel index",
        "aroon_25": "Aroon oscillator",
        "obv_slope_30": "On-balance volume, slope",
        "donchian_pos_55": "Position in the 55-day channel",
        "trend_slope_90": "Trend a day, 90 days",
        "trend_r2_90": "Fit of that trend (R²)",
        "from_high_365": "From the high of a year",
        "from_low_365": "From the low of a year",
        "from_ath": "From the all-time high",
        "days_since_high_365": "Days since the high of a year",
        "vol_30": "Volatility, 30 days",
        "vol_90": "Volatility, 90 days",
        "vol_365": "Volatility, 365 days",
        "range_vol_30": "Volatility of daily ranges",
        "vol_ratio": "Volatility, 30 over 365 days",
        "downside_90": "Downside deviation",
        "sharpe_90": "Sharpe ratio, 90 days",
        "sharpe_365": "Sharpe ratio, 365 days",
        "sortino_365": "Sortino ratio",
        "calmar_365": "Calmar ratio",
        "max_dd_365": "Maximum drawdown",
        "var95_365": "Value at risk, 95%",
        "cvar95_365": "Expected shortfall, 95%",
        "skew_365": "Skewness",
        "kurt_365": "Excess kurtosis",
        "tail_ratio_365": "Tail ratio",
        "profit_factor_365": "Profit factor",
        "max_30": "Best day of 30",
        "min_30": "Worst day of 30",
        "beta_180": "Beta to the market",
        "alpha_180": "Alpha a year",
        "idio_vol_180": "Volatility of its own",
        "corr_btc_90": "Correlation with Bitcoin",
        "corr_mkt_90": "Correlation with the market",
        "autocorr_90": "Autocorrelation",
        "hit_90": "Days with a gain",
        "age_days": "Age",
        "volume_30": "Volume a day, 30 days",
        "volume_trend": "Volume, 7 over 90 days",
        "amihud_30": "Price impact (Amihud)",
        "zero_volume_30": "Days without volume",
        "spread_30": "Estimated spread",
        "turnover_30": "Volume / cap, 30 days",
        "venues": "Venues",
        "top_venue_share": "Share of the largest venue",
        "cap": "Market cap",
        "rank": "Rank by market cap",
        "fdv": "Fully diluted valuation",
        "float": "Supply in circulation",
        "dilution": "Dilution still to come",
        "supply_growth_90": "Supply growth, 90 days",
        "supply_growth_365": "Supply growth, 365 days",
        "cap_tvl": "Cap / value locked",
        "nvt_90": "Cap / value transferred (NVT)",
        "mvrv": "Cap / realised cap (MVRV)",
        "cap_fees": "Cap / fees of a year",
        "cap_address": "Cap / active address",
        "addresses_30": "Active addresses a day",
        "address_growth": "Growth of active addresses",
        "transactions_30": "Transactions a day",
        "transfer_value_30": "Value transferred a day",
        "fees_30": "Fees a day",
        "fees_growth": "Growth of fees",
        "tvl": "Total value locked",
        "tvl_growth_30": "Growth of value locked",
        "top10_share": "Share of the ten largest holders",
        "commits_4w": "Commits, four weeks",
        "contributors": "Contributors",
        "merged_prs": "Merged pull requests",
        "closed_share": "Closed issues",
        "stars": "Stars",
        "watchers": "Watchers",
        "votes_up": "Votes up",
        "telegram_users": "Telegram members",
        "trending": "Trending searches",
    }
)

GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "technical": "Technical",
        "quantitative": "Risk and return",
        "liquidity": "Liquidity",
        "valuation": "Valuation",
        "onchain": "On-chain",
        "developer": "Developers",
        "community": "Community",
    }
)

# Why a data point has no value; none of them: its formula divides by zero.
REASONS: Mapping[str | None, str] = MappingProxyType(
    {
        "history": "its history is too short",
        "gap": "its history has a gap",
        "no_volume": "no volume is known",
        "not_offered": "no source offers it",
        "provider_stale": "its source gave too little of late",
        None: "it would divide by zero",
    }
)

FAMILIES: Mapping[str, str] = MappingProxyType(
    {
        "technical": "Technical",
        "risk": "Low risk",
        "liquidity": "Liquidity",
        "quality": "Quality",
        "usage": "Usage",
        "technology": "Technology",
        "valuation": "Valuation",
    }
)
