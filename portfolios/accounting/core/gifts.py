"""Gifts that carry over: which rows are the two halves of one, and the lots that go with it."""

from collections.abc import Callable, Container, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from portfolios.accounting.core.entries import Entry, first_leg
from portfolios.accounting.core.types import GIFTS, TransactionType

# What a row's label says, in any case, where the gift carries over.
CARRIED_LABEL = "carried"

RowKey = tuple[Hashable, int | None]
IsFiat = Callable[[Hashable], bool]


def is_carried(kind: TransactionType, label: str) -> bool:
    """Whether a row's type and label say that it is one half of a gift that carries over."""
    return kind in GIFTS and label.casefold() == CARRIED_LABEL


def row_key(entry: Entry) -> RowKey:
    """What tells a gift's row from all others: ids of a file need not differ, its lines do."""
    return entry.id, entry.line


class CarriedPart(NamedTuple):
    """Units of one lot that went with a gift; `cost` is in the currency of the giver's books."""

    acquired_at: datetime
    quantity: Decimal
    cost: Decimal


class GiftPart(NamedTuple):
    """What a carried gift's row tells other books: a part of a lot given, or that it was received.

    `cost` is None of a receipt, and `acquired_at` then its own instant.
    """

    transaction: Hashable
    asset: Hashable
    acquired_at: datetime
    quantity: Decimal
    cost: Decimal | None


@dataclass(slots=True)
class Gifts:
    """What books know of their carried gifts, and what comes out while they are written.

    `pairs` maps a receipt to its gift, wherever each is booked. `rows` are the halves in these
    books; `parts` the lots of gifts that are known already, in these books' currency: those given
    in other books, and those of a round before. While the books are written, `given` gets the lots
    of each gift, and `used` what each receipt found.
    """

    pairs: Mapping[RowKey, RowKey] = field(default_factory=dict)
    rows: Mapping[RowKey, Entry] = field(default_factory=dict)
    parts: Mapping[RowKey, tuple[CarriedPart, ...]] = field(default_factory=dict)
    given: dict[RowKey, tuple[CarriedPart, ...]] = field(default_factory=dict)
    used: dict[RowKey, tuple[CarriedPart, ...] | None] = field(default_factory=dict)
    others: Mapping[RowKey, RowKey] = field(init=False)

    def __post_init__(self) -> None:
        self.others = {**self.pairs, **{gift: receipt for receipt, gift in self.pairs.items()}}

    def is_paired(self, entry: Entry) -> bool:
        """Whether the other half of a carried row is known."""
        return row_key(entry) in self.others

    def other_half(self, entry: Entry) -> Entry | None:
        """The other half of a paired row, where it stands in these books."""
        return self.rows.get(self.others[row_key(entry)])

    def find_parts(self, entry: Entry) -> tuple[CarriedPart, ...] | None:
        """The lots that a receipt brings; None while its gift has not been booked."""
        key = row_key(entry)
        gift = self.pairs[key]
        found = self.used[key] = self.given.get(gift, self.parts.get(gift))
        return found

    @property
    def unsettled(self) -> set[RowKey]:
        """Receipts of gifts of these books that did not find what the gift gave in the end."""
        return {
            key
            for key, found in self.used.items()
            if self.pairs[key] in self.rows and found != self.given.get(self.pairs[key])
        }

    def trace(self) -> Iterator[GiftPart]:
        """What the halves in these books tell others, in order of their keys."""
        for key, entry in sorted(self.rows.items(), key=lambda item: str(item[0])):
            if entry.received is not None:
                yield GiftPart(
                    entry.id, entry.received.asset, entry.at, entry.received.quantity, None
                )
            for part in self.given.get(key, ()):
                yield GiftPart(entry.id, first_leg(entry).asset, *part)

    def next_round(self, *, without: Container[RowKey] = ()) -> "Gifts":
        """The same for books that are written again, with what was given this time."""
        pairs = {key: gift for key, gift in self.pairs.items() if key not in without}
        return Gifts(pairs, self.rows, {**self.parts, **self.given})


def is_half(entry: Entry, *, is_fiat: IsFiat) -> bool:
    """Whether a row is one half of a carried gift; money has no lots to carry."""
    return entry.carried and not is_fiat(first_leg(entry).asset)
