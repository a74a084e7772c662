"""What is there of each coin while the order of an instant's rows is worked out."""

from collections.abc import Callable, Hashable, Iterable
from copy import copy
from decimal import Decimal
from typing import Self

from markets.numbers import ZERO
from portfolios.accounting.core.entries import first_leg
from portfolios.accounting.order.effects import Effect
from portfolios.accounting.state.holdings import Key


class Stock:
    """Units by account and coin, as rows go by that are not booked yet.

    `held` tells what an account held before them. `pooled` tells what all accounts held together,
    where they share their lots: then only what these lack is a gap. `gaps` counts them.
    """

    def __init__(
        self,
        held: Callable[[Key], Decimal],
        *,
        pooled: Callable[[Hashable], Decimal] | None = None,
    ) -> None:
        self._held, self._pooled = held, pooled
        self._units: dict[Key, Decimal] = {}
        self._pool: dict[Hashable, Decimal] = {}
        self.gaps = 0

    def fork(self) -> Self:
        """The same stock, to try an order with."""
        twin = copy(self)
        twin._units, twin._pool = self._units.copy(), self._pool.copy()
        return twin

    def units(self, key: Key) -> Decimal:
        """What an account has of a coin."""
        found = self._units.get(key)
        if found is None:
            found = self._units[key] = self._held(key)
        return found

    def covers(self, effect: Effect) -> bool:
        """Whether a row's account has what the row takes."""
        return all(self.units(key) >= need for key, need in effect.needs.items())

    def is_whole(self, effect: Effect) -> bool:
        """Whether nothing would be invented for a row."""
        return all(self._gap(effect, key, need) <= 0 for key, need in effect.needs.items())

    def ends_whole(self, effects: Iterable[Effect]) -> bool:
        """Whether nothing is missing once all rows are booked, in any order."""
        twin = self.fork()
        keys: set[Key] = set()
        for effect in effects:
            twin.shift(effect)
            keys.update(effect.needs)
        return all(twin._there(key) >= 0 for key in keys)

    def shift(self, effect: Effect, *, back: bool = False) -> None:
        """Let a row for which nothing is missing go by, or take it back."""
        for key, change in effect.changes.items():
            self._add(key, -change if back else change)

    def book(self, effect: Effect) -> list[Key]:
        """Let a row go by; returns the holdings in which there is more than before."""
        more = []
        for key, change in effect.changes.items():
            held, need = self.units(key), effect.needs.get(key)
            gap = ZERO if need is None else self._gap(effect, key, need)
            if need is not None and gap > 0:
                self.gaps += 1
                self._fill(key, gap, short=max(need - held, ZERO), moves=bool(effect.moved))
            self._add(key, change)
            if self._units[key] > held:
                more.append(key)
        return more

    def _there(self, key: Key) -> Decimal:
        """What a row of an account may take of a coin before some is missing."""
        if self._pooled is None:
            return self.units(key)
        asset = key[1]
        found = self._pool.get(asset)
        if found is None:
            found = self._pool[asset] = self._pooled(asset)
        return found

    def _gap(self, effect: Effect, key: Key, need: Decimal) -> Decimal:
        """What is missing for a row, if above 0; what an account moves of its own, nobody lacks."""
        moves = self._pooled is not None and effect.moved
        if moves and key[1] == first_leg(effect.entry).asset and self.units(key) >= need:
            need -= effect.moved
        return need - self._there(key)

    def _fill(self, key: Key, gap: Decimal, *, short: Decimal, moves: bool) -> None:
        own = min(gap, short)
        self._units[key] += own
        if self._pooled is not None:
            self._pool[key[1]] += own if moves else gap

    def _add(self, key: Key, change: Decimal) -> None:
        self._units[key] = self.units(key) + change
        if self._pooled is not None:
            self._pool[key[1]] = self._there(key) + change
