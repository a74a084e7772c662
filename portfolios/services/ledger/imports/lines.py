"""The lines of a file that want a look: those with errors, and those corrected or left out."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice

from portfolios.importers.base import FILE_LINE, RowError
from portfolios.importers.lines import FileLines, read_lines
from portfolios.models import ImportBatch
from portfolios.services.ledger.imports.answers import Answers
from portfolios.services.ledger.imports.content import content_of

SHOWN_LINES = 50


@dataclass(frozen=True, slots=True)
class FileCell:
    """A cell: `text` is what is read, `own` what the file has; `is_wrong` where an error names it.

    `key` is the column's in corrections, `title` its title in the header.
    """

    key: str
    title: str
    text: str
    own: str
    is_wrong: bool

    @property
    def is_corrected(self) -> bool:
        return self.text != self.own


@dataclass(frozen=True, slots=True)
class FileLine:
    """A line by its number, with its cells and what is wrong with it."""

    line: int
    cells: tuple[FileCell, ...]
    errors: tuple[RowError, ...]
    is_skipped: bool

    @property
    def open_cells(self) -> list[FileCell]:
        """The cells to correct first: those that errors name, and those corrected."""
        return [cell for cell in self.cells if cell.is_wrong or cell.is_corrected]

    @property
    def other_cells(self) -> list[FileCell]:
        """The other cells that say something."""
        return [cell for cell in self.cells if cell.own and cell not in self.open_cells]


def lines_to_look_at(
    content: bytes, *, errors: Iterable[RowError], answers: Answers, beside: int | None = None
) -> tuple[FileLine, ...]:
    """The first lines with errors, corrected or left out, in their order; `beside` is one more."""
    by_line: dict[int, list[RowError]] = defaultdict(list)
    for error in errors:
        if error.line != FILE_LINE:
            by_line[error.line].append(error)
    wanted = set(islice(sorted(by_line), SHOWN_LINES))
    wanted |= set(islice(sorted(answers.corrections.keys() | answers.skipped_lines), SHOWN_LINES))
    if beside is not None:
        wanted.add(beside)
    if not wanted:
        return ()
    lines = read_lines(content, wanted=wanted)
    found = (
        _line(number, lines, errors=by_line.get(number, ()), answers=answers)
        for number in sorted(wanted & lines.texts.keys())
    )
    return tuple(
        one for one in found
        if one.errors or one.is_skipped or one.line == beside
        or any(cell.is_corrected for cell in one.cells)
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line that was left out: its number, its cells by the file's `titles`, and why."""

    line: int
    cells: tuple[str, ...]
    reasons: tuple[str, ...]


def left_out_lines(batch: ImportBatch) -> tuple[tuple[str, ...], list[LeftOut]]:
    """The titles of the file's columns, and the lines that its import left out, in their order."""
    by_line: dict[int, list[RowError]] = defaultdict(list)
    for one in batch.left_out:
        by_line[one[0]].append(RowError(*one))
    lines = read_lines(content_of(batch), wanted=by_line.keys())
    empty = ("",) * len(lines.columns)
    found = [
        LeftOut(
            number, tuple(lines.texts.get(number, empty)),
            tuple(_reason(_by_title(error, lines)) for error in by_line[number]),
        )
        for number in sorted(by_line)
    ]  # fmt: skip
    return tuple(column.title for column in lines.columns), found


def _reason(error: RowError) -> str:
    named = error.field and error.field != "row"
    return f"{error.field}: {error.message}" if named else error.message


def _line(
    number: int, lines: FileLines, *, errors: Iterable[RowError], answers: Answers
) -> FileLine:
    errors = tuple(_by_title(error, lines) for error in errors)
    corrected = answers.corrections.get(number, {})
    cells = []
    for column in lines.columns:
        own = lines.text_of(number, column)
        is_wrong = any(error.field and column.is_called(error.field) for error in errors)
        text = corrected.get(column.key, own)
        cells.append(FileCell(column.key, column.title, text, own, is_wrong))
    return FileLine(number, tuple(cells), errors, number in answers.skipped_lines)


def _by_title(error: RowError, lines: FileLines) -> RowError:
    """The error with its column named as the file names it, where it is one column's."""
    named = (one.title for one in lines.columns if error.field and one.is_called(error.field))
    return replace(error, field=next(named, error.field))
