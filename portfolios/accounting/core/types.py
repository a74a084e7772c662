"""The closed vocabularies of the ledger: what a row can be and what can be wrong with it."""

from enum import StrEnum

from markets.wording import gettext_noop


class _Code(StrEnum):
    """A code that is looked up for every row: it hashes as the text that it is."""

    __hash__ = str.__hash__


class TransactionType(_Code):
    """The codes of a ledger row, as they stand in CSV files, the API and the database."""

    BUY = "buy"
    SELL = "sell"
    SWAP = "swap"
    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"
    TRANSFER = "transfer"
    STAKING_REWARD = "staking_reward"
    LENDING_INTEREST = "lending_interest"
    MINING = "mining"
    AIRDROP = "airdrop"
    FORK = "fork"
    GIFT_RECEIVED = "gift_received"
    GIFT_GIVEN = "gift_given"
    PAYMENT_RECEIVED = "payment_received"
    PAYMENT_MADE = "payment_made"
    FEE = "fee"
    LOST = "lost"
    BORROW = "borrow"
    REPAY = "repay"
    SPLIT = "split"
    OPENING_BALANCE = "opening_balance"


# Words for people, which `gettext` translates.
TYPE_NAMES = {
    TransactionType.BUY: gettext_noop("Buy"),
    TransactionType.SELL: gettext_noop("Sell"),
    TransactionType.SWAP: gettext_noop("Swap"),
    TransactionType.DEPOSIT: gettext_noop("Deposit"),
    TransactionType.WITHDRAWAL: gettext_noop("Withdrawal"),
    TransactionType.TRANSFER: gettext_noop("Transfer"),
    TransactionType.STAKING_REWARD: gettext_noop("Staking reward"),
    TransactionType.LENDING_INTEREST: gettext_noop("Lending interest"),
    TransactionType.MINING: gettext_noop("Mining"),
    TransactionType.AIRDROP: gettext_noop("Airdrop"),
    TransactionType.FORK: gettext_noop("Fork"),
    TransactionType.GIFT_RECEIVED: gettext_noop("Gift received"),
    TransactionType.GIFT_GIVEN: gettext_noop("Gift given"),
    TransactionType.PAYMENT_RECEIVED: gettext_noop("Payment received"),
    TransactionType.PAYMENT_MADE: gettext_noop("Payment made"),
    TransactionType.FEE: gettext_noop("Fee"),
    TransactionType.LOST: gettext_noop("Lost"),
    TransactionType.BORROW: gettext_noop("Borrow"),
    TransactionType.REPAY: gettext_noop("Repay"),
    TransactionType.SPLIT: gettext_noop("Split"),
    TransactionType.OPENING_BALANCE: gettext_noop("Opening balance"),
}


class Method(_Code):
    """How a disposal picks the lots it closes."""

    FIFO = "fifo"
    LIFO = "lifo"
    HIFO = "hifo"
    AVERAGE = "average"


class Scope(_Code):
    """Which lots a disposal may pick from: the whole portfolio's or one account's."""

    PORTFOLIO = "portfolio"
    ACCOUNT = "account"


class Term(_Code):
    """How long a disposed quantity was held."""

    SHORT = "short"
    LONG = "long"


class ProblemCode(_Code):
    """What can be wrong with a ledger; each problem names the row that shows it."""

    INVALID_ENTRY = "invalid_entry"
    MISSING_ACQUISITION = "missing_acquisition"
    MISSING_PRICE = "missing_price"
    ACCOUNT_OVERDRAWN = "account_overdrawn"
    NEGATIVE_BALANCE = "negative_balance"
    UNMATCHED_TRANSFER = "unmatched_transfer"
    UNMATCHED_GIFT = "unmatched_gift"
    PRICES_ADJUSTED = "prices_adjusted"
    PRICE_FAR_FROM_MARKET = "price_far_from_market"
    SUSPECTED_DUPLICATE = "suspected_duplicate"
    REPAID_MORE_THAN_BORROWED = "repaid_more_than_borrowed"
    UNKNOWN_ASSET = "unknown_asset"
    STALE_PRICE = "stale_price"
    DOES_NOT_ADD_UP = "does_not_add_up"


PROBLEM_NAMES = {
    ProblemCode.INVALID_ENTRY: gettext_noop("Invalid entry"),
    ProblemCode.MISSING_ACQUISITION: gettext_noop("Missing acquisition"),
    ProblemCode.MISSING_PRICE: gettext_noop("Missing price"),
    ProblemCode.ACCOUNT_OVERDRAWN: gettext_noop("Account overdrawn"),
    ProblemCode.NEGATIVE_BALANCE: gettext_noop("Negative balance"),
    ProblemCode.UNMATCHED_TRANSFER: gettext_noop("Unmatched transfer"),
    ProblemCode.UNMATCHED_GIFT: gettext_noop("Unmatched gift"),
    ProblemCode.PRICES_ADJUSTED: gettext_noop("Prices adjusted"),
    ProblemCode.PRICE_FAR_FROM_MARKET: gettext_noop("Price far from market"),
    ProblemCode.SUSPECTED_DUPLICATE: gettext_noop("Suspected duplicate"),
    ProblemCode.REPAID_MORE_THAN_BORROWED: gettext_noop("Repaid more than borrowed"),
    ProblemCode.UNKNOWN_ASSET: gettext_noop("Unknown asset"),
    ProblemCode.STALE_PRICE: gettext_noop("Stale price"),
    ProblemCode.DOES_NOT_ADD_UP: gettext_noop("Does not add up"),
}


class FigureProblem(_Code):
    """What has to be said about a figure; no fault of a row, so none is ever stored."""

    SEVERAL_RATES = "several_rates"


# The legs of a row: those that move something, and what the row says it was worth.
MOVING_LEGS = ("sent", "received", "fee")
LEGS = (*MOVING_LEGS, "net_worth")

TRADES = frozenset({TransactionType.BUY, TransactionType.SELL, TransactionType.SWAP})
INCOME_TYPES = frozenset(
    {
        TransactionType.STAKING_REWARD,
        TransactionType.LENDING_INTEREST,
        TransactionType.MINING,
        TransactionType.AIRDROP,
        TransactionType.FORK,
    }
)
GIFTS = frozenset({TransactionType.GIFT_GIVEN, TransactionType.GIFT_RECEIVED})
INFLOW_TYPES = frozenset(
    {
        TransactionType.DEPOSIT,
        TransactionType.GIFT_RECEIVED,
        TransactionType.PAYMENT_RECEIVED,
        TransactionType.OPENING_BALANCE,
    }
)
OUTFLOW_TYPES = frozenset(
    {
        TransactionType.WITHDRAWAL,
        TransactionType.GIFT_GIVEN,
        TransactionType.PAYMENT_MADE,
    }
)
