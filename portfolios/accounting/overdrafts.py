"""Money balances that fall below 0: looked at when an instant ends, told once."""

from dataclasses import replace
from decimal import Decimal

from portfolios.accounting.entries import Entry
from portfolios.accounting.holdings import Holdings, Key
from portfolios.accounting.numbers import plain
from portfolios.accounting.records import Problem
from portfolios.accounting.types import ProblemCode


class Overdrafts:
    """The balances that rows of the current instant touched, and those that are below 0.

    Rows of one instant may pay for each other, so that none is judged before the instant ends.
    """

    def __init__(self, holdings: Holdings, problems: list[Problem]) -> None:
        self._holdings, self._problems = holdings, problems
        self.touched: dict[Key, Entry] = {}
        # Where among the problems a balance that is below 0 was told.
        self.open: dict[Key, int] = {}
        self._deepest: dict[int, Decimal] = {}

    def touch(self, key: Key, entry: Entry, *, takes: bool) -> None:
        """Have a balance looked at; a row that only pays in is not what overdraws it."""
        if takes or key not in self.touched:
            self.touched[key] = entry

    def look(self) -> None:
        """Judge what was touched."""
        for key, entry in self.touched.items():
            held = self._holdings[key].held
            if held >= 0:
                self.open.pop(key, None)
                continue
            place = self.open.get(key)
            if place is None:
                place = self.open[key] = len(self._problems)
                self._problems.append(_overdrawn(key, held, entry))
                self._deepest[place] = -held
            elif -held > self._deepest[place]:
                self._deepest[place] = -held
        self.touched.clear()

    def settle(self) -> None:
        """Have each problem say what would cover it: the most that its balance fell below 0."""
        for place, shortfall in self._deepest.items():
            self._problems[place] = replace(self._problems[place], quantity=shortfall)


def _overdrawn(key: Key, held: Decimal, entry: Entry) -> Problem:
    account, asset = key
    message = f"The balance of {asset} in {account} falls to {plain(held)}."
    return Problem(ProblemCode.NEGATIVE_BALANCE, message, entry.id, entry.line, asset, account)
