"""Heads of tables that sort: each column a link, which works without JavaScript."""

from collections.abc import Container, Mapping
from dataclasses import dataclass


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
