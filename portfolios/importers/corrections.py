"""Cells that a person wrote in place of a file's own."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from portfolios.importers.base import RowReadError
from portfolios.importers.layout import Layout

# By the line on which a record starts: column key → text.
Corrections = Mapping[int, Mapping[str, str]]
NO_CORRECTIONS: Corrections = MappingProxyType({})


def in_columns(record: Sequence[str] | RowReadError, layout: Layout) -> list[str]:
    """The cells of a record, as many as the header has: of a damaged one what could be read."""
    cells = record.cells if isinstance(record, RowReadError) else record
    width = len(layout.titles)
    return [*cells[:width], *[""] * (width - len(cells))]


def corrected(
    record: Sequence[str] | RowReadError, layout: Layout, *, cells: Mapping[str, str]
) -> list[str]:
    """The record with these cells in place of its own; columns that it lacks are ignored."""
    values = in_columns(record, layout)
    for key in cells.keys() & layout.index.keys():
        for place in layout.doubles.get(key, (layout.index[key],)):
            values[place] = cells[key]
    return values
