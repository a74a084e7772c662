"""What is owed: loans by asset, paid back the paying account's oldest first."""

from collections import deque
from collections.abc import Hashable, Iterator
from datetime import datetime
from decimal import Decimal
from itertools import count
from operator import attrgetter

from markets.numbers import ZERO


class Loan:
    """Units owed; `cost` is their value when borrowed, and shrinks with the units.

    `serial` is its place in the order in which loans were taken up.
    """

    __slots__ = ("account", "asset", "borrowed_at", "cost", "quantity", "serial", "transaction")

    def __init__(
        self,
        asset: Hashable,
        *,
        account: Hashable,
        borrowed_at: datetime,
        quantity: Decimal,
        cost: Decimal,
        transaction: Hashable,
    ) -> None:
        self.asset, self.account, self.borrowed_at = asset, account, borrowed_at
        self.quantity, self.cost, self.transaction = quantity, cost, transaction
        self.serial = 0

    def reduce(self, quantity: Decimal) -> Decimal:
        """Pay back units; returns the value at which they were borrowed."""
        cost = self.cost if quantity == self.quantity else self.cost * quantity / self.quantity
        self.quantity -= quantity
        self.cost -= cost
        return cost


class Loans:
    """All loans of the portfolio."""

    def __init__(self) -> None:
        # By asset, then by account, in order of time; none that is paid back.
        self._open: dict[Hashable, dict[Hashable, deque[Loan]]] = {}
        self._serial = count()

    def add(self, loan: Loan) -> None:
        """Take up a loan."""
        loan.serial = next(self._serial)
        self._open.setdefault(loan.asset, {}).setdefault(loan.account, deque()).append(loan)

    def repay(
        self, asset: Hashable, quantity: Decimal, *, account: Hashable
    ) -> Iterator[tuple[Loan, Decimal, Decimal]]:
        """Pay back up to `quantity` units: (loan, units, their value when borrowed) each."""
        queues = self._open.get(asset, {})
        while quantity:
            queue = queues.get(account) or _oldest(queues)
            if not queue:
                return
            loan = queue[0]
            units = min(quantity, loan.quantity)
            quantity -= units
            borrowed_value = loan.reduce(units)
            if not loan.quantity:
                queue.popleft()
            yield loan, units, borrowed_value

    def outstanding(self) -> list[Loan]:
        """Every loan not yet paid back."""
        return [
            loan
            for queues in self._open.values()
            for loan in sorted(
                (loan for queue in queues.values() for loan in queue), key=attrgetter("serial")
            )
        ]

    @property
    def cost(self) -> Decimal:
        """Value of all that is owed, as of when it was borrowed."""
        return sum((loan.cost for loan in self.outstanding()), ZERO)


def _oldest(queues: dict[Hashable, deque[Loan]]) -> deque[Loan] | None:
    """The queue that begins with the oldest loan."""
    return min(filter(None, queues.values()), key=lambda queue: queue[0].serial, default=None)
