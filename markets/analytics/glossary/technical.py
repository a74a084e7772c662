"""Terms of trends, indicators and ranges."""

from markets.analytics.glossary.base import TECHNICAL, Term

TECHNICAL_TERMS = (
    Term("return", "Return", TECHNICAL,
         "How much the closing price rose or fell over a span of days. A day ends at midnight, "
         "UTC.",
         "Past returns promise nothing, and coins that vanished are missing from most lists.",
         points=("ret_1d", "ret_7d", "ret_14d", "ret_30d", "ret_90d", "ret_180d", "ret_365d",
                 "ret_ytd")),
    Term("moving-average", "Above its average", TECHNICAL,
         "How far the close is above the simple mean of the last 20, 50 or 200 closes. Above it "
         "the trend of that length points up.",
         "An average follows late, and in a market without direction it is crossed again and "
         "again.",
         points=("sma_gap_20", "sma_gap_50", "sma_gap_200")),
    Term("golden-cross", "50-day over 200-day average", TECHNICAL,
         "How far the shorter average is above the longer one. Its crossing from below is the "
         "golden cross, from above the death cross.",
         "It comes months after the turn that it shows.", points=("sma_cross",)),
    Term("rsi", "RSI", TECHNICAL,
         "The strength of rises against falls over 14 days, from 0 to 100. Above 70 is called "
         "overbought, under 30 oversold.",
         "In a strong trend it stays at an extreme for weeks.", points=("rsi_14",)),
    Term("macd", "MACD histogram", TECHNICAL,
         "The gap of two exponential averages less its own average, beside the price. Above 0 the "
         "momentum grows.",
         "It is made of past prices alone and swings often in quiet markets.",
         points=("macd_hist",)),
    Term("adx", "Trend strength (ADX)", TECHNICAL,
         "How strong the present trend is, from 0 to 100, whether up or down. Above 25 is usually "
         "called a trend.",
         "It does not say in which direction.", points=("adx_14",)),
    Term("directional-spread", "Directional spread (DI)", TECHNICAL,
         "Upward less downward movement over 14 days. Above 0 upward moves prevail.",
         "It says little where the trend is weak: see its strength.", points=("di_spread_14",)),
    Term("atr", "Average true range", TECHNICAL,
         "How far the price swings within a day in the mean of 14, beside the close. Stops closer "
         "than that are reached by chance.",
         "It has no direction and follows a calm or a storm late.", points=("atr_14",)),
    Term("bollinger-bands", "Bollinger bands", TECHNICAL,
         "Two lines two deviations above and below the 20-day average: the position within them, "
         "and their width beside the average. Narrow bands mean a calm.",
         "A band is no barrier: prices walk along it in a trend.",
         points=("bb_pos_20", "bb_width_20")),
    Term("stochastic", "Stochastic %K", TECHNICAL,
         "Where the close stands between the lowest and highest price of 14 days, 0 to 100. Near "
         "100 it closed at the top.",
         "It reaches its extremes often, also in the middle of a trend.", points=("stoch_k_14",)),
    Term("money-flow", "Money flow index", TECHNICAL,
         "An RSI in which days weigh by their volume. It tells whether rises or falls were traded "
         "more.",
         "It is worth what the reported volume is worth.", points=("mfi_14",)),
    Term("cci", "Commodity channel index", TECHNICAL,
         "How many mean deviations the price is from its 20-day average. Beyond ±100 is unusual.",
         "Unusual is not unsustainable: strong trends begin so.", points=("cci_20",)),
    Term("aroon", "Aroon oscillator", TECHNICAL,
         "Whether the last 25-day high or the last low is more recent, from −100 to 100. Above 50 "
         "new highs dominate.",
         "It sees when an extreme was, not how far it reached.", points=("aroon_25",)),
    Term("on-balance-volume", "On-balance volume", TECHNICAL,
         "Volume added on days of gain and taken off on days of loss: its slope over 30 days "
         "beside the mean volume. Above 0 volume goes with rises.",
         "A day of a tiny gain counts with its whole volume.", points=("obv_slope_30",)),
    Term("channel", "Position in the 55-day channel", TECHNICAL,
         "Where the close stands between the lowest and highest of 55 closes, 0 to 1. At 1 it is a "
         "new high.",
         "Most new highs are not the start of a trend.", points=("donchian_pos_55",)),
    Term("trend-line", "Trend line", TECHNICAL,
         "The straight line that fits 90 logarithmic closes best: its slope a day, and how well it "
         "fits (R², 0 to 1). A high fit means a steady path.",
         "A line through the past is not a forecast.", points=("trend_slope_90", "trend_r2_90")),
    Term("from-high", "From the high of a year", TECHNICAL,
         "How far the close is under the highest of 365, and how many days ago that was. Near 0 it "
         "is at its high.",
         "A far fall is not yet cheap: many coins never came back.",
         points=("from_high_365", "days_since_high_365")),
    Term("from-low", "From the low of a year", TECHNICAL,
         "How far the close is above the lowest of 365. Near 0 it is at its low.",
         "A low of a year is often followed by a lower one.", points=("from_low_365",)),
    Term("from-all-time-high", "From the all-time high", TECHNICAL,
         "How far the close is under the highest close that is stored. 0 means a record today.",
         "The high is that of the stored history, and nothing draws a price back to it.",
         points=("from_ath",)),
    Term("support-resistance", "Support and resistance", TECHNICAL,
         "Prices at which closes of the last 365 days turned at least twice. Support lies under "
         "the price, resistance above it.",
         "Levels are seen afterwards, break without warning and have no proven edge.",
         "weighted mean of closes that were the highest or lowest of 5 days on either side"),
)  # fmt: skip
