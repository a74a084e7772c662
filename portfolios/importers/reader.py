"""Bytes to cells: encoding, delimiter, quoting and size, streamed so that a big file stays small.

Nothing here knows a format. A file that cannot be text, is cut off inside a quoted cell or is
too big is refused with a sentence that says what was expected instead.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator
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
    """Where the header stands, how the file is cut, and which column is where."""

    header_line: int
    delimiter: str
    index: dict[str, int]
    titles: tuple[str, ...]


def header_key(title: str) -> str:
    """A header cell without case, spaces, underscores and byte-order mark."""
    return _SQUEEZED.sub("", title.strip().strip('"')).casefold()


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
            return _decodable(content, encoding)
    if b"\x00" in content:
        return _encoding_with_nulls(content)
    try:
        _decode_all(content, "utf-8")
    except UnicodeDecodeError:
        notes.add("The file is not UTF-8; it was read as Latin-1, so check names with accents")
        return _western(content)
    return "utf-8"


def records(
    content: bytes, *, encoding: str, delimiter: str, skip_lines: int
) -> Iterator[tuple[int, list[str]]]:
    """The records after `skip_lines` physical lines, each with its first line's number.

    Raises FileReadError where a quoted cell never closes or the quoting is broken.
    """
    with io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="") as stream:
        for _ in range(skip_lines):
            stream.readline()
        reader = csv.reader(stream, delimiter=delimiter, strict=True)
        start = skip_lines + 1
        while True:
            try:
                record = next(reader, None)
            except csv.Error as error:
                raise FileReadError(_csv_message(error, line=start))
            if record is None:
                return
            yield start, record
            start = skip_lines + reader.line_num + 1


def first_lines(content: bytes, *, encoding: str, limit: int) -> list[str]:
    """The first lines of the file, without their ends."""
    with io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="") as stream:
        lines = [stream.readline(20_000) for _ in range(limit)]
    return [line.rstrip("\r\n") for line in lines]


def _csv_message(error: csv.Error, *, line: int) -> str:
    if "unexpected end of data" in str(error):
        return (
            f"The quoted cell that opens in the record at line {line} never closes: "
            "the file is cut off, or a quotation mark is missing."
        )
    return f"The record at line {line} is not valid CSV ({error})."


def _decode_all(content: bytes, encoding: str) -> None:
    """Decode piece by piece, only to see whether it can be done."""
    decoder = codecs.getincrementaldecoder(encoding)()
    view = memoryview(content)
    for offset in range(0, len(content), 1 << 20):
        decoder.decode(view[offset : offset + (1 << 20)])
    decoder.decode(b"", final=True)


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


def _western(content: bytes) -> str:
    """Windows' Latin-1 has the euro sign; the standard one takes every byte there is."""
    try:
        _decode_all(content, "cp1252")
    except UnicodeDecodeError:
        return "latin-1"
    return "cp1252"
