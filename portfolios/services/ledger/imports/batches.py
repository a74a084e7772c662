"""An uploaded file between its upload and its import: what its batch holds, and reading it."""

import hashlib
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath

from django.db.models import Q
from django.utils.translation import gettext as _

from portfolios.importers.base import ParsedFile
from portfolios.importers.kinds import SKIP, kind_key
from portfolios.importers.parse import parse
from portfolios.importers.text import clean
from portfolios.models import Account, ImportBatch, Portfolio
from portfolios.services.errors import Refused
from portfolios.services.ledger.imports.answers import Answers, answers_of, remembered_answers
from portfolios.services.ledger.imports.content import (
    checked_corrections,
    content_of,
    standing_corrections,
)
from portfolios.services.ledger.imports.plan import ImportPlan, plan_import
from portfolios.services.ledger.imports.preview import ImportPreview, preview_of
from portfolios.services.ledger.imports.stored import as_json, from_json

OnProgress = Callable[[float], None]
# Reading takes most of a preview's time; looking the rows up takes the rest.
READ = 0.8


def new_batch(
    portfolio: Portfolio, *, user, filename: str, content: bytes, account: Account | None
) -> ImportBatch:
    """A batch of a file that was not read yet; it is not saved.

    Raises `Refused` where the account is another portfolio's.
    """
    if account is not None and account.portfolio_id != portfolio.pk:
        raise Refused({"account": [_("There is no such account in this portfolio.")]})
    return ImportBatch(
        portfolio=portfolio,
        account=account,
        user=user,
        filename=_plain_name(filename),
        digest=hashlib.sha256(content).hexdigest(),
        content=zlib.compress(content, 6),
    )


def joined_answers(batch: ImportBatch, later: Answers | None) -> Answers:
    """The answers that a batch holds with later ones, which win.

    Raises `Refused` for corrections of lines or columns that the file does not have.
    """
    if later is None:
        return answers_of(batch)
    corrections = checked_corrections(batch, later.corrections)
    return answers_of(batch) | replace(later, corrections=corrections)


@dataclass(frozen=True, slots=True)
class ReadFile:
    """The rows of a file, and the answers with those that the portfolio remembers."""

    parsed: ParsedFile
    answers: Answers


def plan_of(
    batch: ImportBatch, *, answers: Answers | None = None, on_progress: OnProgress | None = None
) -> ImportPlan:
    """Read a batch's file against the ledger as it is now; `on_progress` gets the share done."""
    given = answers_of(batch) if answers is None else answers
    return plan_read(batch, read_batch(batch, answers=given, on_progress=on_progress))


def read_batch(
    batch: ImportBatch, *, answers: Answers, on_progress: OnProgress | None = None
) -> ReadFile:
    """Read a batch's file, without regard to the ledger; `on_progress` gets the share done."""
    content = content_of(batch)

    def read(answers: Answers) -> ParsedFile:
        kinds = {kind: code for kind, code in answers.kinds.items() if code != SKIP}
        return parse(
            content, filename=batch.filename, tz=batch.portfolio.zone, kinds=kinds,
            decimal_mark=answers.decimal_mark,
            corrections=standing_corrections(content, answers.corrections),
            on_progress=on_progress and (lambda share: on_progress(share * READ)),
        )  # fmt: skip

    parsed = read(answers)
    known = remembered_answers(batch, source=parsed.format) | answers
    is_told_types = any(kind_key(row.kind) in known.kinds for row in parsed.unread)
    if is_told_types or known.corrections != answers.corrections:
        parsed = read(known)
    return ReadFile(parsed, known)


def plan_read(batch: ImportBatch, file: ReadFile) -> ImportPlan:
    """What a batch's file would do to the ledger as it is now."""
    account = batch.account.name if batch.account else ""
    return plan_import(
        batch.portfolio, parsed=file.parsed, answers=file.answers, account_name=account
    )


def store_preview(batch: ImportBatch, plan: ImportPlan) -> ImportPreview:
    """Put into a batch, which is not saved, what its file would do."""
    batch.status = ImportBatch.Status.PREVIEWED
    batch.format, batch.rows = plan.parsed.format, len(plan.parsed.rows)
    preview = preview_of(plan, batch=batch)
    if batch.in_worker:
        batch.preview = as_json(preview)
    return preview


def preview_in(batch: ImportBatch) -> ImportPreview:
    """The preview of a batch: of a long file as the worker left it, of others as it is now."""
    if batch.preview is not None:
        return from_json(batch.preview, batch=batch)
    return preview_of(plan_of(batch), batch=batch)


def forget_previews(*, before: datetime) -> int:
    """Drop files that were uploaded before an instant and never imported."""
    waiting = Q(status__in=[
        ImportBatch.Status.READING, ImportBatch.Status.PREVIEWED, ImportBatch.Status.FAILED,
    ])  # fmt: skip
    return ImportBatch.objects.filter(waiting, created_at__lt=before).delete()[0]


def _plain_name(filename: str) -> str:
    """A file's name without its folders and without what no name should hold."""
    name = PurePath(clean(filename, limit=1000).replace("\\", "/")).name
    return name[:255] or "upload.csv"
