"""Terms of trading: how much changes hands, and at what cost."""

from markets.analytics.glossary.base import LIQUIDITY, Term
from markets.wording import gettext_noop as _

LIQUIDITY_TERMS = (
    Term("volume-24h", _("Volume, 24 hours"), LIQUIDITY,
         _("The dollars traded over all venues that the provider counts in the last 24 hours. It "
           "shows how easily an order finds its other side."),
         _("Venues report it themselves, and some trade with themselves to look larger."),
         results=("volume_24h",)),
    Term("volume", _("Volume a day"), LIQUIDITY,
         _("The mean dollar volume of 30 days, which one busy day moves little. A position above "
           "2% of it cannot be sold in a day without moving the price."),
         _("Reported volume may be inflated, and it dries up when everybody sells."),
         points=("volume_30",)),
    Term("volume-to-cap", _("Volume / cap"), LIQUIDITY,
         _("The part of the market cap that changes hands in a day. Under 1% a coin is thin; above "
           "100% its volume is doubtful."),
         _("A high one is activity, not necessarily interest: wash trading and farming raise it."),
         _("volume 24h ÷ market cap"), ("volume_to_cap",), ("turnover_30",)),
    Term("liquidity", _("Liquidity"), LIQUIDITY,
         _("How much can be bought or sold quickly without moving the price. Volume, spread, price "
           "impact and the number of venues each show a side of it."),
         _("It is highest when nobody needs it; past liquidity is no promise for a crash."),
         _("2% × volume 30"), ("sold_a_day",)),
    Term("volume-trend", _("Volume trend"), LIQUIDITY,
         _("Volume of the last week beside that of the last quarter, as a logarithm. Above 0 "
           "trading picks up."),
         _("It does not say whether buyers or sellers came."), points=("volume_trend",)),
    Term("price-impact", _("Price impact (Amihud)"), LIQUIDITY,
         _("How far the price moves for each dollar traded, in the mean of 30 days. Higher means "
           "harder to trade; the measure is Amihud's of 2002."),
         _("It is a mean of whole days: a single order may move the price far more."),
         points=("amihud_30",)),
    Term("silent-days", _("Days without volume"), LIQUIDITY,
         _("The share of the last 30 days on which nothing was traded at all. Such a coin cannot "
           "always be sold."),
         _("A venue that the provider does not count may have traded it."),
         points=("zero_volume_30",)),
    Term("spread", _("Estimated spread"), LIQUIDITY,
         _("The gap between buying and selling price, estimated from daily highs and lows. Each "
           "round trip costs about that much, besides fees."),
         _("It is an estimate by Corwin and Schultz, not the order book of the moment."),
         points=("spread_30",)),
    Term("venues", _("Venues"), LIQUIDITY,
         _("How many markets trade the coin, and how much of its volume the largest of them has. "
           "More venues mean less dependence on one."),
         _("Numbers of venues count small and doubtful ones alike."),
         points=("venues", "top_venue_share")),
)  # fmt: skip
