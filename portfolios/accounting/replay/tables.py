"""CSV with a known header: rows of cells in the header's order, with the line they begin on."""

import csv
from collections.abc import Iterable, Iterator

from portfolios.accounting.replay.cells import Fault


def read_table(
    lines: Iterable[str], *, header: tuple[str, ...], faults: list[Fault]
) -> Iterator[tuple[int, list[str]]]:
    """(line, stripped cells) of every row; what cannot be read goes to `faults`.

    The columns may stand in any order, but all must be there and no other. Nothing is read
    under a bad header. Empty lines are skipped.
    """
    reader = csv.reader(lines, strict=True)
    try:
        names = [name.strip() for name in next(reader, [])]
    except csv.Error as error:
        faults.append(Fault(1, "header", f"Not readable as CSV: {error}."))
        return
    if names:
        names[0] = names[0].removeprefix("\ufeff")
    if sorted(names) != sorted(header):
        faults.append(Fault(1, "header", f"The header must be {','.join(header)}."))
        return
    order = [names.index(name) for name in header]
    straight = order == sorted(order)
    line = reader.line_num + 1
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            faults.append(Fault(line, "row", f"Not readable as CSV: {error}."))
            return
        if row is None:
            return
        if len(row) == len(header):
            cells = list(map(str.strip, row))
            yield line, cells if straight else [cells[place] for place in order]
        elif row:
            message = f"{len(row)} cells where the header has {len(header)}."
            faults.append(Fault(line, "row", message))
        line = reader.line_num + 1
