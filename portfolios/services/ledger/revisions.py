"""The ledger's audit: what a row said before and after each change."""

from markets.numbers import plain
from portfolios.models import Transaction, TransactionRevision

# The columns of a ledger row that people write, as they stand in a revision.
COLUMNS = [
    "account_id", "to_account_id", "type", "executed_at",
    "sent_asset_id", "sent_quantity", "received_asset_id", "received_quantity",
    "fee_asset_id", "fee_quantity", "net_worth_asset_id", "net_worth_amount",
    "label", "note", "tags", "external_id", "import_batch_id",
]  # fmt: skip
DECIMALS = {"sent_quantity", "received_quantity", "fee_quantity", "net_worth_amount"}


def as_json(row: Transaction) -> dict:
    """A row as JSON keeps it: decimals and instants as text."""
    values = {column: getattr(row, column) for column in COLUMNS}
    for column in DECIMALS:
        if values[column] is not None:
            values[column] = plain(values[column])
    # Exports name a row by its key and when it was made: brought back, it is still that row.
    for instant in ("executed_at", "created_at"):
        values[instant] = getattr(row, instant).isoformat()
    return values


def new_revision(row: Transaction, *, action: str, user, before, after) -> TransactionRevision:
    return TransactionRevision(
        portfolio_id=row.portfolio_id,
        transaction_id=row.pk,
        action=action,
        user=user,
        before=before,
        after=after,
    )
