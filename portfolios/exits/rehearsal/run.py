"""A plan taken through a path of prices."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from portfolios.exits.machine import arm, levels_seen, step
from portfolios.exits.records import Price, Rule, State, Watch


@dataclass(frozen=True, slots=True)
class Step:
    """One price, the levels it was compared with by id, and what it fired in order of firing."""

    price: Price
    levels: dict[Hashable, Decimal | None]
    fired: tuple[Watch, ...]


class Rehearsal:
    """Iterate its steps once; `outcome` tells where the rules stand, at any time.

    `prices` is taken one by one and nothing of it is stored.
    """

    def __init__(self, rules: Sequence[Rule], *, prices: Iterable[Price]) -> None:
        self._order = [rule.id for rule in rules]
        self._prices = prices
        self._state = arm(rules)

    def steps(self) -> Iterator[Step]:
        for price in self._prices:
            before: State = self._state
            self._state, fired = step(before, price)
            yield Step(price, levels_seen(before, self._state, price=price), fired)

    def outcome(self) -> list[Watch]:
        """Every rule of the plan, in the plan's order."""
        found = {watch.rule.id: watch for group in self._state.watches.values() for watch in group}
        return [found[key] for key in self._order]
