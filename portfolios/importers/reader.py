"""Bytes to text: size and encoding.

Nothing here knows a format. A file that cannot be text or is too big is refused with a sentence
that says what was expected instead.
"""

import codecs
import io
from dataclasses import dataclass

from markets.wording import sentence
from portfolios.importers.base import MAX_BYTES, FileReadError, Notes

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    (
        b"PK\x03\x04",
        sentence("The file is an Excel workbook or a zip archive; save it as CSV and import that."),
    ),
    (
        b"\xd0\xcf\x11\xe0",
        sentence("The file is an old Excel workbook; save it as CSV and import that."),
    ),
    (b"%PDF", sentence("The file is a PDF; save it as CSV and import that.")),
    (b"\x1f\x8b", sentence("The file is a gzip archive; save it as CSV and import that.")),
    (b"\x89PNG", sentence("The file is a picture; save it as CSV and import that.")),
    (b"\xff\xd8\xff", sentence("The file is a picture; save it as CSV and import that.")),
    (b"{\\rtf", sentence("The file is a rich-text document; save it as CSV and import that.")),
    (b"<!DOCTYPE", sentence("The file is a web page; save it as CSV and import that.")),
    (b"<html", sentence("The file is a web page; save it as CSV and import that.")),
)
_WESTERN = "tidemark.western"


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of a file, whose line ends stay as they are."""

    content: bytes
    encoding: str

    def open(self) -> io.TextIOWrapper:
        """The text from its begin; bytes that are not UTF-8 are Windows' Latin-1."""
        return io.TextIOWrapper(
            io.BytesIO(self.content), encoding=self.encoding, errors=_WESTERN, newline=""
        )

    def first_lines(self, limit: int) -> list[str]:
        """The first lines, without their ends."""
        with self.open() as stream:
            lines = [stream.readline(20_000) for _ in range(limit)]
        return [line.rstrip("\r\n") for line in lines]


def read_text(content: bytes, *, notes: Notes) -> SourceText:
    """The file as text. Raises FileReadError for what is no text, or too much of it."""
    return SourceText(content, _encoding_of(content, notes=notes))


def _encoding_of(content: bytes, *, notes: Notes) -> str:
    if len(content) > MAX_BYTES:
        raise FileReadError(
            sentence(
                "The file is {size} MB; at most {most} MB are read. "
                "Split it by date and import the parts.",
                size=f"{len(content) / 2**20:.0f}",
                most=MAX_BYTES // 2**20,
            )
        )
    if not content.strip():
        raise FileReadError(
            sentence("The file is empty; a CSV file with a header line was expected.")
        )
    for magic, message in _MAGIC:
        if content[:64].lstrip().startswith(magic):
            raise FileReadError(message)
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            if bom == codecs.BOM_UTF8:
                return _utf_8(content, encoding, notes=notes)
            return _decodable(content, encoding)
    if b"\x00" in content:
        return _encoding_with_nulls(content)
    return _utf_8(content, "utf-8", notes=notes)


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
        notes.add(
            sentence("The file is not all UTF-8; the rest was read as Latin-1: check accents")
        )
    return encoding


def _decodable(content: bytes, encoding: str) -> str:
    try:
        _decode_all(content, encoding)
    except UnicodeDecodeError:
        name = encoding.removesuffix("-sig").upper()
        message = sentence(
            "The file says it is {encoding} but is damaged or cut off.", encoding=name
        )
        raise FileReadError(message)
    return encoding


def _encoding_with_nulls(content: bytes) -> str:
    """UTF-16 without a mark has a null in every other byte of its header; all else is binary."""
    head = content[:200]
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = head[start::2]
        if len(head) > 8 and half.count(0) > 0.9 * len(half):
            return _decodable(content, encoding)
    raise FileReadError(
        sentence("The file is binary, not text; a CSV file with a header line was expected.")
    )


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
