"""What each fault of a ledger or its prices means for the figures, in plain sentences."""

from django.utils.translation import gettext_lazy as _

from portfolios.accounting.core.types import ProblemCode

# No price on some days: a fault of the prices, which no row can fix.
MISSING_DAYS = "missing_days"

# In the order of the harm that each does to the figures.
TEXTS = {
    ProblemCode.DOES_NOT_ADD_UP: (
        _("Figures that do not add up"),
        _(
            "Two sums that must be equal are not: that is a fault of Tidemark and not of your "
            "ledger. Have the books rebuilt from all rows; if it comes back, please report it."
        ),
    ),
    ProblemCode.INVALID_ENTRY: (
        _("Rows that could not be booked"),
        _(
            "Their figures are missing everywhere. Edit each so that it says what happened."
        ),
    ),
    ProblemCode.MISSING_ACQUISITION: (
        _("Coins taken out that were never brought in"),
        _(
            "What is missing counts as bought for nothing at that instant, so the gain is too "
            "high and the term too short. Import what came before, record a missing transfer, "
            "or add an opening balance."
        ),
    ),
    ProblemCode.ACCOUNT_OVERDRAWN: (
        _("Accounts that gave more than they had"),
        _(
            "Other accounts hold what these lack, so a transfer is probably not recorded. All "
            "accounts share their lots: gains and the whole value are right, what each account "
            "holds is not."
        ),
    ),
    ProblemCode.MISSING_PRICE: (
        _("Rows without a value"),
        _(
            "No price is known on their day, so each counts as 0: the cost of what came in, or "
            "the proceeds of what went out, is too low. Say what the row was worth."
        ),
    ),
    MISSING_DAYS: (
        _("Days without a price"),
        _(
            "The value over time leaves these assets out until their first price. The rows' own "
            "values are not touched. There is nothing to fix in the ledger: older prices come "
            "with the next look at the provider's history, where it has them."
        ),
    ),
    ProblemCode.NEGATIVE_BALANCE: (
        _("Balances below zero"),
        _(
            "More money was paid than the account had, so a deposit is missing: value and cost "
            "are too low by that much, and the return too high."
        ),
    ),
    ProblemCode.UNMATCHED_TRANSFER: (
        _("Transfers that do not say where they went"),
        _(
            "Nothing was moved: the coins still count in the account that they left."
        ),
    ),
    ProblemCode.PRICES_ADJUSTED: (
        _("Prices that look adjusted for a split"),
        _(
            "The prices before the split are given as if it had happened already, but the rows "
            "before it count the old units: the value of those days is wrong by the split's "
            "ratio. Say that the prices are adjusted, and the days before count the units of "
            "after."
        ),
    ),
    ProblemCode.PRICE_FAR_FROM_MARKET: (
        _("Prices far from the market's"),
        _(
            "What a row says a unit was worth is more than twice that day's price, or less than "
            "half. Typical causes: another unit, a thousands separator, swapped columns, a "
            "total in place of a price. Edit the row, or say that it is right."
        ),
    ),
    ProblemCode.UNMATCHED_GIFT: (
        _("Gifts that carry over without their other half"),
        _(
            "They count at market value. Record the other half in one of your portfolios, "
            "labelled as carried too: the same asset and quantity, at most seven days apart. Or "
            "say what the lots cost as the row's market value."
        ),
    ),
    ProblemCode.SUSPECTED_DUPLICATE: (
        _("Rows that may stand there twice"),
        _(
            "The same instant, account and amounts as another row. Both are booked: if it is "
            "one trade, everything of it counts twice."
        ),
    ),
    ProblemCode.REPAID_MORE_THAN_BORROWED: (
        _("More repaid than was borrowed"),
        _(
            "What was repaid beyond the debt counts as interest: a fee apart from cost. If a "
            "loan is missing, add it; if it was interest, all is well."
        ),
    ),
    ProblemCode.UNKNOWN_ASSET: (
        _("Held assets that nobody prices"),
        _(
            "They have no value in any sum. Choose another asset in their rows if this one was "
            "taken for it, or leave them: a provider may list them later."
        ),
    ),
    ProblemCode.STALE_PRICE: (
        _("Held assets with an old price"),
        _(
            "Their value is that of an earlier moment, and no stop or target on them fires "
            "until a new price is accepted."
        ),
    ),
}  # fmt: skip
