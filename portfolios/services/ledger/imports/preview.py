"""What a person is shown of a file before any of it is taken."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from markets.models import Asset
from portfolios.importers.base import FILE_LINE, ParsedFile, ParsedRow, RowError
from portfolios.importers.identity import repeats_in
from portfolios.importers.kinds import kind_key
from portfolios.importers.registry import FORMATS
from portfolios.models import ImportBatch
from portfolios.services.ledger.imports.answers import Answers
from portfolios.services.ledger.imports.conflicts import Conflict
from portfolios.services.ledger.imports.content import content_of
from portfolios.services.ledger.imports.duplicates import Suspect
from portfolios.services.ledger.imports.groups import ChangeGroup, groups_of
from portfolios.services.ledger.imports.lines import FileLine, lines_to_look_at
from portfolios.services.ledger.imports.plan import ImportPlan
from portfolios.services.ledger.imports.symbols import Change

SHOWN_ROWS = 50
SHOWN_ERRORS = 200
SHOWN_SUSPECTS = 50
SHOWN_CONFLICTS = 50
SHOWN_REPEATS = 50
_SHOWN_TEXT = 200


@dataclass(frozen=True, slots=True)
class UnknownKind:
    """The rows of one type that the format does not know; `line` and `text` are of the first.

    `choice` is a code of `importers.kinds.CHOICES`, empty while nobody chose.
    """

    kind: str
    count: int
    line: int
    text: str
    choice: str = ""


@dataclass(frozen=True, slots=True)
class SymbolQuestion:
    """What a symbol stands for: open, or answered and to be changed.

    A symbol of no asset has no `candidates`. `asset` is the answer, `before` what the symbol stood
    for before the day `since`. Where the table of assets knows a day, `change` tells it.
    """

    symbol: str
    candidates: list[Asset]
    asset: Asset | None = None
    since: date | None = None
    before: Asset | None = None
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Repeat:
    """A new row that moves just what the row on the line `first` does, at the same instant."""

    row: ParsedRow
    first: int


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What a file would do.

    `rows`, `errors`, `suspects`, `conflicts` and `repeats` are the first of all.

    `ambiguous` maps a symbol to the assets that wear it, the likeliest first: for a form to
    preselect, never to assume. `error_count` counts errors, `error_lines` the lines that have
    some; `left_out_count` the lines that a commit would leave out, `suspect_count` the suspects
    without a verdict, `replaced_count` the transactions that rows would replace. `kinds` are the
    types without a choice, and those left out by choice. `lines` are the first lines that want a
    look, `groups` the new rows by account.
    """

    batch: ImportBatch | None
    format: str
    format_title: str
    new_count: int
    known_count: int
    recognised_count: int
    error_count: int
    error_lines: int
    suspect_count: int
    suspect_total: int
    conflict_count: int
    replaced_count: int
    repeat_count: int
    left_out_count: int
    rows: tuple[ParsedRow, ...]
    errors: tuple[RowError, ...]
    suspects: tuple[Suspect, ...]
    conflicts: tuple[Conflict, ...]
    repeats: tuple[Repeat, ...]
    kinds: tuple[UnknownKind, ...]
    lines: tuple[FileLine, ...]
    groups: tuple[ChangeGroup, ...]
    warnings: tuple[str, ...]
    unknown_symbols: tuple[str, ...]
    ambiguous: dict[str, list[Asset]]
    symbols: tuple[SymbolQuestion, ...]
    assets: dict[str, Asset]
    first_at: datetime | None
    last_at: datetime | None
    new_accounts: tuple[str, ...]
    asks_decimal_mark: bool
    whole_file_error: bool
    answers: Answers

    @property
    def can_commit(self) -> bool:
        return (
            self.batch is not None
            and not self.error_count
            and not self.ambiguous
            and not self.suspect_count
        )

    @property
    def has_questions(self) -> bool:
        """Whether an answer could change what is shown."""
        return bool(
            self.kinds or self.symbols or self.suspects or self.conflicts or self.asks_decimal_mark
            or self.can_leave_out or self.answers.leave_out_errors or self.lines
            or self.repeats
        )  # fmt: skip

    @property
    def can_leave_out(self) -> bool:
        """Whether the lines with errors can be left out: there are some, and others to take."""
        return bool(self.error_count and self.new_count and not self.whole_file_error)


def with_line(preview: ImportPreview, line: int | None) -> ImportPreview:
    """The preview with one more line to look at, where the file has it."""
    if line is None or preview.batch is None or any(one.line == line for one in preview.lines):
        return preview
    found = lines_to_look_at(
        content_of(preview.batch), errors=(), answers=preview.answers, beside=line
    )
    added = tuple(one for one in found if one.line == line)
    lines = sorted((*preview.lines, *added), key=lambda one: one.line)
    return replace(preview, lines=tuple(lines))


def preview_of(plan: ImportPlan, *, batch: ImportBatch | None) -> ImportPreview:
    """What people see of a plan."""
    instants = [row.executed_at for row in plan.parsed.rows]
    found = FORMATS.get(plan.parsed.format)
    going = {one.row.external_id for one in plan.writes}
    repeats = [
        Repeat(row, first) for row, first in repeats_in(plan.parsed.rows)
        if row.external_id in going
    ]  # fmt: skip
    return ImportPreview(
        batch=batch,
        format=plan.parsed.format,
        format_title=found.title if found else "",
        new_count=len(plan.writes),
        known_count=plan.known_count,
        recognised_count=plan.recognised,
        error_count=len(plan.errors),
        error_lines=len({error.line for error in plan.errors}),
        suspect_count=len(plan.open_suspects),
        suspect_total=len(plan.suspects),
        conflict_count=len(plan.conflicts),
        replaced_count=len(plan.replacements),
        repeat_count=len(repeats),
        left_out_count=len({one.line for one in plan.left_out}),
        rows=tuple(one.row for one in plan.writes[:SHOWN_ROWS]),
        errors=plan.errors[:SHOWN_ERRORS],
        suspects=plan.suspects[:SHOWN_SUSPECTS],
        conflicts=plan.conflicts[:SHOWN_CONFLICTS],
        repeats=tuple(repeats[:SHOWN_REPEATS]),
        kinds=tuple(_kinds(plan.parsed, plan.answers)),
        lines=()
        if batch is None
        else lines_to_look_at(content_of(batch), errors=plan.errors, answers=plan.answers),
        groups=groups_of(plan, shown=SHOWN_ROWS),
        warnings=plan.parsed.warnings,
        unknown_symbols=tuple(sorted(plan.symbols.unknown)),
        ambiguous=plan.ambiguous,
        symbols=tuple(_questions(plan)),
        assets=plan.symbols.assets,
        first_at=min(instants, default=None),
        last_at=max(instants, default=None),
        new_accounts=plan.new_accounts,
        asks_decimal_mark=plan.parsed.asks_decimal_mark,
        whole_file_error=any(error.line == FILE_LINE for error in plan.errors),
        answers=plan.answers,
    )


def _questions(plan: ImportPlan) -> Iterator[SymbolQuestion]:
    symbols, answered = plan.symbols, plan.symbols.former | plan.answers.meanings
    asked = plan.ambiguous.keys() | symbols.changes.keys()
    asked |= symbols.unknown | symbols.meanings.keys() | (answered.keys() & symbols.assets.keys())
    for symbol in sorted(asked):
        meanings = answered.get(symbol, ())
        last = meanings[-1] if meanings else None
        yield SymbolQuestion(
            symbol=symbol,
            candidates=symbols.candidates.get(symbol, []),
            asset=last.asset if last else symbols.assets.get(symbol),
            since=last.since if last else None,
            before=meanings[-2].asset if len(meanings) > 1 else None,
            change=symbols.changes.get(symbol),
        )


def _kinds(parsed: ParsedFile, answers: Answers) -> list[UnknownKind]:
    """The unknown types, those of most rows first."""
    counts = Counter(kind_key(row.kind) for row in parsed.unread)
    first = {kind_key(row.kind): row for row in reversed(parsed.unread)}
    return [
        UnknownKind(
            kind=first[key].kind,
            count=count,
            line=first[key].line,
            text=first[key].text[:_SHOWN_TEXT],
            choice=answers.kinds.get(key, ""),
        )
        for key, count in counts.most_common()
    ]
