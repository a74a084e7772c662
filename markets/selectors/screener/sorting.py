"""Rows in the order of one of their figures, for pages and for the API."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

Row = TypeVar("Row")


def sort_rows(
    rows: Iterable[Row], sort: str, *, by: Mapping[str, Callable[[Row], Any]]
) -> list[Row]:
    """Rows by a column, `-name` falling; those without its figure come last.

    `by` gives the figure of each column. Of any other text rows stay in their order, as alike ones
    do.
    """
    found = list(rows)
    figure = by.get(sort.removeprefix("-"))
    if figure is None:
        return found
    known = [row for row in found if figure(row) is not None]
    unknown = [row for row in found if figure(row) is None]
    return sorted(known, key=figure, reverse=sort.startswith("-")) + unknown
