"""The ledger's rows as frozen records, and the order in which they are entered.

Records that are made by the hundred thousand are named tuples: a frozen dataclass takes ten times
as long to make.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, TypeGuard

from portfolios.accounting.core.types import TransactionType


class Leg(NamedTuple):
    """A quantity of one asset, in the asset's own units."""

    asset: Hashable
    quantity: Decimal


class Entry(NamedTuple):
    """One ledger row.

    Assets and accounts are any hashable keys. `at` is an aware instant. `order` is the row's
    place among rows of the same instant (a line number, a primary key). `external_id` is the
    source's own reference, where it gave one; `line` is the line of a file. `carried` marks one
    half of a gift whose lots go on with their dates and costs.
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
    carried: bool = False


# What type checkers know of a row whose type says which legs it has; rows are all made as Entry.


class Sending(Entry):
    """A row that takes something."""

    if TYPE_CHECKING:

        @property
        def sent(self) -> Leg: ...


class Receiving(Entry):
    """A row that brings something."""

    if TYPE_CHECKING:

        @property
        def received(self) -> Leg: ...


class Exchange(Sending):
    """A row that takes one thing and brings another."""

    if TYPE_CHECKING:

        @property
        def received(self) -> Leg: ...


class Charging(Entry):
    """A row that has a fee."""

    if TYPE_CHECKING:

        @property
        def fee(self) -> Leg: ...


def is_sending(entry: Entry) -> TypeGuard[Sending]:
    """Whether a row takes something."""
    return entry.sent is not None


def is_receiving(entry: Entry) -> TypeGuard[Receiving]:
    """Whether a row brings something."""
    return entry.received is not None


def is_exchange(entry: Entry) -> TypeGuard[Exchange]:
    """Whether a row takes one thing and brings another."""
    return entry.sent is not None and entry.received is not None


def first_leg(entry: Entry) -> Leg:
    """What a row takes, or else what it brings; of a row that does either."""
    leg = entry.sent or entry.received
    assert leg is not None, "a fee alone is neither"
    return leg


def entry_key(entry: Entry) -> tuple[int, str]:
    """Sort key among rows of one instant: their places, and where these are the same their ids."""
    return entry.order, str(entry.id)


def is_newest_first(rows: Sequence[Any], *, at: str = "at") -> bool:
    """Whether a file's rows, as they stand in it, are entered from its end.

    `at` names the field with a row's instant. Exports that begin with the newest row do so among
    rows of one instant too.
    """
    return bool(rows) and bool(getattr(rows[0], at) > getattr(rows[-1], at))


def in_entry_order(entries: Sequence[Entry]) -> Sequence[Entry]:
    """A file's rows with their places as they are entered."""
    if not is_newest_first(entries):
        return entries
    return [entry._replace(order=-entry.order) for entry in entries]


class OutOfOrder(ValueError):
    """A row is older than one that came before it."""


def by_instant(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Entries that come in order of time: those of each instant together, in entry order.

    None is stored once the next are asked for. Raises OutOfOrder.
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
    return together if len(together) == 1 else sorted(together, key=entry_key)
