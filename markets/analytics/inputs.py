"""What is known of an asset's day beyond its candle, by the names of an analysis' columns.

Supplies are in units of the asset, values in dollars, shares in per cent, the rest are counts.
"""

SUPPLIES = ("circulating_supply", "total_supply", "max_supply")
# What happened in a day; all else stands at its end.
FLOWS = ("active_addresses", "transactions", "transfer_value", "fees")
USAGE = (*FLOWS, "realised_cap", "tvl")
VENUES = ("venues", "top_venue_share")
HOLDERS = ("top10_share",)
DEVELOPER = ("commits_4w", "contributors", "merged_prs", "closed_share", "stars")
COMMUNITY = ("watchers", "votes_up", "telegram_users", "trending")

INPUTS = (*SUPPLIES, *USAGE, *VENUES, *HOLDERS, *DEVELOPER, *COMMUNITY)
