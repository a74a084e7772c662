"""Rows of a file that somebody deleted from the ledger by hand."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from portfolios.importers.base import ParsedRow
from portfolios.models import ImportBatch, Portfolio, TransactionRevision
from portfolios.selectors.ledger.exports import pk_of_exported
from portfolios.services.ledger.imports.differences import to_the_second


def find_deleted(
    portfolio: Portfolio, rows: Iterable[ParsedRow]
) -> list[tuple[ParsedRow, TransactionRevision]]:
    """The rows that were deleted, each with its deletion; two queries.

    Rows that went with the undoing of their import are new again.
    """
    rows = tuple(rows)
    if not rows:
        return []
    revisions = list(
        portfolio.revisions.filter(action=TransactionRevision.Action.DELETED, undone_at=None)
        .select_related("user")
        .order_by("pk")
    )
    if not revisions:
        return []
    undone = portfolio.import_batches.filter(status=ImportBatch.Status.UNDONE)
    batches = set(undone.order_by().values_list("pk", flat=True))
    revisions = [one for one in revisions if one.before["import_batch_id"] not in batches]
    by_external = {one.before["external_id"]: one for one in revisions}
    by_pk = {one.transaction_id: one for one in revisions}
    return [
        (row, revision)
        for row in rows
        if (revision := _deletion(row, by_external, by_pk)) is not None
    ]  # fmt: skip


def _deletion(row: ParsedRow, by_external: Mapping, by_pk: Mapping) -> TransactionRevision | None:
    for name in (row.external_id, row.former_id):
        if name and name in by_external:
            return by_external[name]
    # A row without an id left under its key, which may be another database's: it must fit.
    found = by_pk.get(pk_of_exported(row.external_id))
    if found is None or found.before["external_id"]:
        return None
    at = datetime.fromisoformat(found.before["executed_at"])
    return found if to_the_second(at) == to_the_second(row.executed_at) else None
