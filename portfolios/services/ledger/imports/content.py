"""The file of a batch, as it was uploaded, and the cells that were corrected in it."""

import unicodedata
import zlib
from collections.abc import Mapping

from django.utils.translation import gettext as _

from portfolios.importers.base import MAX_BYTES
from portfolios.importers.corrections import Corrections
from portfolios.importers.lines import FileLines, read_lines
from portfolios.models import ImportBatch
from portfolios.services.errors import Refused

MAX_CORRECTED = 1000
MAX_CELL = 2000
_CONTROL = {"Cc", "Cs", "Zl", "Zp"}


def content_of(batch: ImportBatch) -> bytes:
    """The file itself."""
    return zlib.decompressobj().decompress(bytes(batch.content or b""), MAX_BYTES + 1)


def checked_corrections(batch: ImportBatch, corrections: Corrections) -> Corrections:
    """Corrections by the keys of the file's columns, which people name by their titles.

    Raises `Refused`, naming the line, for a line or a column that the file does not have.
    """
    if not corrections:
        return corrections
    if len(corrections) > MAX_CORRECTED:
        raise Refused(_("At most {most} lines can be corrected here.").format(most=MAX_CORRECTED))
    lines = read_lines(content_of(batch), wanted=corrections.keys())
    errors: dict[str, list[str]] = {}
    checked = {
        line: _by_key(line, cells, lines=lines, errors=errors)
        for line, cells in corrections.items()
    }
    if errors:
        raise Refused(errors)
    return checked


def standing_corrections(content: bytes, corrections: Corrections) -> Corrections:
    """The corrections that say something else than the file."""
    if not corrections:
        return corrections
    lines = read_lines(content, wanted=corrections.keys())
    texts = {
        line: {column.key: lines.text_of(line, column) for column in lines.columns}
        for line in lines.texts
    }
    found = {
        line: {key: text for key, text in cells.items() if text != texts.get(line, {}).get(key)}
        for line, cells in corrections.items()
    }
    return {line: cells for line, cells in found.items() if cells}


def _by_key(
    line: int, cells: Mapping[str, str], *, lines: FileLines, errors: dict[str, list[str]]
) -> dict[str, str]:
    where = _("line {n}").format(n=line)
    if line not in lines.texts:
        errors[where] = [_("No row of the file begins on this line.")]
        return {}
    found = {}
    for name, text in cells.items():
        column = next((one for one in lines.columns if one.is_called(name)), None)
        if column is None:
            message = _("There is no column “{name}” to correct.").format(name=name[:60])
            errors.setdefault(where, []).append(message)
        elif _as_sent(text) == _as_sent(own := lines.text_of(line, column)):
            found[column.key] = own
        elif len(text) > MAX_CELL or not _is_one_line(text):
            message = _("{name}: this is no text for a cell.").format(name=name)
            errors.setdefault(where, []).append(message)
        else:
            found[column.key] = text.strip()
    return found


def _as_sent(text: str) -> str:
    """What a field of one line sends back of a text."""
    return text.replace("\r", "").replace("\n", "").strip()


def _is_one_line(text: str) -> bool:
    """Whether a text has no control characters and no ends of lines; spaces of any kind group."""
    return not any(unicodedata.category(char) in _CONTROL for char in text)
