"""Writes what the plan of an import says: accounts, rows in place of others, new rows."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from markets.postgres.copy import copy_into_model
from markets.wording import sentence
from portfolios.importers.duplicates import Incoming
from portfolios.importers.identity import account_key
from portfolios.models import Account, ImportBatch, Transaction
from portfolios.services.books.books import ledger_changed
from portfolios.services.books.changes import Touched, touched_by_few
from portfolios.services.errors import Refused
from portfolios.services.ledger.imports.batches import READ, OnProgress
from portfolios.services.ledger.imports.conflicts import columns_to_replace
from portfolios.services.ledger.imports.plan import ImportPlan
from portfolios.services.ledger.transactions import replace_transactions

COLUMNS = (
    "account_id", "to_account_id", "type", "executed_at",
    "sent_asset_id", "sent_quantity", "received_asset_id", "received_quantity",
    "fee_asset_id", "fee_quantity", "net_worth_asset_id", "net_worth_amount",
    "label", "note", "tags", "external_id",
    "portfolio_id", "import_batch_id", "created_at", "updated_at",
)  # fmt: skip

# The share done is reported every so many rows.
_WATCHED = 2000


def write_plan(
    batch: ImportBatch, plan: ImportPlan, *, now: datetime, on_progress: OnProgress | None
) -> None:
    """Write what the plan says; the plan has put every row to the ledger's own rules.

    The batch is the audit of all the rows. `on_progress` gets the share of the import done.
    """
    if not plan.writes and not plan.replacements:
        return
    accounts = _accounts(batch, plan, now=now)
    if plan.replacements:
        replace_transactions(batch.portfolio, _replacements(plan, accounts), user=batch.user)
    if plan.writes:
        values = (_values(one, accounts=accounts) for one in plan.entry_order)
        fixed = (batch.portfolio_id, batch.pk, now, now)
        _write(
            (*row, *fixed)
            for row in _with_progress(values, whole=len(plan.writes), on_progress=on_progress)
        )
        ledger_changed(batch.portfolio, touched_by(batch))


def touched_by(batch: ImportBatch) -> Touched | None:
    """What of the books the rows of a batch touch; None: everything."""
    return touched_by_few(batch.transactions.all(), tracks_cash=batch.portfolio.tracks_cash)


def _with_progress(
    values: Iterable[tuple], *, whole: int, on_progress: OnProgress | None
) -> Iterator[tuple]:
    for count, row in enumerate(values):
        if on_progress is not None and not count % _WATCHED:
            on_progress(READ + (1 - READ) * count / whole)
        yield row


def _write(rows: Iterable[tuple]) -> None:
    try:
        copy_into_model(Transaction, rows, columns=COLUMNS)
    except IntegrityError as error:
        if "transaction_external_id_once" in str(error):
            raise Refused(
                sentence("The ledger changed in the meantime: preview the file again.")
            ) from None
        raise


def _accounts(batch: ImportBatch, plan: ImportPlan, *, now: datetime) -> dict[Hashable, int]:
    """The portfolio's accounts by their key, with those that the file brings.

    New ones are dated like the commit, to the microsecond: an undo knows them by it.
    """
    made = Account.objects.bulk_create(
        Account(portfolio=batch.portfolio, name=name) for name in plan.new_accounts
    )
    if made:
        Account.objects.filter(pk__in=[account.pk for account in made]).update(created_at=now)
    return {account_key(account.name): account.pk for account in batch.portfolio.accounts.all()}


def _replacements(plan: ImportPlan, accounts: Mapping[Hashable, int]) -> dict[int, dict[str, Any]]:
    """The columns to change of each transaction that a row of the file replaces."""
    return {
        conflict.transaction: columns_to_replace(
            conflict, dict(zip(COLUMNS, _values(one, accounts=accounts), strict=False))
        )
        for conflict, one in plan.replacements
    }


def _values(incoming: Incoming, *, accounts: Mapping[Hashable, int]) -> tuple:
    """A row's own columns, in the order of COLUMNS."""
    row, entry = incoming
    legs = []
    for leg in (entry.sent, entry.received, entry.fee, entry.net_worth):
        legs += (None, None) if leg is None else leg
    return (
        accounts[entry.account],
        accounts[entry.to_account] if entry.to_account else None,
        row.type.value,
        row.executed_at,
        *legs,
        row.label,
        row.note,
        list(row.tags),
        row.external_id,
    )
