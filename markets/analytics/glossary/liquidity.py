"""Terms of trading: how much changes hands, and at what cost."""

from markets.analytics.glossary.base import LIQUIDITY, Term

LIQUIDITY_TERMS = (
    Term("volume-24h", "Volume, 24 hours", LIQUIDITY,
         "The dollars traded over all venues that the provider counts in the last 24 hours. It "
         "shows how easily an order finds its other side.",
         "Venues report it themselves, and some trade with themselves to look larger."),
    Term("volume", "Volume a day", LIQUIDITY,
         "The mean dollar volume of 30 days, which one busy day moves little. A position above 2% "
         "of it cannot be sold in a day without moving the price.",
         "Reported volume may be inflated, and it dries up when everybody sells.",
         points=("volume_30",)),
    Term("volume-to-cap", "Volume / cap", LIQUIDITY,
         "The part of the market cap that changes hands in a day. Under 1% a coin is thin; above "
         "100% its volume is doubtful.",
         "A high one is activity, not necessarily interest: wash trading and farming raise it.",
         "volume 24h ÷ market cap", ("volume_to_cap",), ("turnover_30",)),
    Term("liquidity", "Liquidity", LIQUIDITY,
         "How much can be bought or sold quickly without moving the price. Volume, spread, price "
         "impact and the number of venues each show a side of it.",
         "It is highest when nobody needs it; past liquidity is no promise for a crash.",
         "2% × volume 30", ("sold_a_day",)),
    Term("volume-trend", "Volume trend", LIQUIDITY,
         "Volume of the last week beside that of the last quarter, as a logarithm. Above 0 trading "
         "picks up.",
         "It does not say whether buyers or sellers came.", points=("volume_trend",)),
    Term("price-impact", "Price impact (Amihud)", LIQUIDITY,
         "How far the price moves for each dollar traded, in the mean of 30 days. Higher means "
         "harder to trade; the measure is Amihud's of 2002.",
         "It is a mean of whole days: a single order may move the price far more.",
         points=("amihud_30",)),
    Term("silent-days", "Days without volume", LIQUIDITY,
         "The share of the last 30 days on which nothing was traded at all. Such a coin cannot "
         "always be sold.",
         "A venue that the provider does not count may have traded "
         "it.", points=("zero_volume_30",)),
    Term("spread", "Estimated spread", LIQUIDITY,
         "The gap between buying and selling price, estimated from daily highs and lows. Each "
         "round trip costs about that much, besides fees.",
         "It is an estimate by Corwin and Schultz, not the order book of the moment.",
         points=("spread_30",)),
    Term("venues", "Venues", LIQUIDITY,
         "How many markets trade the coin, and how much of its volume the largest of them has. "
         "More venues mean less dependence on one.",
         "Numbers of venues count small and doubtful ones alike.",
         points=("venues", "top_venue_share")),
)  # fmt: skip
