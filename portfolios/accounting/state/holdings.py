"""What each account has of each asset while the books are being written."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from datetime import date
from decimal import Decimal

from markets.numbers import ZERO
from portfolios.accounting.state.lots import Pool

Key = tuple[Hashable, Hashable]  # an account and an asset


class Holding:
    """One account's units of one asset.

    `held` is the balance. By local day, `changes` are what came less what went, debts counted
    negative, and `capital` is the value put in less the value taken out: for returns of a part.
    `pool` has the lots that a disposal from here may use.
    """

    __slots__ = ("capital", "changes", "held", "pool")

    def __init__(self, pool: Pool) -> None:
        self.held: Decimal = ZERO
        self.changes: defaultdict[date, Decimal] = defaultdict(Decimal)
        self.capital: defaultdict[date, Decimal] = defaultdict(Decimal)
        self.pool = pool


class Holdings(dict[Key, Holding]):
    """Every holding there ever was; one that is asked for is there."""

    def __init__(self, pool_of: Callable[[Hashable, Hashable], Pool]) -> None:
        super().__init__()
        self._pool_of = pool_of
        self._accounts: defaultdict[Hashable, list[Hashable]] = defaultdict(list)

    def __missing__(self, key: Key) -> Holding:
        holding = self[key] = Holding(self._pool_of(*key))
        account, asset = key
        self._accounts[asset].append(account)
        return holding

    def of(self, asset: Hashable) -> Iterator[tuple[Hashable, Decimal]]:
        """Each account that ever held an asset, and its balance."""
        return ((account, self[account, asset].held) for account in self._accounts.get(asset, ()))

    def holders(self, asset: Hashable) -> tuple[tuple[Hashable, Decimal], ...]:
        """The accounts that hold an asset and their balances, the largest first."""
        held = [pair for pair in self.of(asset) if pair[1] > 0]
        return tuple(sorted(held, key=lambda pair: (-pair[1], str(pair[0]))))

    def held(self, key: Key) -> Decimal:
        """The balance of a holding, which need not be there."""
        holding = self.get(key)
        return ZERO if holding is None else holding.held
