"""Long files: a worker reads and writes them, one a user at a time, while pages go on.

A batch says by its status that a worker is to read or to write its file; its message may be lost,
doubled or redelivered. The worker holds an advisory lock of the user until the transaction
ends, and a killed worker's transaction ends: nothing is half written, and a sweep sends the batch
again, up to three times.
"""

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from markets.postgres.locks import Lock, try_lock
from markets.wording import joined, sentence
from portfolios.models import Account, ImportBatch, Portfolio
from portfolios.services.errors import Refused
from portfolios.services.ledger.import_progress import ImportProgress
from portfolios.services.ledger.imports.answers import Answers, store_answers
from portfolios.services.ledger.imports.batches import (
    joined_answers,
    new_batch,
    plan_of,
    store_preview,
)
from portfolios.services.ledger.imports.commit import (
    ImportRefused,
    commit_import,
    preview_batch,
    preview_import,
)
from portfolios.services.ledger.imports.preview import ImportPreview
from portfolios.services.locks import Gone
from portfolios.services.queue import enqueue_on_commit

RUN_TASK = "portfolios.tasks.run_import"
# Of a worker's threads, so many read files: the others are free for prices and alerts.
PLACES = 2
MOST_ATTEMPTS = 3
MOST_WAITING = 10
Status = ImportBatch.Status
STOPPED = sentence(
    "The worker stopped {n} times over this file, and nothing was written. You can try again.",
    n=MOST_ATTEMPTS,
)


def receive_file(
    portfolio: Portfolio, *, user, filename: str, content: bytes, account: Account | None = None
) -> ImportPreview | ImportBatch:
    """The preview of a file; of a long one the batch, which a worker is to read.

    Raises `Refused` where the account is another portfolio's, or too many files wait.
    """
    if not _is_long(content):
        return preview_import(
            portfolio, user=user, filename=filename, content=content, account=account
        )
    batch = new_batch(portfolio, user=user, filename=filename, content=content, account=account)
    if ImportBatch.objects.working().filter(user=user).count() >= MOST_WAITING:
        raise Refused(
            _("{n} of your files wait already: let some be read first.").format(n=MOST_WAITING)
        )
    batch.in_worker, batch.status = True, Status.READING
    with transaction.atomic():
        batch.save()
        enqueue_on_commit(RUN_TASK, batch.pk)
    return batch


def answer_import(batch: ImportBatch, *, answers: Answers) -> ImportPreview | ImportBatch:
    """Keep answers and preview the file with them: at once, or by a worker if it is long."""
    if not batch.in_worker:
        return preview_batch(batch, answers=answers)
    return _hand_over(batch, answers=answers, before=Status.PREVIEWED, status=Status.READING)


def submit_import(batch: ImportBatch, *, answers: Answers) -> ImportBatch:
    """Import a previewed file: at once, or by a worker if it is long."""
    if not batch.in_worker:
        return commit_import(batch, answers=answers)
    return _hand_over(batch, answers=answers, before=Status.PREVIEWED, status=Status.IMPORTING)


def retry_import(batch: ImportBatch) -> ImportBatch:
    """Have a file read again that no worker came to the end of."""
    return _hand_over(batch, answers=Answers(), before=Status.FAILED, status=Status.READING)


@transaction.atomic
def discard_import(batch: ImportBatch) -> None:
    """Drop a file that is not in the ledger. Raises `Refused` while it is being imported."""
    held = _held(batch, statuses=(Status.READING, Status.PREVIEWED, Status.FAILED))
    held.delete()


@transaction.atomic
def _hand_over(batch: ImportBatch, *, answers: Answers, before: str, status: str) -> ImportBatch:
    held = _held(batch, statuses=(before,))
    store_answers(held, joined_answers(held, answers))
    held.status, held.attempts, held.failure = status, 0, ""
    held.save(update_fields=["choices", "answers", "status", "attempts", "failure"])
    enqueue_on_commit(RUN_TASK, held.pk)
    return held


def _held(batch: ImportBatch, *, statuses: tuple[str, ...]) -> ImportBatch:
    """The batch as it stands now, held until the transaction ends."""
    batches = ImportBatch.objects.select_for_update(of=["self"]).filter(pk=batch.pk)
    held = batches.defer("content", "preview").first()
    if held is None:
        raise Refused(_("This file is not there any more."))
    if held.status not in statuses:
        message = _("This file is in another state now: {status}.")
        raise Refused(message.format(status=held.get_status_display().lower()))
    return held


def run_import(batch_id: int) -> bool:
    """Read or write a batch's file, as its status says; returns False where it has to wait.

    Runs again without harm: what is done is not in a working state any more.
    """
    batch = ImportBatch.objects.working().filter(pk=batch_id).only("user_id").first()
    if batch is None or not _claim(batch):
        return False
    with transaction.atomic():
        is_mine = _take_turn(batch.user_id)
        if is_mine:
            _work(batch_id)
            transaction.on_commit(ImportProgress(batch).notify)
    if not is_mine:
        ImportBatch.objects.filter(pk=batch_id, attempts__gt=0).update(attempts=F("attempts") - 1)
    resume_imports()
    return is_mine


def resume_imports() -> int:
    """Send the oldest waiting file of each user again; returns how many.

    It follows the end of another, and makes up for what a dead worker or queue lost.
    """
    working = ImportBatch.objects.working().order_by("user", "pk").distinct("user")
    waiting = list(working.values_list("pk", flat=True))
    for pk in waiting:
        enqueue_on_commit(RUN_TASK, pk)
    return len(waiting)


@transaction.atomic
def _claim(batch: ImportBatch) -> bool:
    """Count an attempt, in a transaction of its own: it stays counted if the worker dies."""
    if not _take_turn(batch.user_id):
        return False
    found = ImportBatch.objects.working().filter(pk=batch.pk)
    if not found.filter(attempts__lt=MOST_ATTEMPTS).update(attempts=F("attempts") + 1):
        found.update(status=Status.FAILED, failure=STOPPED)
        return False
    return True


def _take_turn(user_id: int | None) -> bool:
    """Whether none of the user's files is in work and a place is free; both are held then."""
    if not try_lock(Lock.IMPORTING_USER, user_id or 0):
        return False
    return any(try_lock(Lock.IMPORTING_PLACE, place) for place in range(PLACES))


def _work(batch_id: int) -> None:
    batches = ImportBatch.objects.select_related("portfolio", "account", "user")
    batch = batches.filter(pk=batch_id).first()
    if batch is None:
        return
    if batch.status == Status.READING:
        _read(batch)
    elif batch.status == Status.IMPORTING:
        _import(batch)


def _read(batch: ImportBatch) -> None:
    plan = plan_of(batch, on_progress=ImportProgress(batch))
    if plan.parsed.refused:
        message = joined(" ", [error.message for error in plan.parsed.errors])
        _store(batch, before=Status.READING, status=Status.FAILED, failure=message)
        return
    store_preview(batch, plan)
    _store(batch, before=Status.READING, status=Status.PREVIEWED)


def _import(batch: ImportBatch) -> None:
    try:
        with transaction.atomic():
            commit_import(batch, status=Status.IMPORTING, on_progress=ImportProgress(batch))
    except Gone:
        return  # the portfolio or the file was deleted meanwhile
    except Refused as refusal:
        if isinstance(refusal, ImportRefused):
            store_preview(batch, refusal.plan)
        _store(
            batch,
            before=Status.IMPORTING,
            status=Status.PREVIEWED,
            failure=joined(" ", refusal.sentences()),
        )


def _store(batch: ImportBatch, *, before: str, status: str, failure: str = "") -> None:
    """Write what came of the work, unless the batch was deleted or changed meanwhile."""
    ImportBatch.objects.filter(pk=batch.pk, status=before).update(
        status=status, failure=failure, attempts=0,
        format=batch.format, rows=batch.rows, preview=batch.preview,
    )  # fmt: skip


def _is_long(content: bytes) -> bool:
    return (
        len(content) > settings.IMPORT_INLINE_BYTES
        or content.count(b"\n") > settings.BOOKS_INLINE_ROWS
    )
