"""The state of books being written and the few moves that every row is made of."""

from collections import defaultdict
from collections.abc import Callable, Hashable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal

from portfolios.accounting.entries import Entry, Leg
from portfolios.accounting.loans import Loans
from portfolios.accounting.lots import OpenLot, Part, Pool, make_pool
from portfolios.accounting.numbers import ZERO, plain
from portfolios.accounting.prices import Prices
from portfolios.accounting.records import Disposal, Fee, Income, Move, Problem
from portfolios.accounting.types import Method, ProblemCode, Scope

Holding = tuple[Hashable, Hashable]  # an account and an asset


def _by_day() -> defaultdict[date, Decimal]:
    return defaultdict(Decimal)


class _Changes(dict):
    """Holding → day → change in units; remembers the row that first touched each asset."""

    def __init__(self, keeper: "Bookkeeper") -> None:
        super().__init__()
        self._keeper = keeper

    def __missing__(self, key: Holding) -> defaultdict[date, Decimal]:
        self._keeper.first_entry.setdefault(key[1], self._keeper.entry)
        days = self[key] = _by_day()
        return days


class Bookkeeper:
    """Mutable books. Every move speaks of the current row, set by `begin`.

    Whoever calls it keeps the identity in every row: change of cost = flow + gain + income −
    fee not in cost. All values are in the books' currency.
    """

    def __init__(
        self,
        *,
        prices: Prices,
        currency: Hashable,
        is_fiat: Callable[[Hashable], bool],
        method: Method,
        scope: Scope,
        track_cash: bool,
        tz: tzinfo,
    ) -> None:
        self.prices, self.currency, self.is_fiat = prices, currency, is_fiat
        self.method, self.scope, self.track_cash, self.tz = method, scope, track_cash, tz
        self.by_account = scope is Scope.ACCOUNT
        self.averages = method is Method.AVERAGE
        self.pools: dict[tuple[Hashable, Hashable], Pool] = {}
        self.held: defaultdict[Holding, Decimal] = defaultdict(Decimal)
        # What was put into a holding less what was taken out, by day: for returns of a part.
        self.capital: defaultdict[Holding, defaultdict[date, Decimal]] = defaultdict(_by_day)
        self.moves: list[Move] = []
        self.cash_cost: defaultdict[Hashable, Decimal] = defaultdict(Decimal)
        self.loans = Loans()
        self.eras: dict[tuple[Hashable, Hashable], int] = {}
        self.flows: dict[date, list[Decimal]] = {}
        self.changes = _Changes(self)
        self.first_entry: dict[Hashable, Entry] = {}
        self.lots: list[OpenLot] = []
        self.disposals: list[Disposal] = []
        self.income: list[Income] = []
        self.fees: list[Fee] = []
        self.problems: list[Problem] = []
        self.entry: Entry
        self.day: date
        self.rank = -1
        self._row_money = ZERO
        self._touched: dict[tuple[Hashable, Hashable], Entry] = {}
        # Where among the problems a balance that is below 0 was told.
        self._overdrawn: dict[tuple[Hashable, Hashable], int] = {}
        self._instant: datetime | None = None
        self._midnight: datetime | None = None

    def begin(self, entry: Entry) -> None:
        """Turn to the next row."""
        at = entry.at
        if at != self._instant:
            if self._touched:
                self.close_instant()
            self._instant = at
            if self._midnight is None or at >= self._midnight:
                self._turn_page(at)
        self.entry = entry
        self.rank += 1

    def _turn_page(self, at: datetime) -> None:
        """Begin the local day of an instant; most rows are of the day of the row before."""
        self.day = self.local_day(at)
        tomorrow = datetime.combine(self.day + timedelta(days=1), time.min, tzinfo=self.tz)
        self._midnight = tomorrow.astimezone(UTC)

    def finish(self) -> None:
        """End the row: where cash is not tracked, its money legs net to one external flow."""
        if self._row_money:
            self._flow(self._row_money)
            self._row_money = ZERO

    def close_instant(self) -> None:
        """Look at the money balances: rows of one instant may pay for each other."""
        for key, entry in self._touched.items():
            held = self.held[key]
            if held >= 0:
                self._overdrawn.pop(key, None)
            elif key not in self._overdrawn:
                self._overdrawn[key] = len(self.problems)
                account, asset = key
                message = f"The balance of {asset} in {account} falls to {plain(held)}."
                self.note(
                    ProblemCode.NEGATIVE_BALANCE, message, entry, asset=asset, quantity=-held,
                    account=account,
                )  # fmt: skip
            else:
                self._deepen(self._overdrawn[key], -held)
        self._touched.clear()

    def local_day(self, at: datetime) -> date:
        """The day of an instant in the portfolio's time zone."""
        return at.date() if self.tz is UTC and at.tzinfo is UTC else at.astimezone(self.tz).date()

    def _deepen(self, place: int, shortfall: Decimal) -> None:
        """A balance is told once; what would cover it is the most that it falls below 0."""
        problem = self.problems[place]
        if shortfall > problem.quantity:
            self.problems[place] = replace(problem, quantity=shortfall)

    def note(
        self, code: ProblemCode, message: str, entry: Entry, *, asset=None, quantity=None,
        account=None,
    ) -> None:  # fmt: skip
        """Record a problem that an entry shows, in its account unless another is named."""
        self.problems.append(
            Problem(
                code, message, entry.id, entry.line, asset,
                entry.account if account is None else account, quantity,
            )
        )  # fmt: skip

    # --- units -------------------------------------------------------------------------------

    def pool(self, account: Hashable, asset: Hashable) -> Pool:
        """The open lots of an asset that a disposal from an account may use."""
        key = (account if self.by_account else None, asset)
        found = self.pools.get(key)
        if found is None:
            found = self.pools[key] = make_pool(self.method)
        return found

    def move(self, asset: Hashable, quantity: Decimal) -> None:
        """Move units from the row's account to its other one."""
        start, end = (self.entry.account, asset), (self.entry.to_account, asset)
        self.held[start] -= quantity
        self.held[end] += quantity
        self.changes[start][self.day] -= quantity
        self.changes[end][self.day] += quantity
        self.moves.append(Move(self.day, asset, start[0], end[0], quantity))

    def count(self, asset: Hashable, quantity: Decimal) -> None:
        """Change what the row's account holds of an asset net of debts, on the row's day."""
        self.changes[self.entry.account, asset][self.day] += quantity

    def change(self, asset: Hashable, quantity: Decimal) -> None:
        """Change the balance of the row's account, and so what it holds net of debts."""
        key = (self.entry.account, asset)
        self.held[key] += quantity
        self.changes[key][self.day] += quantity

    def put_in(self, asset: Hashable, value: Decimal) -> None:
        """Count a value as put into the row's holding of an asset (< 0: taken out of it).

        What it earns, and fees apart, are no capital: where a helper counted their money or
        coins as such, the row counts them back.
        """
        self.capital[self.entry.account, asset][self.day] += value

    def open_lot(self, leg: Leg, *, cost: Decimal, on_loan: bool = False) -> None:
        """Bring coins into the row's account as a new lot."""
        asset, quantity = leg
        entry = self.entry
        account = entry.account
        key = account if self.by_account else None
        lot = OpenLot(asset, key, entry.at, self.rank, quantity, cost, entry.id)
        lot.on_loan = on_loan
        if self.eras:
            lot.era = self.eras.get((account, asset), 0)
        self.lots.append(lot)
        self.pool(account, asset).put(lot)
        holding = (account, asset)
        self.held[holding] += quantity
        self.changes[holding][self.day] += quantity
        if cost and not on_loan:
            self.capital[holding][self.day] += cost

    def cover(self, leg: Leg) -> None:
        """Open a zero-cost lot for what the row's account is short of."""
        account = self.entry.account
        gap = leg.quantity - self.held.get((account, leg.asset), ZERO)
        if gap > 0:
            self.open_lot(Leg(leg.asset, gap), cost=ZERO)
            message = f"{plain(gap)} {leg.asset} taken out of {account} were never brought in."
            self.note(
                ProblemCode.MISSING_ACQUISITION, message, self.entry, asset=leg.asset, quantity=gap
            )

    def take(self, leg: Leg) -> list[Part]:
        """Take coins out of the row's account, by the method."""
        asset, quantity = leg
        account = self.entry.account
        key = (account, asset)
        if quantity > self.held[key]:
            self.cover(leg)
        self.held[key] -= quantity
        self.changes[key][self.day] -= quantity
        return self.pools[account if self.by_account else None, asset].take(
            quantity, at=self.entry.at
        )

    # --- money and flows ---------------------------------------------------------------------

    def move_money(self, leg: Leg, *, value: Decimal, sign: int) -> None:
        """Money in (sign 1) or out (−1): onto the balance, or to and from outside."""
        if not self.track_cash:
            self._row_money -= sign * value
            return
        asset, quantity = leg
        if sign < 0:
            quantity, value = -quantity, -value
        key = (self.entry.account, asset)
        self.changes[key][self.day] += quantity
        self.capital[key][self.day] += value
        self.cash_cost[asset] += value
        self.held[key] += quantity
        if self.held[key] < 0 or key in self._overdrawn or key in self._touched:
            self._touched[key] = self.entry

    def touch(self, account: Hashable, asset: Hashable) -> None:
        """Have a money balance looked at when the instant ends."""
        self._touched[account, asset] = self.entry

    def flow(self, value: Decimal, *, asset: Hashable) -> None:
        """An external flow: > 0 in, < 0 out. Untracked money that passes through nets out."""
        if not self.track_cash and self.is_fiat(asset):
            self._row_money += value
        else:
            self._flow(value)

    def _flow(self, value: Decimal) -> None:
        flows = self.flows.setdefault(self.day, [ZERO, ZERO])
        if value > 0:
            flows[0] += value
        else:
            flows[1] -= value
