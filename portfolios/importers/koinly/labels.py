"""Koinly's labels (tags), and what a receipt or a send with one is in a ledger."""

from portfolios.accounting.core.types import TransactionType as T

RECEIPTS = {
    "airdrop": T.AIRDROP,
    "staking": T.STAKING_REWARD,
    "staking reward": T.STAKING_REWARD,
    "reward": T.STAKING_REWARD,
    "rewards": T.STAKING_REWARD,
    "mining": T.MINING,
    "lending interest": T.LENDING_INTEREST,
    "loan interest": T.LENDING_INTEREST,
    "interest": T.LENDING_INTEREST,
    "fork": T.FORK,
    "gift": T.GIFT_RECEIVED,
    "gift received": T.GIFT_RECEIVED,
    "income": T.PAYMENT_RECEIVED,
    "other income": T.PAYMENT_RECEIVED,
    "salary": T.PAYMENT_RECEIVED,
    "cashback": T.PAYMENT_RECEIVED,
    "fee refund": T.PAYMENT_RECEIVED,
    "funding fee": T.PAYMENT_RECEIVED,
    "futures fee": T.PAYMENT_RECEIVED,
    "loan": T.BORROW,
    "margin loan": T.BORROW,
    "deposit": T.DEPOSIT,
    "crypto deposit": T.DEPOSIT,
    "fiat deposit": T.DEPOSIT,
}
SENDS = {
    "gift": T.GIFT_GIVEN,
    "donation": T.GIFT_GIVEN,
    "lost": T.LOST,
    "stolen": T.LOST,
    "cost": T.PAYMENT_MADE,
    "payment": T.PAYMENT_MADE,
    "tax": T.PAYMENT_MADE,
    "interest payment": T.PAYMENT_MADE,
    "margin fee": T.FEE,
    "funding fee": T.FEE,
    "futures fee": T.FEE,
    "loan fee": T.FEE,
    "fee": T.FEE,
    "loan repayment": T.REPAY,
    "margin repayment": T.REPAY,
    "repayment": T.REPAY,
    "withdrawal": T.WITHDRAWAL,
    "crypto withdrawal": T.WITHDRAWAL,
    "fiat withdrawal": T.WITHDRAWAL,
}
# Coins that go to work and come back are still owned.
STAKING_MOVES = frozenset(
    {"stake", "unstake", "to pool", "from pool", "sent to pool", "received from pool",
     "add to pool", "remove from pool"}
)  # fmt: skip
EXCHANGES = frozenset(
    {"", "swap", "trade", "exchange", "crypto exchange", "buy", "sell", "liquidity in",
     "liquidity out"}
)  # fmt: skip
INCOMPLETE = frozenset(
    {"realized gain", "realized pnl", "realized p&l", "realised gain", "margin trade"}
)


def label_key(label: str) -> str:
    """A label without case, and with spaces where Koinly's files have other signs."""
    return " ".join(label.casefold().replace("_", " ").replace("-", " ").split())


def type_key(kind: str) -> str:
    """A type of Koinly's as a label, without the kind of asset that some name first."""
    return label_key(kind).removeprefix("crypto ").removeprefix("fiat ")
