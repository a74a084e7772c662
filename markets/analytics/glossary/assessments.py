"""Terms of what is computed of a coin and of how well that did."""

from markets.analytics.glossary.base import ASSESSMENT, Term
from markets.wording import gettext_noop as _

ASSESSMENT_TERMS = (
    Term("grade", _("Grade"), ASSESSMENT,
         _("A rank among all coins of the day, from 0 to 100, by weighted families of data points. "
           "From 80 it is strong, from 60 good, from 40 fair, from 20 weak, else poor."),
         _("It ranks, it does not forecast: the track record shows how much it told of returns."),
         _("rank of Σ weight × mean rank of the family’s points")),
    Term("trader-grade", _("Trader grade"), ASSESSMENT,
         _("A grade from momentum (40%), low risk (40%) and liquidity (20%). It suits spans of "
           "days to weeks."),
         _("It knows prices and volumes alone, nothing of the project."),
         _("rank of 40% momentum + 40% low risk + 20% liquidity"), ("trader",)),
    Term("investor-grade", _("Investor grade"), ASSESSMENT,
         _("A grade from quality (25%), usage (25%), technology (15%) and valuation (35%). It "
           "suits spans of months."),
         _("In the histories that were measured it did not go with later returns, significantly."),
         _("rank of 25% quality + 25% usage + 15% technology + 35% valuation"), ("investor",)),
    Term("coverage", _("Coverage"), ASSESSMENT,
         _("The part of a grade’s weights whose data points are known. Under 25% there is no "
           "grade, under 60% it is provisional."),
         _("A full one means known data, not good data."),
         _("Σ weights of families with half of their points known"),
         ("trader_coverage", "investor_coverage")),
    Term("why", _("Why: what a family adds"), ASSESSMENT,
         _("How each family moves the weighted mean above or below 50. The grade is the rank of "
           "that mean among all coins."),
         _("Other coins move the rank too: a grade can change while its families do not."),
         _("weight × (score − 50)")),
    Term("signal", _("Signal"), ASSESSMENT,
         _("Up from a close above those of the 20 days before, down from one under those of the 10 "
           "before. The trend is the last signal that was not 0."),
         _("Following it cut falls; there is no proof that it earns more."),
         _("1 from c > highest of 20 closes before, −1 from c < lowest of 10 closes before"),
         ("trend",)),
    Term("forecast", _("Forecast"), ASSESSMENT,
         _("A fan of ranges that should hold 50, 80 and 90% of outcomes in 1, 7 and 30 days. Bear, "
           "base and bull are its 10, 50 and 90% quantiles."),
         _("Its middle has no drift: it forecasts how far the price may go, not where to."),
         _("c × e^quantile"), ("bear_7", "base_7", "bull_7")),
    Term("peers", _("Similar assets"), ASSESSMENT,
         _("The coins of its categories that are nearest in market cap. Cheaper means a lower "
           "valuation than the median of these."),
         _("A low price beside usage may be what the market knows of it: value has no proven "
           "edge."),
         _("own_valuation ÷ median_of_its_peers − 1"),
         ("peer_gap", "peer_valuation", "peers_compared")),
    Term("cautions", _("Cautions"), ASSESSMENT,
         _("Plain limits that a figure is beyond: thin or doubtful volume, dilution, few holders, "
           "a steep rise. They say what to look at."),
         _("No caution does not mean no risk, and none says what will happen."),
         results=("limits",)),
    Term("track-record", _("Track record"), ASSESSMENT,
         _("What was said on each day against what came later. Live days were computed when they "
           "closed, back-computed ones later, and the two are never mixed."),
         _("Back-computed days flatter, since coins that were never listed are missing.")),
    Term("significance", _("95% interval, significant"), ASSESSMENT,
         _("The range in which the effect lies with 95% confidence, by a block bootstrap. It is "
           "significant where that range excludes no effect."),
         _("One in twenty effects of chance alone looks significant, and none need last."),
         _("percentiles 2.5 and 97.5 of 2,000 block-bootstrap draws")),
    Term("rank-correlation", _("Rank correlation (information coefficient)"), ASSESSMENT,
         _("Whether coins with a higher grade had a higher return afterwards, from −1 to 1, a day "
           "at a time. 0.05 in the mean is much for such a figure."),
         _("A mean over days hides spans in which it was the other way round."),
         _("Spearman’s correlation of grades with returns over 1, 7, 30 and 90 days")),
    Term("pinball-loss", _("Pinball loss"), ASSESSMENT,
         _("How far outcomes were from the forecast’s quantiles, as a ratio to a walk without "
           "direction. Under 1 the forecast was the better one."),
         _("A better range is still a wide range."),
         _("mean over quantiles of max(τ d, (τ − 1) d), d = outcome − quantile")),
    Term("data-rank", _("Rank of a figure"), ASSESSMENT,
         _("The place of a coin’s figure among all coins, 0 to 100, the better the higher. Grades "
           "are made of these ranks."),
         _("Better means what the method takes for better, such as less volatility.")),
)  # fmt: skip
