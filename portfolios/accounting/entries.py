"""The ledger's rows as frozen records, and the order in which they are booked.

Records that are made by the hundred thousand are named tuples: a frozen dataclass takes ten times
as long to make.
"""

from collections.abc import Hashable, Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from portfolios.accounting.types import (
    INCOME_TYPES,
    INFLOW_TYPES,
    OUTFLOW_TYPES,
    TransactionType,
)

_BRINGS_IN, _EXCHANGES, _TAKES_OUT = 0, 1, 2


class Leg(NamedTuple):
    """A quantity of one asset, in the asset's own units."""

    asset: Hashable
    quantity: Decimal


class Entry(NamedTuple):
    """One ledger row.

    Assets and accounts are any hashable keys. `at` is an aware instant. `order` is the row's
    place among rows of the same instant (a line number, a primary key). `external_id` is the
    source's own reference, where it gave one; `line` is the line of a file.
    """

    id: Hashable
    type: TransactionType
    account: Hashable
    at: datetime
    to_account: Hashable | None = None
    sent: Leg | None = None
    received: Leg | None = None
    fee: Leg | None = None
    net_worth: Leg | None = None
    order: int = 0
    line: int | None = None
    external_id: str | None = None


_PHASES = {
    TransactionType.BUY: _BRINGS_IN,
    TransactionType.BORROW: _BRINGS_IN,
    **dict.fromkeys(INCOME_TYPES | INFLOW_TYPES, _BRINGS_IN),
    TransactionType.SWAP: _EXCHANGES,
    TransactionType.TRANSFER: _EXCHANGES,
    TransactionType.SPLIT: _EXCHANGES,
    TransactionType.SELL: _TAKES_OUT,
    TransactionType.REPAY: _TAKES_OUT,
    TransactionType.LOST: _TAKES_OUT,
    TransactionType.FEE: _TAKES_OUT,
    **dict.fromkeys(OUTFLOW_TYPES, _TAKES_OUT),
}


def booking_key(entry: Entry) -> tuple:
    """Sort key: instant; then what brings in, exchanges, takes out; then entry order.

    A buy counts as bringing in and a sale as taking out: the order exists so that coins which
    arrive and leave in one instant (or in a file that gives only dates) are found when needed.
    """
    return entry.at, _PHASES[entry.type], entry.order, str(entry.id)


class OutOfOrder(ValueError):
    """A row is older than one that came before it."""


def by_instant(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Entries that come in order of time: those of each instant together, in booking order.

    None is kept once the next are asked for. Raises OutOfOrder.
    """
    together: list[Entry] = []
    for entry in entries:
        if together:
            at = together[0].at
            if entry.at == at:
                together.append(entry)
                continue
            if entry.at < at:
                raise OutOfOrder(entry.id)
            yield _sorted(together)
        together = [entry]
    if together:
        yield _sorted(together)


def _sorted(together: list[Entry]) -> list[Entry]:
    return together if len(together) == 1 else sorted(together, key=booking_key)
