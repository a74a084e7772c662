"""What is owed: loans by asset, paid back the paying account's oldest first."""

from collections.abc import Hashable, Iterator
from datetime import datetime
from decimal import Decimal

from portfolios.accounting.numbers import ZERO


class Loan:
    """Units owed; `cost` is their value when borrowed, and shrinks with the units."""

    __slots__ = ("account", "asset", "borrowed_at", "cost", "quantity", "transaction")

    def __init__(self, asset, *, account, borrowed_at, quantity, cost, transaction):
        self.asset: Hashable = asset
        self.account: Hashable = account
        self.borrowed_at: datetime = borrowed_at
        self.quantity: Decimal = quantity
        self.cost: Decimal = cost
        self.transaction: Hashable = transaction

    def reduce(self, quantity: Decimal) -> Decimal:
        """Pay back units; returns the value at which they were borrowed."""
        cost = self.cost if quantity == self.quantity else self.cost * quantity / self.quantity
        self.quantity -= quantity
        self.cost -= cost
        return cost


class Loans:
    """All loans of the portfolio."""

    def __init__(self) -> None:
        self._open: dict[Hashable, list[Loan]] = {}

    def add(self, loan: Loan) -> None:
        """Take up a loan."""
        self._open.setdefault(loan.asset, []).append(loan)

    def repay(
        self, asset: Hashable, quantity: Decimal, *, account: Hashable
    ) -> Iterator[tuple[Loan, Decimal, Decimal]]:
        """Pay back up to `quantity` units: (loan, units, their value when borrowed) each."""
        loans = self._open.get(asset, [])
        for loan in sorted(loans, key=lambda loan: loan.account != account):
            units = min(quantity, loan.quantity)
            if units:
                quantity -= units
                yield loan, units, loan.reduce(units)
        self._open[asset] = [loan for loan in loans if loan.quantity]

    def outstanding(self) -> list[Loan]:
        """Every loan not yet paid back."""
        return [loan for loans in self._open.values() for loan in loans if loan.quantity]

    @property
    def cost(self) -> Decimal:
        """Value of all that is owed, as of when it was borrowed."""
        return sum((loan.cost for loan in self.outstanding()), ZERO)
