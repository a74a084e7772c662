"""The file of a batch, as it was uploaded, and the cells that were corrected in it."""

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
        key = next((column.key for column in lines.columns if column.is_called(name)), None)
        if key is None:
            message = _("There is no column “{name}” to correct.").format(name=name[:60])
            errors.setdefault(where, []).append(message)
        elif len(text) > MAX_CELL or not text.isprintable():
            message = _("{name}: this is no text for a cell.").format(name=name)
            errors.setdefault(where, []).append(message)
        else:
            found[key] = text.strip()
    return found
