"""Bytes to cells: encoding, delimiter, quoting and size, streamed so that a big file stays small.

Nothing here knows a format. A file that cannot be text or is too big is refused with a sentence
that says what was expected instead.
"""

import codecs
import csv
import io
import re
from dataclasses import dataclass

from portfolios.importers.base import MAX_BYTES, FileReadError, Notes

DELIMITERS = (",", ";", "\t", "|")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    (b"PK\x03\x04", "an Excel workbook or a zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"{\\rtf", "a rich-text document"),
    (b"<!DOCTYPE", "a web page"),
    (b"<html", "a web page"),
)
_WESTERN = "tidemark.western"
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


def choose_encoding(content: bytes, *, notes: Notes) -> str:
    """The encoding to read `content` with. Raises FileReadError for what is no text."""
    if len(content) > MAX_BYTES:
        raise FileReadError(
            f"The file is {len(content) / 2**20:.0f} MB; at most {MAX_BYTES // 2**20} MB are read. "
            "Split it by date and import the parts."
        )
    if not content.strip():
        raise FileReadError("The file is empty; a CSV file with a header line was expected.")
    for magic, name in _MAGIC:
        if content[:64].lstrip().startswith(magic):
            raise FileReadError(f"The file is {name}; save it as CSV and import that.")
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            if bom == codecs.BOM_UTF8:
                return _utf_8(content, encoding, notes=notes)
            return _decodable(content, encoding)
    if b"\x00" in content:
        return _encoding_with_nulls(content)
    return _utf_8(content, "utf-8", notes=notes)


def first_lines(content: bytes, *, encoding: str, limit: int) -> list[str]:
    """The first lines of the file, without their ends."""
    with open_text(content, encoding=encoding) as stream:
        lines = [stream.readline(20_000) for _ in range(limit)]
    return [line.rstrip("\r\n") for line in lines]


def open_text(content: bytes, *, encoding: str) -> io.TextIOWrapper:
    """The text of the file, its line ends kept; bytes that are not UTF-8 are Windows' Latin-1."""
    return io.TextIOWrapper(io.BytesIO(content), encoding=encoding, errors=_WESTERN, newline="")


def _decode_all(content: bytes, encoding: str) -> None:
    """Decode piece by piece, only to see whether it can be done."""
    decoder = codecs.getincrementaldecoder(encoding)()
    view = memoryview(content)
    for offset in range(0, len(content), 1 << 20):
        decoder.decode(view[offset : offset + (1 << 20)])
    decoder.decode(b"", final=True)


def _utf_8(content: bytes, encoding: str, *, notes: Notes) -> str:
    try:
        _decode_all(content, encoding)
    except UnicodeDecodeError:
        notes.add("The file is not all UTF-8; the rest was read as Latin-1: check accents")
    return encoding


def _decodable(content: bytes, encoding: str) -> str:
    try:
        _decode_all(content, encoding)
    except UnicodeDecodeError:
        name = encoding.removesuffix("-sig").upper()
        raise FileReadError(f"The file says it is {name} but is damaged or cut off.")
    return encoding


def _encoding_with_nulls(content: bytes) -> str:
    """UTF-16 without a mark has a null in every other byte of its header; all else is binary."""
    head = content[:200]
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = head[start::2]
        if len(head) > 8 and half.count(0) > 0.9 * len(half):
            return _decodable(content, encoding)
    raise FileReadError("The file is binary, not text; a CSV file with a header line was expected.")


def _as_western(problem: UnicodeError) -> tuple[str, int]:
    """Bytes that are not UTF-8, as Windows writes them: 0x80 is the euro sign."""
    if not isinstance(problem, UnicodeDecodeError):
        raise problem
    damaged = problem.object[problem.start : problem.end]
    try:
        return damaged.decode("cp1252"), problem.end
    except UnicodeDecodeError:
        return damaged.decode("latin-1"), problem.end


codecs.register_error(_WESTERN, _as_western)
