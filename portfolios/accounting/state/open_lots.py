"""A lot while the books are being written, and what is taken from it."""

from collections.abc import Hashable
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

# An entry's booking rank; a part of a gift stands between those of other lots.
Rank = int | Fraction


class OpenLot:
    """A lot that changes. `rank` is the booking rank of the entry that acquired it."""

    __slots__ = (
        "acquired_at",
        "asset",
        "closed_at",
        "cost",
        "era",
        "key",
        "on_loan",
        "quantity",
        "rank",
        "remaining",
        "transaction",
        "unit_cost",
    )

    def __init__(
        self,
        asset: Hashable,
        key: Hashable,
        acquired_at: datetime,
        rank: Rank,
        quantity: Decimal,
        cost: Decimal,
        transaction: Hashable,
    ) -> None:
        self.asset = asset
        self.key = key
        self.acquired_at = acquired_at
        self.rank = rank
        self.quantity = quantity
        self.remaining = quantity
        self.cost = cost
        self.unit_cost: Decimal = cost / quantity
        self.transaction = transaction
        self.closed_at: datetime | None = None
        self.on_loan = False
        self.era = 0

    def carried(
        self, part: "LotPart", *, quantity: Decimal, asset: Hashable, key: Hashable
    ) -> "OpenLot":
        """A new lot of the same acquisition, for units that a transfer or a split carries."""
        lot = OpenLot(
            asset, key, self.acquired_at, self.rank, quantity, part.cost, self.transaction
        )
        lot.on_loan, lot.era = self.on_loan, self.era
        return lot

    def reopen(self, *, key: Hashable, cost: Decimal) -> None:
        """Go on elsewhere with all that was acquired, once that was taken out."""
        self.key, self.remaining, self.cost, self.closed_at = key, self.quantity, cost, None

    def convert(self, asset: Hashable, *, quantity: Decimal, cost: Decimal) -> None:
        """Go on as units of a redenomination, once all that was acquired was taken out."""
        self.asset, self.quantity, self.unit_cost = asset, quantity, cost / quantity
        self.reopen(key=self.key, cost=cost)


class LotPart(NamedTuple):
    """Units taken from one lot, and their cost."""

    lot: OpenLot
    quantity: Decimal
    cost: Decimal
