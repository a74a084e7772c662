"""Reads a plan file: the rules that can be armed, and every fault of the other lines."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from portfolios.exits.records import Rule
from portfolios.exits.types import Kind
from portfolios.exits.validation import FIGURES, figure_problem, shape_problems, validate_plan
from portfolios.files.cells import CellError, Fault, read_instant, read_number
from portfolios.files.tables import read_table

HEADER = (
    "id", "asset", "kind", "entry_price", "quantity", "level", "percent", "trail_amount",
    "trail_percent", "activate_at", "share", "group", "armed_at",
)  # fmt: skip
_REQUIRED = ("id", "asset", "kind")


def read_plan(lines: Iterable[str]) -> tuple[list[Rule], list[Fault]]:
    """Rules in the file's order, and faults in order of lines.

    An empty cell is nothing given: no share is the whole position, no group a position of the
    row's own, no `armed_at` from the first price on. Instants without an offset are in UTC.
    """
    rules: list[Rule] = []
    places: list[int] = []
    faults: list[Fault] = []
    known: dict[str, int] = {}
    for line, cells in read_table(lines, header=HEADER, required=_REQUIRED, faults=faults):
        named = dict(zip(HEADER, cells, strict=True))
        rule, found = _read_rule(named)
        first = known.setdefault(named["id"], line)
        if named["id"] and first != line:
            found.append(("id", f"Line {first} has the id {named['id']!r} too."))
        if rule is not None and not found:
            rules.append(rule)
            places.append(line)
        faults += [Fault(line, field, message) for field, message in found]
    between = validate_plan(rules)
    faults += [Fault(places[place], *finding) for place, finding in between]
    return rules, sorted(faults)


def _read_rule(cells: dict[str, str]) -> tuple[Rule | None, list[tuple[str, str]]]:
    """The row as a rule, None where a cell cannot be read; and (column, message) of all faults."""
    found: list[tuple[str, str]] = []
    values: dict[str, Any] = {}
    for field, text in cells.items():
        # An empty cell leaves the record's own default, but no row goes without these.
        if not text and field not in ("id", "asset", "kind"):
            continue
        try:
            values[field] = _READERS[field](text)
        except CellError as error:
            found.append((field, str(error)))
    for field in FIGURES:
        message = figure_problem(field, values[field]) if field in values else None
        if message is not None:
            found.append((field, message))
    if any(cells[field] and field not in values for field in HEADER) or "kind" not in values:
        return None, found
    rule = Rule(**{"id": "", "asset": "", **values})
    return rule, found + list(shape_problems(rule))


def _read_name(text: str) -> str:
    if not text:
        raise CellError("Every row needs one.")
    return text


def _read_kind(text: str) -> Kind:
    try:
        return Kind(text)
    except ValueError as error:
        raise CellError(f"{text!r} is no kind of rule: {', '.join(Kind)}.") from error


def _read_armed(text: str) -> datetime:
    return read_instant(text, tz=UTC)


_READERS: dict[str, Callable[[str], str | Kind | Decimal | datetime]] = {
    "id": _read_name,
    "asset": _read_name,
    "kind": _read_kind,
    "group": str,
    "armed_at": _read_armed,
    **dict.fromkeys(FIGURES, read_number),
}
