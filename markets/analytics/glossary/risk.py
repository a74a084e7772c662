"""Terms of swings, losses and what was earned for them."""

from markets.analytics.glossary.base import RISK, Term
from markets.wording import gettext_noop as _

RISK_TERMS = (
    Term("volatility", _("Volatility"), RISK,
         _("How far daily returns scatter, as a yearly figure. At 80% a swing of 4% on a day is "
           "ordinary."),
         _("It counts rises like falls, and calm spans end suddenly."),
         points=("vol_30", "vol_90", "vol_365")),
    Term("range-volatility", _("Volatility of daily ranges"), RISK,
         _("Volatility from each day's open, high, low and close instead of closes alone. It sees "
           "swings within the day."),
         _("It depends on extremes that a single venue may have made."), points=("range_vol_30",)),
    Term("volatility-ratio", _("Volatility, 30 over 365 days"), RISK,
         _("Present volatility beside that of the year. Above 1 it is wilder than usual."),
         _("It does not say in which direction the price goes."), points=("vol_ratio",)),
    Term("downside-deviation", _("Downside deviation"), RISK,
         _("How far daily returns fall under 0, as a yearly figure. Gains do not raise it."),
         _("A coin that has only risen has none, and may still fall."), points=("downside_90",)),
    Term("sharpe", _("Sharpe ratio"), RISK,
         _("Mean return a year beside volatility, without a rate of interest. Above 1 is good, "
           "below 0 money was lost."),
         _("It is uncertain over short spans and treats rises as risk."),
         points=("sharpe_90", "sharpe_365")),
    Term("sortino", _("Sortino ratio"), RISK,
         _("Mean return a year beside the downside deviation. It forgives large gains."),
         _("It rewards coins whose great fall is still to come."), points=("sortino_365",)),
    Term("calmar", _("Calmar ratio"), RISK,
         _("The return of a year beside the deepest fall within it. Above 1 the year earned more "
           "than its worst fall."),
         _("It rests on a single fall."), points=("calmar_365",)),
    Term("drawdown", _("Maximum drawdown"), RISK,
         _("The deepest fall from a close to a later one within 365 days. Who bought at the worst "
           "moment saw that loss."),
         _("The next fall can be deeper than any before."), points=("max_dd_365",)),
    Term("value-at-risk", _("Value at risk, expected shortfall"), RISK,
         _("The loss that one day in twenty exceeded, and the mean loss of those days. Both come "
           "from the last 365 days."),
         _("They say nothing of how bad the worst day can be."),
         points=("var95_365", "cvar95_365")),
    Term("skew-kurtosis", _("Skewness and excess kurtosis"), RISK,
         _("Whether large moves were mostly up or down, and how much more common they are than in "
           "a bell curve. A normal distribution has 0 for both."),
         _("A single day can make either."), points=("skew_365", "kurt_365")),
    Term("tail-ratio", _("Tail ratio"), RISK,
         _("The size of good extremes beside bad ones: the 95% quantile over the 5% one. Above 1 "
           "good days were larger."),
         _("It ignores what lies beyond those quantiles."), points=("tail_ratio_365",)),
    Term("profit-factor", _("Profit factor"), RISK,
         _("The sum of all daily gains beside that of all losses of a year. Above 1 gains "
           "prevailed."),
         _("It says nothing of their order or of costs."), points=("profit_factor_365",)),
    Term("best-worst-day", _("Best and worst day"), RISK,
         _("The largest gain and the largest loss of a day among the last 30, as logarithms. A "
           "coin with a very good day was often bought like a lottery ticket."),
         _("Thirty days seldom hold the extreme that counts."), points=("max_30", "min_30")),
    Term("beta", _("Beta and alpha"), RISK,
         _("How many per cent the coin moved with each per cent of the market, and what it "
           "returned a year besides. A beta of 1.5 swings half as much again as the market."),
         _("Both change with the span, and alpha is mostly chance."),
         points=("beta_180", "alpha_180")),
    Term("own-volatility", _("Volatility of its own"), RISK,
         _("The part of the volatility that the market does not explain. Spreading over many coins "
           "removes it."),
         _("In a crash all coins fall together, whatever this says."), points=("idio_vol_180",)),
    Term("correlation", _("Correlation"), RISK,
         _("How closely daily returns go together, from −1 to 1, over 90 days. Near 1 another coin "
           "adds no protection."),
         _("It is a mean: in falls correlations rise."), points=("corr_btc_90", "corr_mkt_90")),
    Term("autocorrelation", _("Autocorrelation"), RISK,
         _("Whether a day's return resembles that of the day before. Above 0 moves went on, below "
           "0 they turned."),
         _("It is near 0 in most liquid markets and mostly chance."), points=("autocorr_90",)),
    Term("hit-rate", _("Days with a gain"), RISK,
         _("The share of the last 90 days that closed higher. About half is usual."),
         _("Many small gains and one large loss have a high share."), points=("hit_90",)),
    Term("age", _("Age"), RISK,
         _("How many days lie between the first stored close and today. Figures of a year need a "
           "history of a year."),
         _("The coin may be older than its stored history."), points=("age_days",)),
    Term("chasing", _("Chasing"), RISK,
         _("A coin that doubled in 30 days, tripled in 90 or rose fivefold in a year. A wide range "
           "of outcomes follows, in both ways."),
         _("It is no forecast of a fall: some went on rising."),
         _("return of 30 days ≥ 100%, of 90 days ≥ 200%, or of 365 days ≥ 400%")),
)  # fmt: skip
