"""The lots of the second set of books: one list, sorted anew whenever something is taken."""

from collections import Counter, defaultdict
from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from portfolios.accounting.core.entries import Entry, Leg
from portfolios.accounting.core.types import Method

NONE = Fraction(0)


@dataclass
class RefLot:
    asset: str
    account: str
    at: datetime
    number: int  # the acquiring row's place
    transaction: Hashable
    units: Fraction
    cost: Fraction
    is_loan: bool = False


@dataclass
class RefLoan:
    asset: str
    account: str
    units: Fraction
    cost: Fraction
    transaction: Hashable


@dataclass
class Overdrawn:
    """A balance that fell below 0: by which row, the most that it lacked, and who held some."""

    row: Hashable
    account: str
    asset: str
    deepest: Fraction
    holders: tuple[tuple[str, Fraction], ...]
    is_over: bool = False


class Lots:
    """Lots and balances; what is done speaks of the row that is booked, the `_number`th."""

    _row: Entry
    _number: int

    def __init__(self, *, method: Method, by_account: bool) -> None:
        self._method, self._by_account = method, by_account
        self.lots: list[RefLot] = []
        self.balances: Counter = Counter()  # (account, asset) → units
        self.invented: Counter = Counter()

    def open_lot(self, leg: Leg, cost: Fraction, *, is_loan: bool = False) -> None:
        row, units = self._row, Fraction(leg.quantity)
        self.lots.append(
            RefLot(leg.asset, row.account, row.at, self._number, row.id, units, cost, is_loan)
        )
        self.balances[row.account, leg.asset] += units

    def pool(self, asset: str) -> list[RefLot]:
        mine = self._row.account
        return [
            lot for lot in self.lots
            if lot.asset == asset and (not self._by_account or lot.account == mine)
        ]  # fmt: skip

    def level(self, pool: list[RefLot]) -> None:
        """Under average cost every unit of a pool costs the same."""
        if self._method is Method.AVERAGE and pool:
            average = sum(lot.cost for lot in pool) / sum(lot.units for lot in pool)
            for lot in pool:
                lot.cost = average * lot.units

    def cover(self, asset: str, units: Fraction, *, moves: bool = False) -> None:
        account = self._row.account
        gap = units - sum(lot.units for lot in self.pool(asset))
        if gap <= 0:
            return
        own = gap
        if not self._by_account:
            own = min(gap, max(units - self.balances[account, asset], NONE))
        self.invent(account, asset, own)
        rest = NONE if moves else gap - own
        below = sorted((held, who) for (who, what), held in self.balances.items() if what == asset)
        for held, who in below:
            more = min(rest, -held) if who != account else NONE
            if more > 0:
                self.invent(who, asset, more)
                rest -= more

    def invent(self, account: str, asset: str, units: Fraction) -> None:
        if units:
            row = self._row
            self.lots.append(RefLot(asset, account, row.at, self._number, row.id, units, NONE))
            self.balances[account, asset] += units
            self.invented[asset] += units

    def pick(self, asset: str, units: Fraction, *, loan: Hashable = None) -> list[RefLot]:
        """Parts of lots, taken out of the list."""
        pool = self.pool(asset)
        self.level(pool)
        turn = {
            Method.FIFO: lambda lot: lot.number,
            Method.AVERAGE: lambda lot: lot.number,
            Method.LIFO: lambda lot: -lot.number,
            Method.HIFO: lambda lot: (-lot.cost / lot.units, lot.number),
        }[self._method]
        own = [lot for lot in pool if lot.is_loan and lot.transaction == loan]
        parts = []
        for lot in own + sorted((lot for lot in pool if lot not in own), key=turn):
            taken = min(units, lot.units)
            if not taken:
                continue
            parts.append(replace(lot, units=taken, cost=lot.cost * taken / lot.units))
            lot.cost -= parts[-1].cost
            lot.units, units = lot.units - taken, units - taken
        assert not units, "the pool holds what is taken"
        self.lots = [lot for lot in self.lots if lot.units]
        return parts

    def level_all(self) -> None:
        """Under average cost, have every open lot cost what its pool does."""
        pools: defaultdict[tuple, list[RefLot]] = defaultdict(list)
        for lot in self.lots:
            pools[lot.asset, lot.account if self._by_account else None].append(lot)
        for pool in pools.values():
            self.level(pool)
