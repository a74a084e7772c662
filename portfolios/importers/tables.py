"""Files that are no ledgers, such as lists of assets: opened as a ledger is.

Their encoding, delimiter and decimal mark are found in the same way, and a damaged record costs no
other.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from portfolios.files.cells import Fault
from portfolios.importers.amounts import NumberStyle
from portfolios.importers.base import FILE_LINE, FileReadError, Notes, RowReadError
from portfolios.importers.detect import HEADER_WITHIN, cuts
from portfolios.importers.layout import Cells, Layout
from portfolios.importers.reader import SourceText, read_text
from portfolios.importers.records import read_cells, read_records


@dataclass(frozen=True, slots=True)
class TableForm:
    """How a form of file is known: what its header's titles are called, and which it needs.

    `needs` are columns of which one must be there, or where `needs_all` each. `number` is the
    column from which the decimal mark is learnt; `header_fault` says what is wrong with a file
    without such a header.
    """

    keys_of: Callable[[Sequence[str]], list[str]]
    needs: Collection[str]
    number: str
    header_fault: str
    needs_all: bool = False

    def has_header(self, keys: Collection[str]) -> bool:
        found = [key in keys for key in self.needs]
        return all(found) if self.needs_all else any(found)


def read_table_file(
    content: bytes, *, form: TableForm, faults: list[Fault]
) -> tuple[Iterator[Cells], NumberStyle]:
    """The records of a file, and how it writes numbers; what cannot be read goes to `faults`.

    A file that is no text has a fault on line 0, one without the form's header on line 1.
    """
    try:
        text = read_text(content, notes=Notes())
    except FileReadError as problem:
        faults.append(Fault(FILE_LINE, "file", str(problem)))
        return iter(()), NumberStyle()
    layout = _find_header(text.first_lines(HEADER_WITHIN), form=form)
    if layout is None:
        faults.append(Fault(1, "header", form.header_fault))
        return iter(()), NumberStyle()

    def fail(problem: RowReadError, *, line: int) -> None:
        faults.append(Fault(line, problem.field, problem.message))

    return read_cells(text, layout, fail=fail), _number_style(text, layout, column=form.number)


def _find_header(lines: Sequence[str], *, form: TableForm) -> Layout | None:
    """Where the header stands: under lines, if any, that have fewer cells than it.

    A list without a header may hold an asset that is called as a column.
    """
    for number, line in enumerate(lines, start=1):
        for titles, delimiter in [*cuts(line), ([line], ",")]:
            keys = form.keys_of(titles)
            if form.has_header(keys) and all(
                _filled(above, delimiter) < len(titles) for above in lines[: number - 1]
            ):
                index = {key: place for place, key in reversed([*enumerate(keys)])}
                needed = [index[key] for key in form.needs if key in index]
                return Layout(number, delimiter, index, tuple(titles), {}, 1 + max(needed))
    return None


def _filled(line: str, delimiter: str) -> int:
    """How many cells of a line hold something."""
    found = {by: titles for titles, by in cuts(line)}.get(delimiter, [line])
    return sum(1 for cell in found if cell.strip())


def _number_style(text: SourceText, layout: Layout, *, column: str) -> NumberStyle:
    style = NumberStyle(writes_dots=layout.delimiter == ",")
    place = layout.index.get(column)
    if place is None:
        return style
    for _, values in read_records(text, layout):
        if not isinstance(values, RowReadError) and place < len(values):
            style.learn(values[place])
    return style
