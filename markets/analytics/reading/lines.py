"""CSV as lines of cells. A line is a row, so that a stray quote costs its own row alone."""

import csv
from collections.abc import Collection, Iterator

Row = tuple[int, list[str]]


class UnreadableFile(Exception):
    """A file that has no rows to read; the message says why, `line` where, if anywhere."""

    def __init__(self, message: str, *, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


def read_rows(
    data: bytes, *, needed: tuple[str, ...], known: Collection[str]
) -> tuple[list[str], Iterator[Row]]:
    """The header's names in lower case, and (line, cells) of each row that is not blank.

    A column of `known` that comes twice makes the file unreadable, as does one of `needed` that is
    missing. Bytes that are no UTF-8 become U+FFFD: the cells that hold them fail where they are
    used. Raises UnreadableFile.
    """
    text = data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    rows = (
        (number, _cells(line)) for number, line in enumerate(text.split("\n"), 1) if line.strip()
    )
    number, header = next(rows, (None, None))
    if header is None:
        raise UnreadableFile("The file is empty.")
    names = [name.strip().casefold() for name in header]
    hint = "" if len(names) > 1 else " Cells are separated by commas."
    for name in needed:
        if name not in names:
            raise UnreadableFile(f"The header has no column {name!r}.{hint}", line=number)
    for name in known:
        if names.count(name) > 1:
            raise UnreadableFile(f"The header has the column {name!r} twice.", line=number)
    return names, rows


def _cells(line: str) -> list[str]:
    if '"' not in line:
        return line.split(",")
    try:
        return next(csv.reader([line]))
    except csv.Error:  # a cell of more than 128 KB
        return [line]
