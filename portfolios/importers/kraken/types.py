"""What Kraken calls its entries, by type and subtype, and what each is in a ledger."""

from portfolios.accounting.core.types import TransactionType as T

# Entries that are halves of one exchange, joined by their refid.
TRADES = frozenset(
    {"trade", "spend", "receive", "sale", "conversion", "settled", "adjustment",
     "collateralconversion"}
)  # fmt: skip
# A coin that Kraken gave up and turned into another; its halves may have two refids.
DELISTING = "delistingconversion"
# Money in or out for what happened elsewhere: named, since a ledger of coins has no futures.
MARGIN = frozenset({"margin", "margin trade", "rollover"})
REWARDS = {
    "staking": T.STAKING_REWARD,
    "dividend": T.LENDING_INTEREST,
    "reward": T.AIRDROP,
    "invite bonus": T.AIRDROP,
    "credit": T.AIRDROP,
    "airdrop": T.AIRDROP,
    "nftrebate": T.PAYMENT_RECEIVED,
}
EARNED = {
    "": T.STAKING_REWARD,
    "reward": T.STAKING_REWARD,
    "bonus": T.STAKING_REWARD,
    "airdrop": T.AIRDROP,
}
# Between a person's own drawers at Kraken.
DRAWER_MOVES = frozenset(
    {
        "spottostaking", "stakingfromspot", "stakingtospot", "spotfromstaking", "allocation",
        "deallocation", "autoallocation", "autoallocate", "autodeallocation", "autodeallocate",
        "migration", "spottospot", "spottoearn", "earnfromspot", "earntospot", "spotfromearn",
        "bonding", "unbonding",
    }
)  # fmt: skip
# To another place of the same person at Kraken, which has a ledger of its own.
VENUES = {
    "spottofutures": "Kraken Futures",
    "spotfromfutures": "Kraken Futures",
    "hybridearnwithdrawal": "Kraken Earn",
    "hybridearndeposit": "Kraken Earn",
}
TRANSFERS = frozenset({"", "airdrop", "fork", "spottofutures", "spotfromfutures", DELISTING})
KNOWN = frozenset({"deposit", "withdrawal", "fee", *MARGIN, *REWARDS, *VENUES})
