"""Ledger files in the forms of other programs, read for a command as the import reads them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from django.core.management.base import CommandError

from portfolios.accounting.core.entries import Entry, Leg, in_entry_order
from portfolios.accounting.core.fiat import FIAT
from portfolios.accounting.core.gifts import is_carried
from portfolios.accounting.core.validation import validate_entry
from portfolios.files.cells import Fault, Names, account_names
from portfolios.importers import base
from portfolios.importers.base import ParsedFile, ParsedRow, UnreadRow
from portfolios.importers.kinds import CHOICES
from portfolios.importers.parse import parse
from portfolios.importers.registry import FORMATS
from portfolios.importers.tidemark import TIDEMARK
from portfolios.management.files import BAD_INPUT, refuse
from portfolios.replay.ledger import HEADER

# Columns that only Tidemark's own form has.
_OWN = frozenset(HEADER[3:12])


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What a person says of a file: what rows of unknown types are, and its decimal mark."""

    kinds: Mapping[str, str]
    decimal_mark: str | None


def is_own_form(head: bytes) -> bool:
    """Whether a file begins with columns of Tidemark's own CSV, and commas between them."""
    first = head.split(b"\n", 1)[0].decode(errors="replace").removeprefix("\ufeff")
    names = {name.strip().casefold() for name in first.split(",")}
    return names <= set(HEADER) or not names.isdisjoint(_OWN)


def read_imported(
    content: bytes,
    *,
    path: Path,
    tz: tzinfo,
    now: datetime,
    assets: Names,
    options: ImportOptions,
) -> tuple[list[Entry], list[str]]:
    """The entries of a file in entry order, and warnings.

    Raises CommandError (exit code 2) with every bad line, or why nothing can be read. Rows of
    types that are not known and were not mapped are left out, with a warning.
    """
    parsed = parse(content, tz=tz, now=now, kinds=options.kinds, decimal_mark=options.decimal_mark)
    if parsed.refused:
        raise CommandError(f"{path}: {parsed.errors[0].message}", returncode=BAD_INPUT)
    faults = [Fault(error.line, error.field, error.message) for error in parsed.errors]
    entries = _entries(parsed, assets=assets, faults=faults)
    hint = "--decimal-mark says which mark the file uses." if parsed.asks_decimal_mark else ""
    refuse(path, faults, hint=hint)
    warnings = [*parsed.warnings, *_unread(parsed.unread)]
    return list(in_entry_order(entries)), [f"{path}: {message}" for message in warnings]


def _entries(parsed: ParsedFile, *, assets: Names, faults: list[Fault]) -> list[Entry]:
    accounts = account_names()
    own = parsed.format == TIDEMARK.code
    default = "" if own else FORMATS[parsed.format].default_account
    entries = []
    for order, row in enumerate(parsed.rows):
        entry = _entry(row, accounts, assets, default=default, order=order)
        found = validate_entry(entry, fiat=FIAT, free=True)
        faults += [Fault(row.line, field, message) for field, message in found]
        entries.append(entry)
    return entries


def _entry(row: ParsedRow, accounts: Names, assets: Names, *, default: str, order: int) -> Entry:
    """A row as an entry. A row without an id of its source's is called by its line."""

    def leg(one: base.Leg | None) -> Leg | None:
        return None if one is None else Leg(assets[one.symbol], one.quantity)

    own_id = "" if row.external_id.startswith("row:") else row.external_id
    return Entry(
        id=own_id or f"line-{row.line}",
        type=row.type,
        account=accounts[row.account or default],
        at=row.executed_at,
        to_account=accounts[row.to_account] if row.to_account else None,
        sent=leg(row.sent),
        received=leg(row.received),
        fee=leg(row.fee),
        net_worth=leg(row.net_worth),
        order=order,
        line=row.line,
        external_id=own_id or None,
        carried=is_carried(row.type, row.label),
    )


def _unread(rows: tuple[UnreadRow, ...]) -> list[str]:
    """A warning for each type that is not known: its lines, and how to map it."""
    lines: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        lines[row.kind].append(row.line)
    types = ", ".join(CHOICES)
    return [
        f"Rows of type “{kind}” (line {', '.join(map(str, found[:5]))}"
        f"{f' and {len(found) - 5} more' if len(found) > 5 else ''}) are not understood and were "
        f"left out. --map '{kind}=TYPE' says what they are: {types}."
        for kind, found in lines.items()
    ]
