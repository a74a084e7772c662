"""Terms of the whole market and of its categories."""

from markets.analytics.glossary.base import MARKET, Term
from markets.wording import gettext_noop as _

MARKET_TERMS = (
    Term("total-cap", _("Total market cap"), MARKET,
         _("The caps of all ranked coins and of stablecoins together. A ranked coin has 90 days of "
           "history and traded at least $100,000 a day over 30 days."),
         _("No such sum was ever paid in, and which coins count changes with time."),
         _("Σ caps of ranked coins and of stablecoins"), ("total_cap",)),
    Term("altcoin-cap", _("Altcoin cap"), MARKET,
         _("The caps of all ranked coins but Bitcoin. Stablecoins are not in it."),
         _("A few large coins are most of it."),
         _("Σ caps of ranked coins but Bitcoin"), ("altcoin_cap",)),
    Term("dominance", _("Dominance (Bitcoin’s share)"), MARKET,
         _("The part of the total market cap that is Bitcoin’s, also without stablecoins. It rises "
           "when money leaves other coins, or when Bitcoin rises alone."),
         _("New coins and stablecoins lower it without a sale of Bitcoin."),
         _("100 × Bitcoin’s cap ÷ total cap"), ("dominance", "dominance_ex_stable")),
    Term("altcoin-season", _("Altcoin season"), MARKET,
         _("The share of the 50 largest coins that are ahead of Bitcoin over 90 days. From 75% it "
           "is altcoin season, to 25% Bitcoin season."),
         _("Today’s largest coins are those that rose: by the members of 90 days ago the share is "
           "fairer and mostly lower."),
         _("100 × coins ahead of Bitcoin over 90 days ÷ coins with a return, of the 50 largest"),
         ("season", "season_then")),
    Term("breadth", _("Breadth"), MARKET,
         _("The share of ranked coins whose close is above their 50-day or 200-day average. A rise "
           "of few coins has little breadth."),
         _("It counts the smallest coin like the largest."),
         _("100 × ranked coins above their 50-day average ÷ ranked coins"),
         ("breadth_50", "breadth_200")),
    Term("regime", _("Regime"), MARKET,
         _("Rising or falling by the market index and its 200-day average, calm or stressed by its "
           "volatility. Bands around both keep it from flipping each day."),
         _("It names the present state, late, and forecasts nothing."),
         _("rising from index > 1.02 × its 200-day mean, falling from < 0.98 ×; stressed from a "
           "30-day deviation above the 80th percentile of two years until under the 70th"),
         ("regime",)),
    Term("market-index", _("Market index"), MARKET,
         _("A chain of daily returns of all ranked coins, weighed by cap, none above a quarter. It "
           "is the market that others are measured against."),
         _("It cannot be bought, and has no costs."),
         _("chained Σ wᵢ xᵢ, each wᵢ ≤ 25%"), ("index",)),
    Term("fear-and-greed", _("Fear and greed"), MARKET,
         _("A mood from 0, extreme fear, to 100, extreme greed, as alternative.me publishes it "
           "each day. It mixes volatility, volume, social media, dominance and searches."),
         _("How it is weighed has changed without notice, and it mostly follows the price."),
         _("as published"), ("fear_and_greed",)),
    Term("heat-map", _("Tree map and heat map"), MARKET,
         _("Pictures of many coins at once: area shows market cap, colour how the price changed. "
           "Blue is up and orange is down."),
         _("The large areas hide what the many small coins do.")),
    Term("altcoin-checklist", _("Altcoin checklist"), MARKET,
         _("Five rules that are said to go before altcoins lead, each on, off or unknown. Beside "
           "each stands what followed in the past."),
         _("The cases are few, and past returns promise nothing."),
         _("a rule’s outcome = return of the altcoins’ index over 30 and 90 days after it came "
           "on")),
    Term("narrative", _("Narrative (category)"), MARKET,
         _("Coins with one story, such as AI or DeFi, taken together as an index by cap. It is "
           "compared with the market over 30 and 90 days."),
         _("A coin may be in several, and today’s members are those that a story was told of."),
         _("the category’s index ÷ that of all ranked coins − 1")),
    Term("momentum", _("Momentum of a category"), MARKET,
         _("The mean rank among categories by both spans, the trend of volume and breadth, 0 to "
           "100. High ones lead at present."),
         _("Leaders change fast: see what followed turns."),
         _("mean of the ranks of E₃₀, E₉₀, volume trend and breadth")),
    Term("rotation", _("Rotation"), MARKET,
         _("Categories by how far they are ahead of the market and whether that grows: leading, "
           "weakening, lagging or improving. They tend to go round in that order."),
         _("Many do not complete the circle, and its pace is not known."),
         _("right: ahead over 30 days; up: more so than 14 days before")),
    Term("turn", _("Turn of a category"), MARKET,
         _("A category that was behind over 90 days and is in the top quarter over 14, with more "
           "volume and breadth. It is found at most once in 30 days."),
         _("The page says what followed the turns of the past; few are no proof."),
         _("E₉₀ in the lower half, E₁₄ in the top quarter, volume ≥ 1.25 × its usual share, "
           "breadth up by 20 points in 14 days")),
    Term("category-sum", _("Market cap of a category"), MARKET,
         _("The caps of its listed members together, beside the sum that a source publishes. The "
           "two count different members."),
         _("A coin in several categories is in each sum, and wrapped coins count twice."),
         _("Σ caps of the members that are listed; difference = ours ÷ published − 1")),
    Term("volume-share", _("Volume share"), MARKET,
         _("The part of all ranked coins’ volume that a category has. A rising one shows where "
           "traders look."),
         _("A coin in several categories counts in each: shares do not add up to 100%."),
         _("volume of its ranked coins ÷ that of all")),
)  # fmt: skip
