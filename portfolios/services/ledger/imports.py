"""Takes a file into a portfolio in two steps, preview and commit, and takes it out again.

The rule of a commit: all or nothing. While any line of the file has an error that nobody chose to
leave out, any symbol of a new row stands for several assets and nobody has said which, or a row
may be one that is here already, nothing is written. Rows that the ledger holds for certain are
passed over, so the same file twice changes nothing.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.utils import timezone

from markets.postgres.copy import copy_into_model
from portfolios.accounting.core.entries import is_newest_first
from portfolios.importers.duplicates import Incoming
from portfolios.importers.identity import account_key
from portfolios.models import Account, ImportBatch, Portfolio, Transaction, TransactionRevision
from portfolios.services.books.books import ledger_changed
from portfolios.services.books.changes import Touched, touched_by_few
from portfolios.services.errors import Refused
from portfolios.services.ledger.import_answers import Answers, answers_of, keep_answers
from portfolios.services.ledger.import_batches import (
    READ,
    OnProgress,
    content_of,
    keep_preview,
    new_batch,
    plan_of,
)
from portfolios.services.ledger.import_conflicts import columns_to_replace
from portfolios.services.ledger.import_plan import ImportPlan, plan_import, read_file
from portfolios.services.ledger.import_preview import ImportPreview, preview_of
from portfolios.services.ledger.revisions import as_json, new_revision
from portfolios.services.ledger.transactions import BATCH_SIZE, replace_transactions
from portfolios.services.locks import hold, in_one_go

COLUMNS = (
    "account_id", "to_account_id", "type", "executed_at",
    "sent_asset_id", "sent_quantity", "received_asset_id", "received_quantity",
    "fee_asset_id", "fee_quantity", "net_worth_asset_id", "net_worth_amount",
    "label", "note", "tags", "external_id",
    "portfolio_id", "import_batch_id", "created_at", "updated_at",
)  # fmt: skip


# The share done is reported every so many rows.
_WATCHED = 2000


class ImportRefused(Refused):
    """A file that can't be written as it is; `plan` says what stands open."""

    def __init__(self, message: str, *, plan: ImportPlan) -> None:
        super().__init__(message)
        self.plan = plan


def preview_import(
    portfolio: Portfolio,
    *,
    user,
    filename: str,
    content: bytes,
    account: Account | None = None,
    answers: Answers | None = None,
) -> ImportPreview:
    """Read a file and keep it for the commit; the ledger stays as it is.

    `account` takes the rows of the format's own account. A file that cannot be read at all is not
    kept: its preview has no batch. Raises `Refused` where the account is another portfolio's.
    """
    batch = new_batch(portfolio, user=user, filename=filename, content=content, account=account)
    keep_answers(batch, answers or Answers())
    plan = plan_of(batch, answers=answers or Answers())
    if plan.parsed.refused:
        return preview_of(plan, batch=None)
    preview = keep_preview(batch, plan)
    batch.save()
    return preview


def preview_batch(batch: ImportBatch, *, answers: Answers | None = None) -> ImportPreview:
    """The preview of a batch again, against the ledger as it is now; answers given are kept.

    Raises `Refused` where the batch is not waiting any more.
    """
    if batch.status != ImportBatch.Status.PREVIEWED:
        raise Refused("This file was imported already.")
    given = answers_of(batch) | (answers or Answers())
    if answers is not None:
        keep_answers(batch, given)
        batch.save(update_fields=["choices", "answers"])
    return preview_of(plan_of(batch, answers=given), batch=batch)


@in_one_go
def commit_import(
    batch: ImportBatch,
    *,
    answers: Answers | None = None,
    status: str = ImportBatch.Status.PREVIEWED,
    on_progress: OnProgress | None = None,
) -> ImportBatch:
    """Write the new rows of a previewed file, all of them or none.

    The file is read before the portfolio is held. `status` is what the batch must have;
    `on_progress` gets the share done. Raises `Refused` where the batch is not waiting, and
    `ImportRefused` while an error or a question stands open.
    """
    given = answers_of(batch) | (answers or Answers())
    account = batch.account.name if batch.account else ""
    parsed, known = read_file(
        batch.portfolio, content=content_of(batch), filename=batch.filename, answers=given,
        on_progress=on_progress and (lambda share: on_progress(share * READ)),
    )  # fmt: skip
    batch = _locked(batch, status=status, refusal="was imported already")
    plan = plan_import(batch.portfolio, parsed=parsed, answers=known, account_name=account)
    _refuse_open(plan)
    _write_plan(batch, plan, on_progress=on_progress)
    keep_answers(batch, given | Answers(pairs=_verdicts(plan)))
    batch.save()
    return batch


def _write_plan(batch: ImportBatch, plan: ImportPlan, *, on_progress: OnProgress | None) -> None:
    """Write what the plan says; the plan has put every row to the ledger's own rules.

    The batch is the audit of all the rows.
    """
    now = timezone.now()
    accounts = _accounts(batch, plan, now=now) if plan.writes or plan.replacements else {}
    if plan.replacements:
        replace_transactions(batch.portfolio, _replacements(plan, accounts), user=batch.user)
    if plan.writes:
        from_end = is_newest_first(plan.parsed.rows, at="executed_at")
        writes = plan.writes[::-1] if from_end else plan.writes
        values = (_values(one, accounts=accounts) for one in writes)
        fixed = (batch.portfolio_id, batch.pk, now, now)
        _write(
            (*row, *fixed)
            for row in _with_progress(values, whole=len(plan.writes), on_progress=on_progress)
        )
        ledger_changed(batch.portfolio, _touched(batch))
    batch.status = ImportBatch.Status.COMMITTED
    batch.committed_at = now
    batch.preview = None
    batch.created, batch.skipped = len(plan.writes), plan.known_count
    batch.replaced = len(plan.replacements)
    batch.left_out = [[one.line, one.field, one.message] for one in plan.left_out]
    batch.left_out_count = len({one.line for one in plan.left_out})


def _with_progress(
    values: Iterable[tuple], *, whole: int, on_progress: OnProgress | None
) -> Iterator[tuple]:
    for count, row in enumerate(values):
        if on_progress is not None and not count % _WATCHED:
            on_progress(READ + (1 - READ) * count / whole)
        yield row


@in_one_go
def undo_import(batch: ImportBatch, *, user) -> int:
    """Take out the rows that a batch made, and the accounts it made that nothing else uses.

    Returns how many rows went. A row that was edited since leaves a revision behind; the others
    are in the file, which the batch keeps.
    """
    if batch.status == ImportBatch.Status.IMPORTING:
        raise Refused("This file is being imported: undo it once it is.")
    batch = _locked(batch, status=ImportBatch.Status.COMMITTED, refusal="is not in the ledger")
    rows = Transaction.objects.filter(portfolio=batch.portfolio, import_batch=batch)
    edited = rows.filter(
        pk__in=TransactionRevision.objects.filter(portfolio=batch.portfolio).values(
            "transaction_id"
        )
    )
    TransactionRevision.objects.bulk_create(
        [
            new_revision(row, action="deleted", user=user, before=as_json(row), after=None)
            for row in edited
        ],
        batch_size=BATCH_SIZE,
    )
    touched = _touched(batch)
    count, _ = rows.delete()
    _drop_accounts(batch)
    batch.status = ImportBatch.Status.UNDONE
    batch.undone_at = timezone.now()
    batch.save(update_fields=["status", "undone_at"])
    if count:
        ledger_changed(batch.portfolio, touched)
    return count


def _locked(batch: ImportBatch, *, status: str, refusal: str) -> ImportBatch:
    """The batch and its portfolio as they stand now, held until the transaction ends."""
    held = hold(batch, "portfolio", "account", "user")
    if held.status != status:
        raise Refused(f"This file {refusal}.")
    return held


def _write(rows: Iterable[tuple]) -> None:
    try:
        copy_into_model(Transaction, rows, columns=COLUMNS)
    except IntegrityError as error:
        if "transaction_external_id_once" in str(error):
            raise Refused("The ledger changed in the meantime: preview the file again.") from None
        raise


def _touched(batch: ImportBatch) -> Touched | None:
    return touched_by_few(batch.transactions.all(), tracks_cash=batch.portfolio.tracks_cash)


def _refuse_open(plan: ImportPlan) -> None:
    if plan.errors:
        first = plan.errors[0]
        more = f" (and {len(plan.errors) - 1} more)" if len(plan.errors) > 1 else ""
        told = f"Nothing was imported. Line {first.line}, {first.field}: {first.message}{more}"
        raise ImportRefused(told, plan=plan)
    if plan.ambiguous:
        told = f"Say first which assets these are: {', '.join(plan.ambiguous)}."
        raise ImportRefused(told, plan=plan)
    if plan.open_suspects:
        lines = ", ".join(str(one.row.line) for one in plan.open_suspects[:5])
        told = f"Say first whether these rows are the same as others, or different: line {lines}"
        raise ImportRefused(told + ("…" if len(plan.open_suspects) > 5 else "."), plan=plan)


def _verdicts(plan: ImportPlan) -> dict[str, str]:
    return {one.key: one.verdict for one in plan.suspects if one.verdict}


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


def _drop_accounts(batch: ImportBatch) -> None:
    made = batch.portfolio.accounts.filter(created_at=batch.committed_at)
    ledger = batch.portfolio.transactions.order_by()
    made.exclude(pk__in=ledger.values("account")).exclude(
        pk__in=ledger.filter(to_account__isnull=False).values("to_account")
    ).delete()


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
