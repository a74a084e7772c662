"""Balances that fall below 0: checked when an instant ends, reported once."""

from collections.abc import Callable, Hashable
from dataclasses import replace
from decimal import Decimal
from functools import reduce

from markets.numbers import plain_figure
from markets.wording import sentence
from portfolios.accounting.core.entries import Entry
from portfolios.accounting.core.records import Problem
from portfolios.accounting.core.types import ProblemCode
from portfolios.accounting.state.holdings import Holdings, Key


class Overdrafts:
    """The balances that rows of the current instant touched, and those that are below 0.

    Rows of one instant may pay for each other, so that none is judged before the instant ends.
    Of coins only accounts that share their lots can have less than nothing.
    """

    def __init__(
        self,
        holdings: Holdings,
        problems: list[Problem],
        *,
        is_fiat: Callable[[Hashable], bool],
    ) -> None:
        self._holdings, self._problems, self._is_fiat = holdings, problems, is_fiat
        self.touched: dict[Key, Entry] = {}
        # Where among the problems a balance that is below 0 was reported.
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
                self._problems.append(self._overdrawn(key, held, entry))
                self._deepest[place] = -held
            elif -held > self._deepest[place]:
                self._deepest[place] = -held
        self.touched.clear()

    def settle(self) -> None:
        """Have each problem say what would cover it: the most that its balance fell below 0."""
        for place, shortfall in self._deepest.items():
            problem = replace(self._problems[place], quantity=shortfall)
            if problem.code is ProblemCode.ACCOUNT_OVERDRAWN:
                problem = replace(problem, message=_unrecorded(problem))
            self._problems[place] = problem

    def _overdrawn(self, key: Key, held: Decimal, entry: Entry) -> Problem:
        account, asset = key
        code, message, holders = ProblemCode.ACCOUNT_OVERDRAWN, "", self._holdings.holders(asset)
        if self._is_fiat(asset):
            message = sentence(
                "The balance of {asset} in {account} falls to {units}.",
                asset=asset, account=account, units=plain_figure(held),
            )  # fmt: skip
            code, holders = ProblemCode.NEGATIVE_BALANCE, ()
        return Problem(code, message, entry.id, entry.line, asset, account, holders=holders)


def _unrecorded(problem: Problem) -> str:
    """What an account gave beyond what it had, and who may have given it that."""
    assert problem.quantity is not None, "the deepest is known when it is settled"
    held: list[str] = [
        sentence("{account} (held {units})", account=_named(account), units=plain_figure(units))
        for account, units in problem.holders
    ]
    return sentence(
        "{account} gave {units} {asset} more than it had: a transfer to it may not be recorded. "
        "Record it from account {others}.",
        account=_named(problem.account), units=plain_figure(problem.quantity),
        asset=problem.asset, others=reduce(_or_from, held) if held else "",
    )  # fmt: skip


def _or_from(one: str, other: str) -> str:
    return sentence("{one}, or from {other}", one=one, other=other)


def _named(account: Hashable) -> str:
    return str(account) or sentence("without a name")
