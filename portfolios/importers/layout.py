"""Where the cells of a file's records stand: what its header line says."""

import csv
import re
from dataclasses import dataclass

DELIMITERS = (",", ";", "\t", "|")
_SQUEEZED = re.compile(r"[\s_\ufeff]+")


@dataclass(frozen=True, slots=True)
class Cells:
    """One record of the file: the line it starts on, and its stripped cells by header key."""

    line: int
    values: tuple[str, ...]
    index: dict[str, int]

    def text(self, key: str) -> str:
        """The cell of a column; empty where the file has no such column."""
        position = self.index.get(key)
        return "" if position is None else self.values[position]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the header stands, how the file is cut, and which column is where.

    `doubles` has every place of a column that the header names more than once. A row has from
    `least` cells, all that matter, to as many as the header.
    """

    header_line: int
    delimiter: str
    index: dict[str, int]
    titles: tuple[str, ...]
    doubles: dict[str, tuple[int, ...]]
    least: int


def header_key(title: str) -> str:
    """A header cell without case, spaces, underscores and byte-order mark."""
    return _SQUEEZED.sub("", title.strip().strip('"')).casefold()


def unwrapped(cells: list[str], *, delimiter: str) -> list[str]:
    """The cells of a line that a spreadsheet saved whole as its first cell; other cells as given.

    Lines of such files may end in the delimiters of the empty cells beside it.
    """
    if not cells or delimiter not in cells[0] or any(map(str.strip, cells[1:])):
        return cells
    try:
        return next(csv.reader([cells[0]], delimiter=delimiter), cells)
    except csv.Error:  # a line break or a null within: no line of a file, then
        return cells
