"""What Coinbase calls its transactions, old and new names, and what each is in a ledger."""

from portfolios.accounting.core.types import TransactionType as T

BUYS = frozenset(
    {"buy", "advanced trade buy", "advance trade buy", "retail mgx dex buy"}
)  # fmt: skip
SELLS = frozenset({"sell", "advanced trade sell", "advance trade sell"})

# One coin for another: on one row whose note tells the other half, or on two rows.
CONVERSIONS = frozenset({"convert", "retail simple dust", "retail mgx dex trade"})
# The same holding under another name: its lots go on.
CARRIED = frozenset({"asset migration", "wrap asset", "unwrap asset", "wrap", "unwrap"})

# What comes in. A negative quantity of the same name takes it back.
RECEIPTS = {
    "receive": T.DEPOSIT,
    "deposit": T.DEPOSIT,
    "fiat deposit": T.DEPOSIT,
    "incoming": T.DEPOSIT,
    "staking income": T.STAKING_REWARD,
    "staking reward": T.STAKING_REWARD,
    "inflation reward": T.STAKING_REWARD,
    "rewards income": T.STAKING_REWARD,
    "reward income": T.STAKING_REWARD,
    "interest payout": T.LENDING_INTEREST,
    "interest": T.LENDING_INTEREST,
    "lending income": T.LENDING_INTEREST,
    "coinbase earn": T.AIRDROP,
    "learning reward": T.AIRDROP,
    "airdrop": T.AIRDROP,
    "referral reward": T.AIRDROP,
    "incentives rewards payout": T.AIRDROP,
    "retail simple price improvement": T.AIRDROP,
    "credit card reward": T.AIRDROP,
    "card buy back": T.AIRDROP,
    "cardbuyback": T.AIRDROP,
    "cashback": T.AIRDROP,
    "subscription rebate": T.PAYMENT_RECEIVED,
    "subscription rebates (24 hours)": T.PAYMENT_RECEIVED,
    "admin credit": T.PAYMENT_RECEIVED,
    "credit": T.PAYMENT_RECEIVED,
    "derivatives settlement": T.PAYMENT_RECEIVED,
    "fork": T.FORK,
}
# A plain receipt whose note says that Coinbase paid it.
PAID_BY_COINBASE = {
    "coinbase earn": T.AIRDROP,
    "coinbase referral": T.AIRDROP,
    "coinbase rewards": T.STAKING_REWARD,
}
# Quantity goes out, written with or without a minus sign.
SENDS = {
    "send": T.WITHDRAWAL,
    "retail mgx dex send": T.WITHDRAWAL,
    "withdrawal": T.WITHDRAWAL,
    "fiat withdrawal": T.WITHDRAWAL,
    "paid for an order": T.PAYMENT_MADE,
    "card spend": T.PAYMENT_MADE,
    "cardspend": T.PAYMENT_MADE,
    "credit card balance payment": T.PAYMENT_MADE,
    "subscription": T.PAYMENT_MADE,
    "admin debit": T.PAYMENT_MADE,
    "donation": T.GIFT_GIVEN,
}
SELL_REFUND = "sell refund"
# To and from the same person's account on another of Coinbase's venues.
TO_VENUE = {
    "exchange deposit": "Coinbase Exchange",
    "pro deposit": "Coinbase Pro",
    "prime deposit": "Coinbase Prime",
}
FROM_VENUE = {
    "exchange withdrawal": "Coinbase Exchange",
    "pro withdrawal": "Coinbase Pro",
    "prime withdrawal": "Coinbase Prime",
}

# Coins that change their drawer, not their owner.
INTERNAL = frozenset(
    {
        "transfer",
        "retail staking transfer",
        "retail unstaking transfer",
        "staking transfer",
        "unstaking transfer",
        "retail eth2 deprecation",
        "eth2 deprecation",
        "eth2 deposit",
        "vault deposit",
        "vault withdrawal",
        "cash to savings",
        "savings to cash",
        "portfolio transfer",
        "intx deposit",
        "intx withdrawal",
    }
)

# Staked ether was a coin of its own on Coinbase until it was merged back, one for one.
SAME_COIN = {"ETH2": "ETH"}
