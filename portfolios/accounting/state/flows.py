"""What comes into the portfolio from outside, and what goes out of it."""

from datetime import date
from decimal import Decimal

from markets.numbers import ZERO


class Flows:
    """Inflow and outflow by local day, both ≥ 0, while the books are being written.

    `passing` is money of the current row that is not tracked: its legs net to one flow when the
    row ends.
    """

    __slots__ = ("by_day", "passing")

    def __init__(self) -> None:
        self.by_day: dict[date, list[Decimal]] = {}
        self.passing = ZERO

    def add(self, value: Decimal, *, day: date) -> None:
        """Count what came in (> 0) or went out (< 0)."""
        flows = self.by_day.setdefault(day, [ZERO, ZERO])
        if value > 0:
            flows[0] += value
        else:
            flows[1] -= value

    def end_row(self, day: date) -> None:
        """Count what the row's money comes to."""
        if self.passing:
            self.add(self.passing, day=day)
            self.passing = ZERO
