"""The records of a CSV text, of which a damaged one costs no other."""

import csv
from collections import deque
from collections.abc import Callable, Iterable, Iterator

from markets.wording import sentence
from portfolios.importers.base import RowReadError
from portfolios.importers.corrections import NO_CORRECTIONS, Corrections, corrected
from portfolios.importers.layout import Cells, Layout, unwrapped
from portfolios.importers.reader import SourceText

# More lines than any cell of an export has: what goes on further has lost a quotation mark. With
# no bound, each line of a file could make a record of all lines after it.
_MOST_LINES = 40

Record = tuple[int, list[str] | RowReadError]


def read_cells(
    text: SourceText,
    layout: Layout,
    *,
    fail: Callable[..., None],
    corrections: Corrections = NO_CORRECTIONS,
) -> Iterator[Cells]:
    """The records that have the cells they need; `fail` gets what is wrong with each other."""
    for line, values in read_records(text, layout):
        try:
            if line in corrections:
                values = corrected(values, layout, cells=corrections[line])
            if isinstance(values, RowReadError):
                raise values
            texts = tuple(map(str.strip, _in_shape(values, layout)))
        except RowReadError as problem:
            fail(problem, line=line)
            continue
        yield Cells(line=line, values=texts, index=layout.index)


def read_records(text: SourceText, layout: Layout) -> Iterator[Record]:
    """Each record that is not empty with the line it starts on: its cells, or what is wrong."""
    for line, values in _read_all(text, layout):
        if isinstance(values, RowReadError) or any(map(str.strip, values)):
            yield line, values


def _read_all(text: SourceText, layout: Layout) -> Iterator[Record]:
    """Each record under the header.

    A quotation mark that never closes would make one record of all lines after it. Where a
    record over several lines has not as many cells as it should, its first line is an error and
    those after it are read anew.
    """
    with text.open() as stream:
        for _ in range(layout.header_line):
            stream.readline()
        lines = _Lines(stream)
        reader = csv.reader(lines, delimiter=layout.delimiter, strict=True)
        number = layout.header_line + 1
        while True:
            lines.taken.clear()
            try:
                record = next(reader, None)
            except csv.Error as error:
                found = _of_one_line(lines.give_back(), layout, reason=str(error))
                reader = csv.reader(lines, delimiter=layout.delimiter, strict=True)
            else:
                if record is None:
                    return
                found = _whole(record, layout)
                if len(lines.taken) > 1 and not _has_its_cells(record, layout):
                    found = _of_one_line(
                        lines.give_back(), layout, reason=sentence("unclosed quotation")
                    )
            yield number, found
            number += len(lines.taken)


class _Lines:
    """Lines of which those taken for a record can be given back, but for the first."""

    def __init__(self, stream: Iterable[str]) -> None:
        self._stream = iter(stream)
        self._again: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.taken) == _MOST_LINES:
            raise csv.Error(sentence("a record over more than {n} lines", n=_MOST_LINES))
        line = self._again.popleft() if self._again else next(self._stream)
        self.taken.append(line)
        return line

    def give_back(self) -> str:
        """Keep the first line taken, which this gives, and let the others be taken again."""
        self._again.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]
        return self.taken[0]


def _in_shape(values: list[str], layout: Layout) -> list[str]:
    """The cells, as many as the header has. Raises RowReadError where some are wrong or missing."""
    width = len(layout.titles)
    while len(values) > width and not values[-1].strip():
        values.pop()
    if len(values) < layout.least:
        message = sentence(
            "the row has {n} of {width} cells; it may be cut off", n=len(values), width=width
        )
        raise RowReadError("row", message)
    if len(values) > width:
        raise RowReadError(
            "row",
            sentence(
                "the row has {n} cells, the header {width}; "
                "a cell with the delimiter in it must be quoted",
                n=len(values),
                width=width,
            ),
        )
    if "\x00" in "".join(values):
        raise RowReadError("row", sentence("the row holds a null character"))
    values += [""] * (width - len(values))
    for key, places in layout.doubles.items():
        found = {text for place in places if (text := values[place].strip())}
        if len(found) > 1:
            raise RowReadError(
                key, sentence("the header names this column twice, and the cells differ")
            )
        values[layout.index[key]] = found.pop() if found else ""
    return values


def _has_its_cells(record: list[str], layout: Layout) -> bool:
    count = len(record)
    while count > len(layout.titles) and not record[count - 1].strip():
        count -= 1
    return layout.least <= count <= len(layout.titles)


def _whole(record: list[str], layout: Layout) -> list[str]:
    """The record, or the one that its first cell holds where that has the cells of a row."""
    inner = unwrapped(record, delimiter=layout.delimiter)
    return inner if _has_its_cells(inner, layout) else record


def _of_one_line(line: str, layout: Layout, *, reason: str) -> list[str] | RowReadError:
    """A line that no CSV should have, read leniently if that gives all its cells."""
    record = next(csv.reader([line], delimiter=layout.delimiter), [])
    if len(record) == len(layout.titles):
        return record
    return RowReadError(
        "row",
        sentence(
            "the row is not valid CSV ({reason}): it is cut off, or a quotation mark is missing",
            reason=reason,
        ),
        cells=record,
    )
