"""Reads a ledger file: the entries that can be booked, and every fault of the other lines."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import tzinfo
from decimal import Decimal
from sys import intern

from portfolios.accounting.entries import Entry, Leg
from portfolios.accounting.numbers import QUOTIENT_PLACES
from portfolios.accounting.records import new_record
from portfolios.accounting.replay.cells import CellError, Fault, read_instant, read_number
from portfolios.accounting.replay.fiat import FIAT
from portfolios.accounting.replay.tables import read_table
from portfolios.accounting.types import TRADES, TransactionType
from portfolios.accounting.validation import Finding, has_sound_shape, validate_entry

HEADER = (
    "date", "type", "account", "to_account", "sent_amount", "sent_asset", "received_amount",
    "received_asset", "fee_amount", "fee_asset", "net_worth_amount", "net_worth_asset", "label",
    "description", "id",
)  # fmt: skip

_REQUIRED = ("date", "type")
# Stands in what Tidemark exports, and says nothing to the books.
_PASSED_OVER = ("tags",)
# No database has to hold these, so they may have as many places as a replay itself prints.
_PLACES = QUOTIENT_PLACES

# No amount, or one above 0 that is in range: nothing more to check. Nearly every row has only
# such, and one pattern over all four takes a fifth of the time of a full validation.
_PLAIN = r"(?:(?=[0.]*[1-9])\d{1,30}(?:\.\d{1,30})?)?"
_are_plain = re.compile(",".join([_PLAIN] * 4), re.ASCII).fullmatch
_is_plain = re.compile(_PLAIN, re.ASCII).fullmatch
_TYPES = {kind.value: kind for kind in TransactionType}
_COLUMNS = {
    "executed_at": "date",
    "sent_quantity": "sent_amount",
    "received_quantity": "received_amount",
    "fee_quantity": "fee_amount",
}


def read_ledger(lines: Iterable[str], *, tz: tzinfo, faults: list[Fault]) -> Iterator[Entry]:
    """Each row's entry as it is read, in the file's order; what is wrong goes to `faults`.

    A row that names no second account for a transfer is no fault: the books tell it as a
    problem. A row without an id gets one from its line. What the import of Tidemark CSV
    understands is understood here too: types in words, legs of 0, a transfer with one leg.
    """
    table = read_table(
        lines, header=HEADER, required=_REQUIRED, passed_over=_PASSED_OVER, faults=faults
    )
    for line, cells in table:
        plain = _are_plain(f"{cells[4]},{cells[6]},{cells[8]},{cells[10]}")
        try:
            entry = _read_entry(cells, line, tz, plain=plain is not None)
        except CellError:
            faults += _cell_faults(cells, line=line, tz=tz)
            continue
        if plain and has_sound_shape(entry):
            yield entry
            continue
        findings = validate_entry(entry, fiat=FIAT, places=_PLACES, free=True)
        if findings:
            findings = [one for one in findings if not _is_problem(entry, one)]
            faults += [Fault(line, _COLUMNS.get(name, name), text) for name, text in findings]
        if not findings:
            yield entry


def _is_problem(entry: Entry, finding: Finding) -> bool:
    return finding[0] == "to_account" and entry.type is TransactionType.TRANSFER


def _read_entry(cells: list[str], line: int, tz: tzinfo, *, plain: bool) -> Entry:
    """The row as an entry. Raises CellError for the first cell that cannot be read.

    Of a `plain` row the amounts are known to be numbers above 0.
    """
    (
        date, kind, account, to_account, sent, sent_asset, received, received_asset, fee,
        fee_asset, worth, worth_asset, _, _, reference,
    ) = cells  # fmt: skip
    read_leg, read_fee = (_plain_leg, _plain_leg) if plain else (_leg_reader(kind), _read_fee)
    entry = new_record(
        Entry,
        (
            reference or f"line-{line}",
            _TYPES.get(kind) or _read_type(kind),
            intern(account),
            read_instant(date, tz=tz),
            intern(to_account) if to_account else None,
            read_leg(sent, sent_asset) if sent or sent_asset else None,
            read_leg(received, received_asset) if received or received_asset else None,
            read_fee(fee, fee_asset) if fee else None,
            _read_worth(worth, worth_asset) if worth or worth_asset else None,
            line,
            line,
            reference or None,
        ),
    )
    if entry.sent is None and entry.type is TransactionType.TRANSFER:
        return entry._replace(sent=entry.received)
    return entry


def _cell_faults(cells: list[str], *, line: int, tz: tzinfo) -> Iterator[Fault]:
    """Every cell of a row that cannot be read."""
    date, kind, _, _, *amounts = cells[:12]
    attempts: list[tuple[str, Callable, tuple[str, ...]]] = [
        ("date", lambda text: read_instant(text, tz=tz), (date,)),
        ("type", _read_type, (kind,)),
    ]
    readers = (_read_leg, _read_leg, _read_fee, _read_worth)
    for place, read in enumerate(readers):
        amount, asset = amounts[2 * place : 2 * place + 2]
        if amount or asset:
            attempts.append((HEADER[4 + 2 * place], read, (amount, asset)))
    for field, read, texts in attempts:
        try:
            read(*texts)
        except CellError as error:
            yield Fault(line, field, str(error))


def _read_type(text: str) -> TransactionType:
    kind = _TYPES.get(text.lower().replace(" ", "_").replace("-", "_"))
    if kind is None:
        raise CellError(f"{text!r} is no transaction type.")
    return kind


def _plain_leg(amount: str, asset: str) -> Leg:
    """A leg whose amount, if it has one, is known to be a number."""
    if amount and asset:
        return new_record(Leg, (intern(asset), Decimal(amount)))
    return _read_leg(amount, asset)


def _read_leg(amount: str, asset: str) -> Leg | None:
    """A leg; None for the 0 that other programs write where there is none."""
    leg = _read_amount(amount, asset, zero_needs_asset=False)
    return leg if leg.quantity else None


def _read_traded(amount: str, asset: str) -> Leg | None:
    """As a leg; what coins are bought or sold for may be 0."""
    if asset not in FIAT:
        return _read_leg(amount, asset)
    return _read_amount(amount, asset, zero_needs_asset=True)


def _leg_reader(kind: str) -> Callable[[str, str], Leg | None]:
    return _read_traded if _read_type(kind) in TRADES else _read_leg


def _read_fee(amount: str, asset: str) -> Leg | None:
    """As a leg; some programs write the asset even where there is no fee."""
    return _read_leg(amount, asset) if amount else None


def _read_worth(amount: str, asset: str) -> Leg:
    """A value; 0 is one too."""
    return _read_amount(amount, asset, zero_needs_asset=True)


def _read_amount(amount: str, asset: str, *, zero_needs_asset: bool) -> Leg:
    if not amount:
        raise CellError(f"There is {asset} but no amount of it.")
    quantity = read_number(amount)
    if not asset and (quantity or zero_needs_asset):
        raise CellError("The amount has no asset.")
    return Leg(intern(asset), quantity)
