"""Open lots while the books are being written: what a disposal takes, by each method."""

from collections import deque
from collections.abc import Callable, Hashable
from datetime import datetime
from decimal import Decimal
from heapq import heapify, heappop, heappush
from itertools import count
from typing import Any

from markets.numbers import ZERO, rounded
from portfolios.accounting.core.records import Lot, new_record
from portfolios.accounting.core.types import Method
from portfolios.accounting.state.open_lots import LotPart, OpenLot

# An item of a pool's heap: what the method goes by, the order in which lots came in, the lot.
Item = tuple[Any, ...]


def _oldest_first(lot: OpenLot, serial: int) -> Item:
    return lot.rank, serial, lot


def _newest_first(lot: OpenLot, serial: int) -> Item:
    return -lot.rank, serial, lot


def _dearest_first(lot: OpenLot, serial: int) -> Item:
    # Equal unit costs that came of divisions may differ in their last digits.
    return -rounded(lot.unit_cost), lot.rank, serial, lot


_ORDERS: dict[Method, Callable[[OpenLot, int], Item]] = {
    Method.FIFO: _oldest_first,
    Method.LIFO: _newest_first,
    Method.HIFO: _dearest_first,
    Method.AVERAGE: _oldest_first,
}


class Pool:
    """The open lots of one asset, of the portfolio or of one account; `quantity` is their sum.

    Lots that come in the method's order, or against it, as nearly all do but under HIFO, wait in
    a queue, the others in a heap: the next is O(1) or O(log n) for every method. Lots emptied out
    of turn (a loan repaid from its own lot) stay there and are dropped when they come up.
    """

    __slots__ = ("_order", "_queue", "_serial", "_strays", "loans", "quantity")

    def __init__(self, method: Method) -> None:
        self._order = _ORDERS[method]
        self._queue: deque[Item] = deque()
        self._strays: list[Item] = []
        self._serial = count()
        self.quantity = ZERO
        self.loans: dict[Hashable, list[OpenLot]] = {}

    def put(self, lot: OpenLot) -> None:
        """Add a lot."""
        item, queue = self._order(lot, next(self._serial)), self._queue
        if not queue or item > queue[-1]:
            queue.append(item)
        elif item < queue[0]:
            queue.appendleft(item)
        else:
            heappush(self._strays, item)
        self.quantity += lot.remaining
        if lot.on_loan:
            self.loans.setdefault(lot.transaction, []).append(lot)

    def take(self, quantity: Decimal, *, at: datetime) -> list[LotPart]:
        """Take units out at an instant, by the method. The pool must hold them."""
        queue, strays, parts = self._queue, self._strays, []
        while quantity:
            strayed = strays and (not queue or strays[0] < queue[0])
            lot = (strays if strayed else queue)[0][-1]
            units = lot.remaining
            if units > quantity:
                parts.append(self._cut(lot, quantity))
                break
            if strayed:
                heappop(strays)
            else:
                queue.popleft()
            if units:
                parts.append(self._empty(lot, at))
                quantity -= units
        return parts

    def take_loan(self, loan: Hashable, *, most: Decimal, at: datetime) -> list[LotPart]:
        """Take up to `most` units from what is left of the lots that a loan opened."""
        parts = []
        for lot in self.loans.get(loan, ()):
            quantity = min(lot.remaining, most)
            if quantity:
                parts.append(self._part(lot, quantity, at))
                most -= quantity
        return parts

    def take_era(self, quantity: Decimal, *, era: int, at: datetime) -> list[LotPart]:
        """Take units as `take` does, but first those not split since `era`."""
        turn = sorted(item for item in (*self._queue, *self._strays) if item[-1].remaining)
        turn.sort(key=lambda item: item[-1].era >= era)
        parts = []
        for item in turn:
            if not quantity:
                break
            part = self._part(item[-1], min(quantity, item[-1].remaining), at)
            quantity -= part.quantity
            parts.append(part)
        # A lot that goes on as units of the split comes in again.
        self._queue = deque(item for item in self._queue if item[-1].remaining)
        self._strays = [item for item in self._strays if item[-1].remaining]
        heapify(self._strays)
        return parts

    def _part(self, lot: OpenLot, quantity: Decimal, at: datetime) -> LotPart:
        whole = quantity == lot.remaining
        return self._empty(lot, at) if whole else self._cut(lot, quantity)

    def _empty(self, lot: OpenLot, at: datetime) -> LotPart:
        """All that remains of a lot."""
        figures = (lot, lot.remaining, lot.cost)
        self.quantity -= lot.remaining
        lot.remaining, lot.cost, lot.closed_at = ZERO, ZERO, at
        return new_record(LotPart, figures)

    def _cut(self, lot: OpenLot, quantity: Decimal) -> LotPart:
        """Some of what remains of a lot."""
        cost = lot.unit_cost * quantity
        self.quantity -= quantity
        lot.cost -= cost
        lot.remaining -= quantity
        return new_record(LotPart, (lot, quantity, cost))

    def frozen(self, lot: OpenLot) -> Lot:
        """A lot as it is reported."""
        return _frozen(lot, unit_cost=lot.unit_cost, cost=lot.cost)


def _frozen(lot: OpenLot, *, unit_cost: Decimal, cost: Decimal) -> Lot:
    figures = (
        lot.asset,
        lot.key,
        lot.acquired_at,
        lot.quantity,
        lot.remaining,
        unit_cost,
        cost,
        lot.transaction,
        lot.closed_at,
    )
    return new_record(Lot, figures)


class AveragePool(Pool):
    """Every unit costs the same: the pool's cost over its quantity.

    Lots are still closed oldest first, for the length of holding only.
    """

    __slots__ = ("cost",)

    def __init__(self, method: Method) -> None:
        super().__init__(method)
        self.cost = ZERO

    def put(self, lot: OpenLot) -> None:
        """Add a lot's units and cost to the pool."""
        super().put(lot)
        self.cost += lot.cost

    def _empty(self, lot: OpenLot, at: datetime) -> LotPart:
        lot.closed_at = at
        return self._cut(lot, lot.remaining)

    def _cut(self, lot: OpenLot, quantity: Decimal) -> LotPart:
        if quantity == self.quantity:
            cost = self.cost
        else:
            cost = self.cost * quantity / self.quantity
        self.quantity -= quantity
        self.cost -= cost
        lot.remaining -= quantity
        return new_record(LotPart, (lot, quantity, cost))

    def frozen(self, lot: OpenLot) -> Lot:
        """An open lot costs the pool's average, a closed one what it was bought for."""
        if not lot.remaining:
            return _frozen(lot, unit_cost=lot.unit_cost, cost=ZERO)
        cost = self.cost * lot.remaining / self.quantity
        return _frozen(lot, unit_cost=self.cost / self.quantity, cost=cost)


def make_pool(method: Method) -> Pool:
    """An empty pool for a method."""
    return AveragePool(method) if method is Method.AVERAGE else Pool(method)
