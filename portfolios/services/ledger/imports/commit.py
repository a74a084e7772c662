"""Takes a file into a portfolio in two steps, preview and commit, and takes it out again.

The rule of a commit: all or nothing. While any line of the file has an error that nobody corrected
or chose to leave out, any symbol of a new row stands for several assets and nobody has said which,
or a row may be one that is here already, nothing is written. Rows that the ledger holds for certain
are passed over, so the same file twice changes nothing.
"""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from markets.wording import joined, sentence
from portfolios.models import Account, ImportBatch, Portfolio, Transaction, TransactionRevision
from portfolios.services.books.books import ledger_changed
from portfolios.services.errors import Refused
from portfolios.services.ledger.imports.answers import Answers, store_answers
from portfolios.services.ledger.imports.batches import (
    OnProgress,
    joined_answers,
    new_batch,
    plan_of,
    plan_read,
    read_batch,
    store_preview,
)
from portfolios.services.ledger.imports.plan import ImportPlan
from portfolios.services.ledger.imports.preview import ImportPreview, preview_of
from portfolios.services.ledger.imports.writes import touched_by, write_plan
from portfolios.services.ledger.revisions import as_json, new_revision
from portfolios.services.ledger.transactions import BATCH_SIZE
from portfolios.services.locks import hold, in_one_go


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
    """Read a file and store it for the commit; the ledger stays as it is.

    `account` takes the rows of the format's own account. A file that cannot be read at all is not
    stored: its preview has no batch. Raises `Refused` where the account is another portfolio's.
    """
    batch = new_batch(portfolio, user=user, filename=filename, content=content, account=account)
    given = joined_answers(batch, answers)
    store_answers(batch, given)
    plan = plan_of(batch, answers=given)
    if plan.parsed.refused:
        return preview_of(plan, batch=None)
    preview = store_preview(batch, plan)
    batch.save()
    return preview


def preview_batch(batch: ImportBatch, *, answers: Answers | None = None) -> ImportPreview:
    """The preview of a batch again, against the ledger as it is now; answers given are stored.

    Raises `Refused` where the batch is not waiting any more.
    """
    if batch.status != ImportBatch.Status.PREVIEWED:
        raise Refused(_("This file was imported already."))
    given = joined_answers(batch, answers)
    if answers is not None:
        store_answers(batch, given)
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
    given = joined_answers(batch, answers)
    file = read_batch(batch, answers=given, on_progress=on_progress)
    batch = _locked(batch, status=status, refusal=_("This file was imported already."))
    plan = plan_read(batch, file)
    _refuse_open(plan)
    now = timezone.now()
    write_plan(batch, plan, now=now, on_progress=on_progress)
    store_answers(batch, given | Answers(pairs=_verdicts(plan)))
    _record(batch, plan, now=now)
    return batch


def _record(batch: ImportBatch, plan: ImportPlan, *, now: datetime) -> None:
    """Store what became of a batch's file."""
    batch.status, batch.committed_at = ImportBatch.Status.COMMITTED, now
    batch.preview = None
    batch.created, batch.skipped = len(plan.writes), plan.known_count
    batch.replaced = len(plan.replacements)
    batch.left_out = [[one.line, one.field, one.message] for one in plan.left_out]
    batch.left_out_count = len({one.line for one in plan.left_out})
    batch.save()


@in_one_go
def undo_import(batch: ImportBatch, *, user) -> int:
    """Take out the rows that a batch made, and the accounts it made that nothing else uses.

    Returns how many rows went. A row that was edited since leaves a revision behind; the others
    are in the file, which the batch keeps.
    """
    if batch.status == ImportBatch.Status.IMPORTING:
        raise Refused(_("This file is being imported: undo it once it is."))
    batch = _locked(
        batch, status=ImportBatch.Status.COMMITTED, refusal=_("This file is not in the ledger.")
    )
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
    touched = touched_by(batch)
    count = rows.delete()[0]
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
        raise Refused(refusal)
    return held


def _refuse_open(plan: ImportPlan) -> None:
    if plan.errors:
        first = plan.errors[0]
        message = sentence(
            "Nothing was imported. Line {line}, {field}: {message}",
            line=first.line, field=first.field, message=first.message,
        )  # fmt: skip
        if len(plan.errors) > 1:
            more = sentence("(and {n} more)", n=len(plan.errors) - 1)
            message = joined(" ", [message, more])
        raise ImportRefused(message, plan=plan)
    if plan.ambiguous:
        symbols = ", ".join(plan.ambiguous)
        message = sentence("Say first which assets these are: {symbols}.", symbols=symbols)
        raise ImportRefused(message, plan=plan)
    if plan.open_suspects:
        lines = ", ".join(str(one.row.line) for one in plan.open_suspects[:5])
        message = sentence(
            "Say first whether these rows are the same as others, or different: line {lines}",
            lines=lines + ("…" if len(plan.open_suspects) > 5 else "."),
        )
        raise ImportRefused(message, plan=plan)


def _verdicts(plan: ImportPlan) -> dict[str, str]:
    return {one.key: one.verdict for one in plan.suspects if one.verdict}


def _drop_accounts(batch: ImportBatch) -> None:
    made = batch.portfolio.accounts.filter(created_at=batch.committed_at)
    ledger = batch.portfolio.transactions.order_by()
    made.exclude(pk__in=ledger.values("account")).exclude(
        pk__in=ledger.filter(to_account__isnull=False).values("to_account")
    ).delete()
