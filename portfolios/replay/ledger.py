"""Reads a ledger file: the entries that can be booked, and every fault of the other lines."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from functools import partial

from markets.numbers import QUOTIENT_PLACES
from portfolios.accounting.core.entries import Entry, Leg
from portfolios.accounting.core.fiat import FIAT
from portfolios.accounting.core.gifts import is_carried
from portfolios.accounting.core.instants import (
    CLOCK_TOLERANCE,
    EARLIEST,
    EARLIEST_OF_MONEY,
    instant_fault,
)
from portfolios.accounting.core.records import new_record
from portfolios.accounting.core.types import TRADES, TransactionType
from portfolios.accounting.core.validation import has_sound_shape, validate_entry
from portfolios.files.cells import (
    CellError,
    Fault,
    Names,
    account_names,
    asset_names,
    read_instant,
    read_number,
)
from portfolios.files.tables import read_table

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
_TYPES = {kind.value: kind for kind in TransactionType}
_COLUMNS = {
    "executed_at": "date",
    "sent_quantity": "sent_amount",
    "received_quantity": "received_amount",
    "fee_quantity": "fee_amount",
}


def read_ledger(
    lines: Iterable[str],
    *,
    tz: tzinfo,
    faults: list[Fault],
    now: datetime | None = None,
    assets: Names | None = None,
) -> Iterator[Entry]:
    """Each row's entry as it is read, in the file's order; what is wrong goes to `faults`.

    A row that names no second account for a transfer is no fault: the books report it as a
    problem. A row without an id gets one from its line. What the import of Tidemark CSV
    understands is understood here too: types in words, legs of 0, a transfer with one leg, names
    in any case. `now` is the instant after which a date lies in the future (None: no date does);
    `assets` are the names that other files of the replay share.
    """
    table = read_table(
        lines, header=HEADER, required=_REQUIRED, passed_over=_PASSED_OVER, faults=faults
    )
    read_row = _RowReader(tz, asset_names() if assets is None else assets)
    latest = datetime.max.replace(tzinfo=UTC) if now is None else now + CLOCK_TOLERANCE
    for line, cells in table:
        plain = _are_plain(f"{cells[4]},{cells[6]},{cells[8]},{cells[10]}")
        try:
            entry = read_row(cells, line, plain=plain is not None)
        except CellError:
            faults += read_row.faults(cells, line=line)
            continue
        if plain and EARLIEST <= entry.at <= latest and has_sound_shape(entry):
            yield entry
            continue
        found = list(_row_faults(entry, cells, line=line, now=now))
        faults += found
        if not found:
            yield entry


def _row_faults(
    entry: Entry, cells: list[str], *, line: int, now: datetime | None
) -> Iterator[Fault]:
    legs = [leg for leg in (entry.sent, entry.received, entry.fee) if leg is not None]
    is_money = all(leg.asset in FIAT for leg in legs)
    earliest = EARLIEST_OF_MONEY if is_money else EARLIEST
    fault = instant_fault(entry.at, now=now, earliest=earliest)
    if fault:
        yield Fault(line, "date", f"{cells[0]!r} {fault}.")
    for name, text in validate_entry(entry, fiat=FIAT, places=_PLACES, free=True):
        if name != "to_account" or entry.type is not TransactionType.TRANSFER:
            yield Fault(line, _COLUMNS.get(name, name), text)


class _RowReader:
    """Rows of one file, with the names that they share."""

    def __init__(self, tz: tzinfo, assets: Names) -> None:
        self._tz, self._assets, self._accounts = tz, assets, account_names()

    def __call__(self, cells: list[str], line: int, *, plain: bool) -> Entry:
        """The row as an entry. Raises CellError for the first cell that cannot be read.

        Of a `plain` row the amounts are known to be numbers above 0.
        """
        (
            date, kind, account, to_account, sent, sent_asset, received, received_asset, fee,
            fee_asset, worth, worth_asset, label, _, reference,
        ) = cells  # fmt: skip
        assets, accounts = self._assets, self._accounts
        read_leg, read_fee = (_plain_leg, _plain_leg) if plain else (_leg_reader(kind), _read_fee)
        type_ = _TYPES.get(kind) or _read_type(kind)
        entry = new_record(
            Entry,
            (
                reference or f"line-{line}",
                type_,
                accounts[account],
                read_instant(date, tz=self._tz),
                accounts[to_account] if to_account else None,
                read_leg(sent, sent_asset, assets) if sent or sent_asset else None,
                read_leg(received, received_asset, assets) if received or received_asset else None,
                read_fee(fee, fee_asset, assets) if fee else None,
                _read_worth(worth, worth_asset, assets) if worth or worth_asset else None,
                line,
                line,
                reference or None,
                label != "" and is_carried(type_, label),
            ),
        )
        if entry.sent is None and entry.type is TransactionType.TRANSFER:
            return entry._replace(sent=entry.received)
        return entry

    def faults(self, cells: list[str], *, line: int) -> Iterator[Fault]:
        """Every cell of a row that cannot be read."""
        date, kind, account, to_account, *amounts = cells[:12]
        attempts: list[tuple[str, Callable[..., object], tuple[str, ...]]] = [
            ("date", partial(read_instant, tz=self._tz), (date,)),
            ("type", _read_type, (kind,)),
            ("account", self._accounts.__getitem__, (account,)),
            ("to_account", self._accounts.__getitem__, (to_account,)),
        ]
        for place, read_leg in enumerate((_read_leg, _read_leg, _read_fee, _read_worth)):
            amount, asset = amounts[2 * place : 2 * place + 2]
            if amount or asset:
                read_pair = partial(read_leg, assets=self._assets)
                attempts.append((HEADER[4 + 2 * place], read_pair, (amount, asset)))
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


def _plain_leg(amount: str, asset: str, assets: Names) -> Leg | None:
    """A leg whose amount, if it has one, is known to be a number."""
    if amount and asset:
        return new_record(Leg, (assets[asset], Decimal(amount)))
    return _read_leg(amount, asset, assets)


def _read_leg(amount: str, asset: str, assets: Names) -> Leg | None:
    """A leg; None for the 0 that other programs write where there is none."""
    leg = _read_amount(amount, asset, assets, zero_needs_asset=False)
    return leg if leg.quantity else None


def _read_traded(amount: str, asset: str, assets: Names) -> Leg | None:
    """As a leg; what coins are bought or sold for may be 0."""
    if not asset or assets[asset] not in FIAT:
        return _read_leg(amount, asset, assets)
    return _read_amount(amount, asset, assets, zero_needs_asset=True)


def _leg_reader(kind: str) -> Callable[[str, str, Names], Leg | None]:
    return _read_traded if _read_type(kind) in TRADES else _read_leg


def _read_fee(amount: str, asset: str, assets: Names) -> Leg | None:
    """As a leg; some programs write the asset even where there is no fee."""
    return _read_leg(amount, asset, assets) if amount else None


def _read_worth(amount: str, asset: str, assets: Names) -> Leg:
    """A value; 0 is one too."""
    return _read_amount(amount, asset, assets, zero_needs_asset=True)


def _read_amount(amount: str, asset: str, assets: Names, *, zero_needs_asset: bool) -> Leg:
    if not amount:
        raise CellError(f"There is {asset} but no amount of it.")
    quantity = read_number(amount)
    if asset:
        return Leg(assets[asset], quantity)
    if quantity or zero_needs_asset:
        raise CellError("The amount has no asset.")
    return Leg("", quantity)
