"""CSV with a known header: rows of cells in the header's order, with the line they begin on."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce

from markets.wording import joined, sentence
from portfolios.files.cells import Fault


def read_table(
    lines: Iterable[str],
    *,
    header: tuple[str, ...],
    faults: list[Fault],
    required: Sequence[str] | None = None,
    passed_over: Sequence[str] = (),
) -> Iterator[tuple[int, list[str]]]:
    """(line, stripped cells) of every row; what cannot be read goes to `faults`.

    The columns may stand in any order, their names in any case. Those that are not `required`
    (None: all are) may be missing and then are empty; those `passed_over` may be there and are
    not given; no other may. Nothing is read under a bad header. Empty lines, and rows of empty
    cells, are skipped.
    """
    reader = csv.reader(lines, strict=True)
    required = header if required is None else required
    names, fault = _read_names(reader, required=required, known={*header, *passed_over})
    if fault:
        message = sentence("{fault} The header is {header}.", fault=fault, header=",".join(header))
        faults.append(Fault(1, "header", message))
        return
    width = len(names)
    straight = names == list(header)
    # The cell of a missing column is the empty one that is put behind each row.
    order = [names.index(name) if name in names else width for name in header]
    line = reader.line_num + 1
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            faults.append(Fault(line, "row", sentence("Not readable as CSV: {why}.", why=error)))
            return
        if row is None:
            return
        if len(row) == width:
            cells = list(map(str.strip, row))
            if "\x00" in "".join(cells):
                faults.append(Fault(line, "row", sentence("The row holds a null character.")))
            elif straight:
                if any(cells):
                    yield line, cells
            elif any(cells):
                cells.append("")
                yield line, [cells[place] for place in order]
        elif row:
            message = sentence("{n} cells where the header has {width}.", n=len(row), width=width)
            faults.append(Fault(line, "row", message))
        line = reader.line_num + 1


def _read_names(
    reader: Iterator[list[str]], *, required: Sequence[str], known: set[str]
) -> tuple[list[str], str]:
    """The names of the columns, in small letters, and what is wrong with them, or nothing."""
    try:
        names = [name.strip().lower() for name in next(reader, [])]
    except csv.Error as error:
        return [], sentence("Not readable as CSV: {why}.", why=error)
    if names:
        names[0] = names[0].removeprefix("\ufeff").strip()
    return names, _header_fault(names, required=required, known=known)


def _header_fault(names: list[str], *, required: Sequence[str], known: set[str]) -> str:
    """What is wrong with a header, or an empty string."""
    strange = [name for name in names if name not in known]
    missing = [name for name in required if name not in names]
    twice = [name for name, times in Counter(names).items() if times > 1 and name in known]
    faults: list[str] = []
    if strange:
        faults.append(sentence("There is no column {columns}", columns=", ".join(strange)))
    if missing:
        faults.append(sentence("{columns} must be there", columns=", ".join(missing)))
    if twice:
        faults.append(sentence("{columns} stands there twice", columns=", ".join(twice)))
    return joined("", (reduce(_and, faults), ".")) if faults else ""


def _and(one: str, other: str) -> str:
    return sentence("{one}, and {other}", one=one, other=other)
