"""Reads a ledger file: the entries that can be booked, and every fault of the other lines."""

from collections.abc import Callable, Iterable, Iterator
from datetime import tzinfo
from decimal import Decimal
from sys import intern

from portfolios.accounting.entries import Entry, Leg
from portfolios.accounting.replay.cells import CellError, Fault, read_instant, read_number
from portfolios.accounting.replay.fiat import FIAT
from portfolios.accounting.replay.tables import read_table
from portfolios.accounting.types import TransactionType
from portfolios.accounting.validation import validate_entry

HEADER = (
    "date", "type", "account", "to_account", "sent_amount", "sent_asset", "received_amount",
    "received_asset", "fee_amount", "fee_asset", "net_worth_amount", "net_worth_asset", "label",
    "description", "id",
)  # fmt: skip

_TYPES = {kind.value: kind for kind in TransactionType}
_COLUMNS = {
    "executed_at": "date",
    "sent_quantity": "sent_amount",
    "received_quantity": "received_amount",
    "fee_quantity": "fee_amount",
}


def read_ledger(lines: Iterable[str], *, tz: tzinfo) -> tuple[list[Entry], list[Fault]]:
    """Entries in the file's order, and faults in order of lines.

    A row that names no second account for a transfer is no fault: the books tell it as a
    problem. A row without an id gets one from its line.
    """
    entries: list[Entry] = []
    faults: list[Fault] = []
    for line, cells in read_table(lines, header=HEADER, faults=faults):
        found: list[Fault] = []
        entry = _read_entry(cells, line=line, tz=tz, faults=found)
        if entry is not None and not found:
            found = list(_check(entry))
        if found:
            faults += found
        else:
            entries.append(entry)
    return entries, sorted(faults)


def _check(entry: Entry) -> Iterator[Fault]:
    for field, message in validate_entry(entry, fiat=FIAT):
        if field != "to_account" or entry.type is not TransactionType.TRANSFER:
            yield Fault(entry.line, _COLUMNS.get(field, field), message)


def _read_entry(cells: list[str], *, line: int, tz: tzinfo, faults: list[Fault]) -> Entry | None:
    (
        date, kind, account, to_account, sent, sent_asset, received, received_asset, fee,
        fee_asset, worth, worth_asset, _, _, reference,
    ) = cells  # fmt: skip

    def attempt(field: str, read: Callable, *arguments, **options):
        try:
            return read(*arguments, **options)
        except CellError as error:
            faults.append(Fault(line, field, str(error)))
            return None

    at = attempt("date", read_instant, date, tz=tz)
    if kind not in _TYPES:
        faults.append(Fault(line, "type", f"{kind!r} is no transaction type."))
    if not account:
        faults.append(Fault(line, "account", "Every row needs its account."))
    legs = (
        attempt("sent_amount", _read_leg, sent, sent_asset),
        attempt("received_amount", _read_leg, received, received_asset),
        attempt("fee_amount", _read_leg, fee, fee_asset, zero_is_none=True),
        attempt("net_worth_amount", _read_leg, worth, worth_asset),
    )
    if faults:
        return None
    return Entry(
        reference or f"line-{line}",
        _TYPES[kind],
        intern(account),
        at,
        intern(to_account) if to_account else None,
        *legs,
        line,
        line,
        reference or None,
    )


def _read_leg(amount: str, asset: str, *, zero_is_none: bool = False) -> Leg | None:
    """A leg; None where both cells are empty, or for the 0 that exports write for no fee."""
    if not amount:
        if asset and not zero_is_none:
            raise CellError(f"There is {asset} but no amount of it.")
        return None
    quantity: Decimal = read_number(amount)
    if zero_is_none and not quantity:
        return None
    if not asset:
        raise CellError("The amount has no asset.")
    return Leg(intern(asset), quantity)
