"""Terms of networks, applications, developers and communities."""

from markets.analytics.glossary.base import USAGE, Term
from markets.wording import gettext_noop as _

USAGE_TERMS = (
    Term("active-addresses", _("Active addresses"), USAGE,
         _("Addresses that sent or received on a day, in the mean of 30, and whether that grows. "
           "They are the nearest thing to a count of users."),
         _("Addresses are free to make: one person can be thousands."),
         points=("addresses_30", "address_growth")),
    Term("transactions", _("Transactions a day"), USAGE,
         _("How many transactions the chain carried a day, in the mean of 30. More means more "
           "use."),
         _("Bots and free transactions fill chains."), points=("transactions_30",)),
    Term("transfer-value", _("Value transferred"), USAGE,
         _("Dollars that were moved on the chain a day, in the mean of 30. It measures payment and "
           "trading use."),
         _("Moves between one's own wallets count too."), points=("transfer_value_30",)),
    Term("fees", _("Fees"), USAGE,
         _("What users paid a day, in the mean of 30, and whether that grows. Fees are hard to "
           "fake for long."),
         _("They also rise when a chain is merely full."), points=("fees_30", "fees_growth")),
    Term("tvl", _("TVL: total value locked"), USAGE,
         _("Dollars that are deposited in the coin's applications, and how they changed in 30 "
           "days. It shows what people trust them with."),
         _("It rises with prices alone, deposits are counted twice across protocols, and they "
           "leave within a day."), points=("tvl", "tvl_growth_30")),
    Term("yield", _("Yield (APY)"), USAGE,
         _("What a pool pays a year for coins that are left in it, with what it paid laid on top. "
           "A pool is counted to a coin by the contracts that it takes."),
         _("It is of the last days, is often paid in another coin, and a fault in the pool's "
           "program can cost all of it."),
         _("(1 + rate of a day)³⁶⁵ − 1, as published")),
    Term("holders", _("Share of the ten largest holders"), USAGE,
         _("The part of the supply that the ten largest addresses hold. A high one means that few "
           "can move the price."),
         _("An address may be an exchange or a contract of thousands."), points=("top10_share",)),
    Term("developers", _("Developer activity"), USAGE,
         _("Commits, contributors, merged pull requests, closed issues and stars of the project's "
           "public repositories. They tell whether somebody still works on it."),
         _("Copied code and automatic commits count too, and closed source is not seen."),
         points=("commits_4w", "contributors", "merged_prs", "closed_share", "stars")),
    Term("community", _("Community"), USAGE,
         _("How many watch the coin, vote for it, follow it and search for it. It measures "
           "attention."),
         _("Attention is bought easily and turns fast."),
         points=("watchers", "votes_up", "telegram_users", "trending")),
)  # fmt: skip
