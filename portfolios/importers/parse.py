"""The one door: bytes of a file in, rows, errors and warnings out."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from decimal import localcontext

from markets.numbers import UNROUNDED
from markets.wording import counted, joined, sentence
from portfolios.importers.amounts import NumberStyle
from portfolios.importers.base import (
    FILE_LINE,
    FileReadError,
    Notes,
    ParsedFile,
    ParsedRow,
    RowError,
)
from portfolios.importers.corrections import NO_CORRECTIONS, Corrections
from portfolios.importers.detect import HEADER_WITHIN, find_header
from portfolios.importers.identity import with_identities
from portfolios.importers.instants import DateStyle
from portfolios.importers.kinds import checked_choices
from portfolios.importers.layout import Cells, Layout, header_key
from portfolios.importers.reader import read_text
from portfolios.importers.records import read_cells
from portfolios.importers.registry import FORMATS
from portfolios.importers.spec import Context, Format
from portfolios.importers.survey import survey

# How often the reader says how far it is, in rows.
_WATCHED = 2000


def parse(
    content: bytes,
    *,
    filename: str = "",
    tz: tzinfo = UTC,
    now: datetime | None = None,
    kinds: Mapping[str, str] | None = None,
    decimal_mark: str | None = None,
    corrections: Corrections = NO_CORRECTIONS,
    on_progress: Callable[[float], None] | None = None,
) -> ParsedFile:
    """Read a ledger file of any known format.

    `tz` is the zone of clock times that carry none, for formats that do not fix one; `now` is
    the instant after which a date lies in the future (default: the clock). Never raises for
    what is in the file: a file that cannot be read has one error on line 0, a row that cannot
    be taken has one on its line. `filename` only names the file in messages.

    `kinds` says what the rows of types that the format does not know are: a type's text, in any
    case, to a code of `kinds.CHOICES`; rows of types without a choice come back as `unread`.
    `decimal_mark`, "." or ",", is that of the file where its cells leave it open; ValueError for
    another, or for a code that is none. `corrections` are cells to read in place of the file's
    own; a corrected line keeps its number. `on_progress` gets the share read every few thousand
    lines.
    """
    if decimal_mark not in (None, "", ".", ","):
        raise ValueError(f"no decimal mark: {decimal_mark!r}")
    choices = checked_choices(kinds or {})
    context = Context(
        tz=tz, now=now or datetime.now(UTC), numbers=NumberStyle(), dates=DateStyle(),
        notes=Notes(), errors=[], kinds=choices,
    )  # fmt: skip
    code = ""
    try:
        text = read_text(content, notes=context.notes)
        lines = text.first_lines(HEADER_WITHIN)
        found, layout, context.default_currency = find_header(lines, formats=FORMATS.values())
        code = found.code
        context.numbers = _number_style(found, layout, decimal_mark=decimal_mark)
        context.dates = DateStyle(writes_month_first=found.month_first)
        survey(text, layout, found=found, context=context, corrections=corrections)
        cells = read_cells(text, layout, fail=context.fail, corrections=corrections)
        if on_progress is not None:
            cells = _with_progress(cells, whole=content.count(b"\n"), on_progress=on_progress)
        rows = _rows(cells, found=found, context=context)
    except FileReadError as problem:
        message = joined(": ", filter(None, (filename, str(problem))))
        return ParsedFile(code, errors=(RowError(FILE_LINE, "file", message),))
    return _result(rows, found=found, layout=layout, context=context)


def _number_style(found: Format, layout: Layout, *, decimal_mark: str | None) -> NumberStyle:
    writes_dots = found.writes_dots and layout.delimiter == ","
    return NumberStyle(given=decimal_mark or "", writes_dots=writes_dots)


def _rows(cells: Iterator[Cells], *, found: Format, context: Context) -> tuple[ParsedRow, ...]:
    with localcontext(UNROUNDED):
        return tuple(with_identities(found.build(cells, context), notes=context.notes))


def _result(
    rows: tuple[ParsedRow, ...], *, found: Format, layout: Layout, context: Context
) -> ParsedFile:
    """The rows with everything that was found beside them, in the order of the lines."""
    for kind, count in context.skipped.items():
        context.notes.add(
            counted(
                "{n} row was left out as chosen for “{kind}”",
                "{n} rows were left out as chosen for “{kind}”",
                count, n=count, kind=kind,
            )
        )  # fmt: skip
    _name_unread_columns(found, layout, notes=context.notes)
    errors = sorted(context.errors, key=lambda error: error.line)
    return ParsedFile(
        found.code,
        rows=rows,
        errors=tuple(_with_title(error, layout) for error in errors),
        warnings=context.notes.messages(),
        unread=tuple(sorted(context.unread, key=lambda row: row.line)),
        asks_decimal_mark=context.numbers.asked,
    )


def _with_title(error: RowError, layout: Layout) -> RowError:
    """The error with its column named as the file names it."""
    position = layout.index.get(header_key(error.field))
    return error if position is None else replace(error, field=layout.titles[position].strip())


def _with_progress(
    cells: Iterator[Cells], *, whole: int, on_progress: Callable[[float], None]
) -> Iterator[Cells]:
    for count, one in enumerate(cells):
        if not count % _WATCHED:
            on_progress(min(one.line / max(whole, 1), 1))
        yield one


def _name_unread_columns(found: Format, layout: Layout, *, notes: Notes) -> None:
    unread = [
        layout.titles[position].strip()
        for key, position in layout.index.items()
        if key not in found.known
    ]
    if unread:
        message = sentence(
            "Columns that {format} does not have were not read: {columns}",
            format=found.title, columns=", ".join(unread),
        )  # fmt: skip
        notes.add(message)
