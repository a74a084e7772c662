"""Heads of tables that sort: each column a link, which works without JavaScript."""

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a table: `sort` is what its link asks for, `order` how it is sorted now."""

    name: str
    label: str
    sort: str
    is_number: bool
    order: str

    @property
    def arrow(self) -> str:
        return {"ascending": "↑", "descending": "↓"}.get(self.order, "")


def headings_of(
    columns: Mapping[str, str],
    *,
    sort: str,
    numbers: Container[str] = (),
    rising: Container[str] = (),
) -> list[Heading]:
    """The heads of columns by name, `sort` being a name, `-name` where it falls.

    The column in force turns round; another one begins with its largest value, or with its
    smallest where it is one of `rising`.
    """
    current, is_falling = sort.removeprefix("-"), sort.startswith("-")
    direction = "descending" if is_falling else "ascending"
    return [
        Heading(
            name=name,
            label=label,
            sort=name if (is_falling if name == current else name in rising) else f"-{name}",
            is_number=name in numbers,
            order=direction if name == current else "",
        )
        for name, label in columns.items()
    ]


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
