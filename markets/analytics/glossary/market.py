"""Terms of the whole market and of its categories."""

from markets.analytics.glossary.base import MARKET, Term

MARKET_TERMS = (
    Term("total-cap", "Total market cap", MARKET,
         "The caps of all ranked coins and of stablecoins together. A ranked coin has 90 days of "
         "history and traded at least $100,000 a day over 30 days.",
         "No such sum was ever paid in, and which coins count changes with time.",
         "Σ caps of ranked coins and of stablecoins", ("total_cap",)),
    Term("altcoin-cap", "Altcoin cap", MARKET,
         "The caps of all ranked coins but Bitcoin. Stablecoins are not in it.",
         "A few large coins are most of it.", "Σ caps of ranked coins but Bitcoin",
         ("altcoin_cap",)),
    Term("dominance", "Dominance (Bitcoin’s share)", MARKET,
         "The part of the total market cap that is Bitcoin’s, also without stablecoins. It rises "
         "when money leaves other coins, or when Bitcoin rises alone.",
         "New coins and stablecoins lower it without a sale of Bitcoin.",
         "100 × Bitcoin’s cap ÷ total cap", ("dominance", "dominance_ex_stable")),
    Term("altcoin-season", "Altcoin season", MARKET,
         "The share of the 50 largest coins that are ahead of Bitcoin over 90 days. From 75% it is "
         "altcoin season, to 25% Bitcoin season.",
         "Today’s largest coins are those that rose: by the members of 90 days ago the share is "
         "fairer and mostly lower.",
         "100 × coins ahead of Bitcoin over 90 days ÷ coins with a return, of the 50 largest",
         ("season", "season_then")),
    Term("breadth", "Breadth", MARKET,
         "The share of ranked coins whose close is above their 50-day or 200-day average. A rise "
         "of few coins has little breadth.",
         "It counts the smallest coin like the largest.",
         "100 × ranked coins above their 50-day average ÷ ranked coins",
         ("breadth_50", "breadth_200")),
    Term("regime", "Regime", MARKET,
         "Rising or falling by the market index and its 200-day average, calm or stressed by its "
         "volatility. Bands around both keep it from flipping each day.",
         "It names the present state, late, and forecasts nothing.",
         "rising from index > 1.02 × its 200-day mean, falling from < 0.98 ×; stressed from a "
         "30-day deviation above the 80th percentile of two years until under the 70th",
         ("regime",)),
    Term("market-index", "Market index", MARKET,
         "A chain of daily returns of all ranked coins, weighed by cap, none above a quarter. It "
         "is the market that others are measured against.",
         "It cannot be bought, and has no costs.", "chained Σ wᵢ xᵢ, each wᵢ ≤ 25%", ("index",)),
    Term("fear-and-greed", "Fear and greed", MARKET,
         "A mood from 0, extreme fear, to 100, extreme greed, as alternative.me publishes it each "
         "day. It mixes volatility, volume, social media, dominance and searches.",
         "How it is weighed has changed without notice, and it mostly follows the price.",
         "as published", ("fear_and_greed",)),
    Term("heat-map", "Tree map and heat map", MARKET,
         "Pictures of many coins at once: area shows market cap, colour how the price changed. "
         "Blue is up and orange is down.",
         "The large areas hide what the many small coins do."),
    Term("altcoin-checklist", "Altcoin checklist", MARKET,
         "Five rules that are said to go before altcoins lead, each on, off or unknown. Beside "
         "each stands what followed in the past.",
         "The cases are few, and past returns promise nothing.",
         "a rule’s outcome = return of the altcoins’ index over 30 and 90 days after it came on"),
    Term("narrative", "Narrative (category)", MARKET,
         "Coins with one story, such as AI or DeFi, taken together as an index by cap. It is "
         "compared with the market over 30 and 90 days.",
         "A coin may be in several, and today’s members are those that a story was told of.",
         "the category’s index ÷ that of all ranked coins − 1"),
    Term("momentum", "Momentum of a category", MARKET,
         "The mean rank among categories by both spans, the trend of volume and breadth, 0 to 100. "
         "High ones lead at present.",
         "Leaders change fast: see what followed turns.",
         "mean of the ranks of E₃₀, E₉₀, volume trend and breadth"),
    Term("rotation", "Rotation", MARKET,
         "Categories by how far they are ahead of the market and whether that grows: leading, "
         "weakening, lagging or improving. They tend to go round in that order.",
         "Many do not complete the circle, and its pace is not known.",
         "right: ahead over 30 days; up: more so than 14 days before"),
    Term("turn", "Turn of a category", MARKET,
         "A category that was behind over 90 days and is in the top quarter over 14, with more "
         "volume and breadth. It is found at most once in 30 days.",
         "The page says what followed the turns of the past; few are no proof.",
         "E₉₀ in the lower half, E₁₄ in the top quarter, volume ≥ 1.25 × its usual share, breadth "
         "up by 20 points in 14 days"),
    Term("category-sum", "Market cap of a category", MARKET,
         "The caps of its listed members together, beside the sum that a source publishes. The two "
         "count different members.",
         "A coin in several categories is in each sum, and wrapped coins count twice.",
         "Σ caps of the members that are listed; difference = ours ÷ published − 1"),
    Term("volume-share", "Volume share", MARKET,
         "The part of all ranked coins’ volume that a category has. A rising one shows where "
         "traders look.",
         "A coin in several categories counts in each: shares do not add up to 100%.",
         "volume of its ranked coins ÷ that of all"),
)  # fmt: skip
