"""Terms of trends, indicators and ranges."""

from markets.analytics.glossary.base import TECHNICAL, Term
from markets.wording import gettext_noop as _

TECHNICAL_TERMS = (
    Term("return", _("Return"), TECHNICAL,
         _("How much the closing price rose or fell over a span of days. A day ends at midnight, "
           "UTC."),
         _("Past returns promise nothing, and coins that vanished are missing from most lists."),
         points=("ret_1d", "ret_7d", "ret_14d", "ret_30d", "ret_90d", "ret_180d", "ret_365d",
                 "ret_ytd")),
    Term("moving-average", _("Above its average"), TECHNICAL,
         _("How far the close is above the simple mean of the last 20, 50 or 200 closes. Above it "
           "the trend of that length points up."),
         _("An average follows late, and in a market without direction it is crossed again and "
           "again."), points=("sma_gap_20", "sma_gap_50", "sma_gap_200")),
    Term("golden-cross", _("50-day over 200-day average"), TECHNICAL,
         _("How far the shorter average is above the longer one. Its crossing from below is the "
           "golden cross, from above the death cross."),
         _("It comes months after the turn that it shows."), points=("sma_cross",)),
    Term("rsi", _("RSI"), TECHNICAL,
         _("The strength of rises against falls over 14 days, from 0 to 100. Above 70 is called "
           "overbought, under 30 oversold."),
         _("In a strong trend it stays at an extreme for weeks."), points=("rsi_14",)),
    Term("macd", _("MACD histogram"), TECHNICAL,
         _("The gap of two exponential averages less its own average, beside the price. Above 0 "
           "the momentum grows."),
         _("It is made of past prices alone and swings often in quiet markets."),
         points=("macd_hist",)),
    Term("adx", _("Trend strength (ADX)"), TECHNICAL,
         _("How strong the present trend is, from 0 to 100, whether up or down. Above 25 is "
           "usually called a trend."),
         _("It does not say in which direction."), points=("adx_14",)),
    Term("directional-spread", _("Directional spread (DI)"), TECHNICAL,
         _("Upward less downward movement over 14 days. Above 0 upward moves prevail."),
         _("It says little where the trend is weak: see its strength."), points=("di_spread_14",)),
    Term("atr", _("Average true range"), TECHNICAL,
         _("How far the price swings within a day in the mean of 14, beside the close. Stops "
           "closer than that are reached by chance."),
         _("It has no direction and follows a calm or a storm late."), points=("atr_14",)),
    Term("bollinger-bands", _("Bollinger bands"), TECHNICAL,
         _("Two lines two deviations above and below the 20-day average: the position within them, "
           "and their width beside the average. Narrow bands mean a calm."),
         _("A band is no barrier: prices walk along it in a trend."),
         points=("bb_pos_20", "bb_width_20")),
    Term("stochastic", _("Stochastic %K"), TECHNICAL,
         _("Where the close stands between the lowest and highest price of 14 days, 0 to 100. Near "
           "100 it closed at the top."),
         _("It reaches its extremes often, also in the middle of a trend."),
         points=("stoch_k_14",)),
    Term("money-flow", _("Money flow index"), TECHNICAL,
         _("An RSI in which days weigh by their volume. It tells whether rises or falls were "
           "traded more."),
         _("It is worth what the reported volume is worth."), points=("mfi_14",)),
    Term("cci", _("Commodity channel index"), TECHNICAL,
         _("How many mean deviations the price is from its 20-day average. Beyond ±100 is "
           "unusual."),
         _("Unusual is not unsustainable: strong trends begin so."), points=("cci_20",)),
    Term("aroon", _("Aroon oscillator"), TECHNICAL,
         _("Whether the last 25-day high or the last low is more recent, from −100 to 100. Above "
           "50 new highs dominate."),
         _("It sees when an extreme was, not how far it reached."), points=("aroon_25",)),
    Term("on-balance-volume", _("On-balance volume"), TECHNICAL,
         _("Volume added on days of gain and taken off on days of loss: its slope over 30 days "
           "beside the mean volume. Above 0 volume goes with rises."),
         _("A day of a tiny gain counts with its whole volume."), points=("obv_slope_30",)),
    Term("channel", _("Position in the 55-day channel"), TECHNICAL,
         _("Where the close stands between the lowest and highest of 55 closes, 0 to 1. At 1 it is "
           "a new high."),
         _("Most new highs are not the start of a trend."), points=("donchian_pos_55",)),
    Term("trend-line", _("Trend line"), TECHNICAL,
         _("The straight line that fits 90 logarithmic closes best: its slope a day, and how well "
           "it fits (R², 0 to 1). A high fit means a steady path."),
         _("A line through the past is not a forecast."), points=("trend_slope_90", "trend_r2_90")),
    Term("from-high", _("From the high of a year"), TECHNICAL,
         _("How far the close is under the highest of 365, and how many days ago that was. Near 0 "
           "it is at its high."),
         _("A far fall is not yet cheap: many coins never came back."),
         points=("from_high_365", "days_since_high_365")),
    Term("from-low", _("From the low of a year"), TECHNICAL,
         _("How far the close is above the lowest of 365. Near 0 it is at its low."),
         _("A low of a year is often followed by a lower one."), points=("from_low_365",)),
    Term("from-all-time-high", _("From the all-time high"), TECHNICAL,
         _("How far the close is under the highest close that is stored. 0 means a record today."),
         _("The high is that of the stored history, and nothing draws a price back to it."),
         points=("from_ath",)),
    Term("support-resistance", _("Support and resistance"), TECHNICAL,
         _("Weighted means of closes of the last 365 days that were the highest or lowest of 5 "
           "days on either side, at least two at a price. Support lies under the price, "
           "resistance above it."),
         _("Levels are seen afterwards, break without warning and have no proven edge."),
         _("nearest_support ÷ c − 1"),
         ("support_away", "nearest_support", "nearest_resistance")),
)  # fmt: skip
