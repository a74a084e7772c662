"""Single lines of a file, cell by cell, as a person corrects them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from portfolios.importers.base import FileReadError, Notes
from portfolios.importers.corrections import in_columns
from portfolios.importers.detect import HEADER_WITHIN, find_header
from portfolios.importers.layout import header_key
from portfolios.importers.reader import read_text
from portfolios.importers.records import read_records
from portfolios.importers.registry import FORMATS


@dataclass(frozen=True, slots=True)
class Column:
    """A column that the format reads: `key` names it in corrections, `title` is the header's.

    `holds` are the ledger's fields that may be in it, where they go by other names.
    """

    key: str
    title: str
    holds: str = ""

    def is_called(self, name: str) -> bool:
        """Whether a person or an error may mean it by this name."""
        is_told = name == self.title or name in self.holds.split()
        return is_told or header_key(name) in (self.key, header_key(self.title))


@dataclass(frozen=True, slots=True)
class FileLines:
    """Some lines of a file: of each the texts of its `columns`, by the line it starts on."""

    columns: tuple[Column, ...] = ()
    texts: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    def text_of(self, line: int, column: Column) -> str:
        """The file's own text in a cell; empty where there is no such line."""
        texts = self.texts.get(line)
        return texts[self.columns.index(column)] if texts else ""


def read_lines(content: bytes, *, wanted: Collection[int]) -> FileLines:
    """The lines of these numbers, as far as the file has them; nothing of a file of no format."""
    try:
        text = read_text(content, notes=Notes())
        lines = text.first_lines(HEADER_WITHIN)
        found, layout, _ = find_header(lines, formats=FORMATS.values())
    except FileReadError:
        return FileLines()
    known = [key for key in layout.index if key in found.known]
    columns = tuple(
        Column(key, layout.titles[layout.index[key]].strip(), found.holds.get(key, ""))
        for key in known
    )
    texts, last = {}, max(wanted, default=0)
    for line, record in read_records(text, layout):
        if line > last:
            break
        if line in wanted:
            values = in_columns(record, layout)
            texts[line] = tuple(values[layout.index[key]].strip() for key in known)
    return FileLines(columns, texts)
