"""Terms of prices, supplies and what the market pays for a coin."""

from markets.analytics.glossary.base import SUPPLY, Term
from markets.wording import gettext_noop as _

SUPPLY_TERMS = (
    Term("price", _("Price"), SUPPLY,
         _("The latest quote that was accepted, in US dollars. A quote far from the last one waits "
           "until a second quote confirms it."),
         _("It is a mean over venues: what you would get depends on the venue, the size and the "
           "moment."), results=("price",)),
    Term("change-24h", _("Change in 24 hours"), SUPPLY,
         _("How far the price is above or below that of 24 hours ago. It moves with every quote."),
         _("One day says nothing about the next one."),
         _("price ÷ price of 24 hours before − 1"), ("change_24h",)),
    Term("high-low-24h", _("High and low, 24 hours"), SUPPLY,
         _("The highest and lowest price within the last 24 hours, as the provider has seen them. "
           "They show how far the price swung."),
         _("A single trade on one thin venue can make an extreme."),
         results=("high_24h", "low_24h")),
    Term("market-cap", _("Market cap"), SUPPLY,
         _("What all circulating units would be worth at the price of the last trade. It orders "
           "coins by size and makes prices of different supplies comparable."),
         _("Nobody could sell all units at that price, and no such sum was ever paid in. Counting "
           "circulating units is partly judgement."),
         _("price × circulating supply"), ("market_cap",), ("cap",)),
    Term("rank", _("Rank"), SUPPLY,
         _("The place of a coin among all by market cap. Rank 1 is the largest."),
         _("Rank follows size, not quality, and depends on who counts the supply."),
         points=("rank",)),
    Term("tier", _("Size (tier)"), SUPPLY,
         _("Large coins have a cap above $10B, mid-sized ones from $1B to $10B, small ones less. "
           "Smaller coins swing more and are harder to sell."),
         _("The limits are a convention, and a coin crosses them with its price."),
         results=("tier",)),
    Term("fully-diluted", _("Fully diluted valuation"), SUPPLY,
         _("What all units that will ever exist would be worth at the present price. Beside the "
           "market cap it shows how much supply is still to come."),
         _("Units of the future need not find buyers at the present price, and a maximum can be "
           "changed or missing."),
         _("price × (max supply, else total supply)"), ("fully_diluted",), ("fdv",)),
    Term("circulating-supply", _("Circulating supply"), SUPPLY,
         _("The units that are out and can be traded, without locked and reserved ones. It is "
           "given by the data provider."),
         _("Which wallets count as locked is the project's own claim in part; lost coins are "
           "counted."), results=("circulating_supply",)),
    Term("maximum-supply", _("Maximum supply"), SUPPLY,
         _("The most units that there can ever be by the present rules. Some coins have none, and "
           "then the total of today is taken."),
         _("Rules can be changed by those who run the network, and a maximum says nothing about "
           "when it is reached."), results=("max_supply", "total_supply")),
    Term("float", _("Supply in circulation"), SUPPLY,
         _("The part of all units that circulates already. A low one means that much is still "
           "locked."),
         _("It does not say when the rest comes, nor who will hold it."), points=("float",)),
    Term("dilution", _("Supply still to come"), SUPPLY,
         _("By how much the supply may still grow before it is complete. With equal demand each "
           "unit is worth that much less in the end."),
         _("It does not say when: it may take a week or a century. Demand is never equal."),
         _("(max supply, else total supply) ÷ circulating supply − 1"),
         ("inflation_to_come",), ("dilution",)),
    Term("supply-growth", _("Supply growth"), SUPPLY,
         _("How fast the circulating supply grew, as a yearly rate. New units are sold by those "
           "who receive them, sooner or later."),
         _("The past rate need not go on: unlocks come in steps."),
         points=("supply_growth_90", "supply_growth_365")),
    Term("cap-tvl", _("Cap / value locked"), SUPPLY,
         _("What the market pays for a dollar that is deposited in the coin's applications. Lower "
           "means cheaper beside its use."),
         _("Deposits leave quickly, are counted twice across protocols, and pay the holder of the "
           "coin nothing by themselves."), points=("cap_tvl",)),
    Term("cap-fees", _("Cap / fees of a year"), SUPPLY,
         _("How many years of fees at the present rate the cap equals. It resembles a "
           "price-to-sales ratio of a company."),
         _("Fees may go to validators or depositors instead of holders, and one busy month moves "
           "it."), points=("cap_fees",)),
    Term("nvt", _("NVT: cap / value transferred"), SUPPLY,
         _("The cap beside the value that the network moves a day. A high one means that the price "
           "runs ahead of its use."),
         _("Transfers within an exchange or between one's own wallets are counted, or missing."),
         points=("nvt_90",)),
    Term("mvrv", _("MVRV: cap / realised cap"), SUPPLY,
         _("The cap beside the sum of all units at the price when each last moved. Above 1 holders "
           "have gains on paper in the mean."),
         _("A coin that moved was not always sold, and high values have lasted for months."),
         points=("mvrv",)),
    Term("cap-address", _("Cap / active address"), SUPPLY,
         _("What the market pays for each address that was active that day. Lower means cheaper "
           "beside its users."),
         _("One person has many addresses, and one address of an exchange many people."),
         points=("cap_address",)),
)  # fmt: skip
