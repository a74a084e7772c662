"""The state of books being written and the few moves that every row is made of."""

from collections import defaultdict
from collections.abc import Container, Hashable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from markets.numbers import ZERO
from portfolios.accounting.core.entries import Entry, Leg
from portfolios.accounting.core.gifts import Gifts
from portfolios.accounting.core.policy import Policy
from portfolios.accounting.core.records import Disposal, Fee, Income, Move, Problem, new_record
from portfolios.accounting.core.types import Method, ProblemCode, Scope
from portfolios.accounting.prices.prices import Prices
from portfolios.accounting.state.flows import Flows
from portfolios.accounting.state.holdings import Holding, Holdings, Key
from portfolios.accounting.state.loans import Loans
from portfolios.accounting.state.lots import Pool, make_pool
from portfolios.accounting.state.open_lots import OpenLot
from portfolios.accounting.state.overdrafts import Overdrafts
from portfolios.accounting.state.splits import Splits


class Bookkeeper:
    """Mutable books. Every move speaks of the current row, set by `begin`.

    Its callers preserve the identity in every row: change of cost = flow + gain + income −
    fee not in cost + carried. All values are in the books' currency.
    """

    def __init__(
        self,
        *,
        prices: Prices,
        policy: Policy,
        only: Container[Hashable] | None = None,
    ) -> None:
        self.prices, self.only = prices, only
        self.currency, self.is_fiat = policy.currency, policy.is_fiat
        self.method, self.scope, self.track_cash = policy.method, policy.scope, policy.track_cash
        self.tz, self.as_of = policy.tz, policy.as_of
        self.by_account = policy.scope is Scope.ACCOUNT
        self.averages = policy.method is Method.AVERAGE
        self.pools: dict[tuple[Hashable, Hashable], Pool] = {}
        self.holdings = Holdings(self.pool)
        self.moves: list[Move] = []
        self.cash_cost: defaultdict[Hashable, Decimal] = defaultdict(Decimal)
        self.loans = Loans()
        self.splits = Splits()
        self.flows = Flows()
        self.gifts = Gifts()
        # Profit that left with carried gifts, less what came with them.
        self.carried: defaultdict[Key, Decimal] = defaultdict(Decimal)
        self.first_entry: dict[Hashable, Entry] = {}
        self.lots: list[OpenLot] = []
        self.disposals: list[Disposal] = []
        self.income: list[Income] = []
        self.fees: list[Fee] = []
        self.given_away = 0  # disposals and fees that were
        # Their sums, also of those given away.
        self.realised = self.charged = self.charged_apart = ZERO
        self.problems: list[Problem] = []
        # Of instants whose exchanges are not booked in entry order, the rows as they are.
        self.orders: dict[datetime, tuple[Hashable, ...]] = {}
        self.overdrafts = Overdrafts(self.holdings, self.problems, is_fiat=self.is_fiat)
        self.entry: Entry
        self.first: date | None = None  # the first row's local day
        self.day: date  # the current one's
        self.rank = -1
        self._prices_today: dict[Hashable, Decimal | None] = {}
        self._instant: datetime | None = None
        self._midnight: datetime | None = None

    def begin(self, entry: Entry) -> None:
        """Turn to the next row."""
        at = entry.at
        if at != self._instant:
            if self.overdrafts.touched:
                self.overdrafts.look()
            self._instant = at
            if self._midnight is None or at >= self._midnight:
                self._turn_page(at)
        self.entry = entry
        self.rank += 1

    @property
    def last_day(self) -> date | None:
        """The local day of the last row so far; None before the first."""
        return None if self.first is None else self.day

    def _turn_page(self, at: datetime) -> None:
        """Begin the local day of an instant; most rows are of the day of the row before."""
        self.day = self.local_day(at)
        if self.first is None:
            self.first = self.day
        self._midnight = self.end_of(self.day)
        self._prices_today.clear()

    def finish(self) -> None:
        """End the row."""
        self.flows.end_row(self.day)

    def end(self) -> None:
        """End the last row's instant."""
        self.overdrafts.look()
        self.overdrafts.settle()

    def give_away(self) -> tuple[list[Disposal], list[Fee]]:
        """Release the disposals and fees so far; only their sums stay."""
        disposals, fees = self.disposals, self.fees
        self.disposals, self.fees = [], []
        self.given_away += len(disposals) + len(fees)
        return disposals, fees

    def record_disposal(self, disposal: Disposal) -> None:
        """Add to the disposals."""
        self.disposals.append(disposal)
        self.realised += disposal.gain

    def record_fee(self, fee: Fee) -> None:
        """Add to the fees."""
        self.fees.append(fee)
        self.charged += fee.value
        if not fee.in_cost:
            self.charged_apart += fee.value

    def price(self, asset: Hashable) -> Decimal | None:
        """Price of one unit on the row's day, or None; rows of one day ask for few assets."""
        found = self._prices_today
        if asset not in found:
            found[asset] = self.prices.price(asset, day=self.day, currency=self.currency)
        return found[asset]

    def local_day(self, at: datetime) -> date:
        """The day of an instant in the portfolio's time zone."""
        return at.date() if self.tz is UTC and at.tzinfo is UTC else at.astimezone(self.tz).date()

    def end_of(self, day: date) -> datetime:
        """The first instant after a local day."""
        tomorrow = datetime.combine(day + timedelta(days=1), time.min, tzinfo=self.tz)
        return tomorrow.astimezone(UTC)

    def note(
        self, code: ProblemCode, message: str, entry: Entry, *, asset: Hashable = None,
        quantity: Decimal | None = None, account: Hashable = None,
        holders: tuple[tuple[Hashable, Decimal], ...] = (),
    ) -> None:  # fmt: skip
        """Record a problem that an entry shows, in its account unless another is named."""
        self.problems.append(
            Problem(
                code, message, entry.id, entry.line, asset,
                entry.account if account is None else account, quantity, holders,
            )
        )  # fmt: skip

    def passes_over(self, asset: Hashable) -> bool:
        """Whether the lots of a coin are not asked for."""
        return self.only is not None and asset not in self.only and not self.is_fiat(asset)

    # --- units -------------------------------------------------------------------------------

    def pool(self, account: Hashable, asset: Hashable) -> Pool:
        """The open lots of an asset that a disposal from an account may use."""
        key = (account if self.by_account else None, asset)
        found = self.pools.get(key)
        if found is None:
            found = self.pools[key] = make_pool(self.method)
        return found

    def pooled(self, asset: Hashable) -> Decimal:
        """What all accounts hold of an asset together, where they share its lots."""
        pool = self.pools.get((None, asset))
        return ZERO if pool is None else pool.quantity

    def move(self, asset: Hashable, quantity: Decimal) -> None:
        """Move units from the row's account to its other one."""
        entry, day = self.entry, self.day
        for account, units in ((entry.account, -quantity), (entry.to_account, quantity)):
            holding = self.holdings[account, asset]
            holding.held += units
            self._count(holding, asset, units)
            self._watch((account, asset), holding, takes=units < 0)
        move = (day, asset, entry.account, entry.to_account, quantity)
        self.moves.append(new_record(Move, move))

    def _count(self, holding: Holding, asset: Hashable, quantity: Decimal) -> None:
        if not holding.changes:
            self.first_entry.setdefault(asset, self.entry)
        holding.changes[self.day] += quantity

    def count(self, asset: Hashable, quantity: Decimal) -> None:
        """Change what the row's account holds of an asset net of debts, on the row's day."""
        self._count(self.holdings[self.entry.account, asset], asset, quantity)

    def change(self, asset: Hashable, quantity: Decimal) -> None:
        """Change the balance of the row's account, and so what it holds net of debts."""
        key = self.entry.account, asset
        holding = self.holdings[key]
        holding.held += quantity
        self._count(holding, asset, quantity)
        self._watch(key, holding, takes=quantity < 0)

    def _watch(self, key: Key, holding: Holding, *, takes: bool) -> None:
        """Have a balance looked at that is below 0, or was."""
        if holding.held < 0 or key in self.overdrafts.open:
            self.overdrafts.touch(key, self.entry, takes=takes)

    def put_in(self, asset: Hashable, value: Decimal) -> None:
        """Count a value as put into the row's holding of an asset (< 0: taken out of it).

        What it earns, and fees apart, are no capital: where a helper counted their money or
        coins as such, the row counts them back.
        """
        self.holdings[self.entry.account, asset].capital[self.day] += value

    def open_lot(
        self, leg: Leg, *, cost: Decimal, on_loan: bool = False, account: Hashable = None
    ) -> None:
        """Bring coins as a new lot into the row's account, unless another is named."""
        asset, quantity = leg
        if self.passes_over(asset):
            return
        entry = self.entry
        if account is None:
            account = entry.account
        key = account if self.by_account else None
        lot = OpenLot(asset, key, entry.at, self.rank, quantity, cost, entry.id)
        lot.on_loan = on_loan
        if self.splits.eras:
            lot.era = self.splits.era(account, asset)
        self.lots.append(lot)
        holding = self.holdings[account, asset]
        holding.pool.put(lot)
        holding.held += quantity
        if not holding.changes:
            self.first_entry.setdefault(asset, entry)
        holding.changes[self.day] += quantity
        if cost and not on_loan:
            holding.capital[self.day] += cost
        overdrafts = self.overdrafts
        if overdrafts.open and (account, asset) in overdrafts.open:
            overdrafts.touch((account, asset), entry, takes=False)

    # --- money and flows ---------------------------------------------------------------------

    def move_money(self, leg: Leg, *, value: Decimal, sign: int) -> None:
        """Money in (sign 1) or out (−1): onto the balance, or to and from outside."""
        if not self.track_cash:
            self.flows.passing -= sign * value
            return
        asset, quantity = leg
        if sign < 0:
            quantity, value = -quantity, -value
        key = (self.entry.account, asset)
        holding, day = self.holdings[key], self.day
        if not holding.changes:
            self.first_entry.setdefault(asset, self.entry)
        holding.changes[day] += quantity
        holding.capital[day] += value
        self.cash_cost[asset] += value
        holding.held += quantity
        overdrafts = self.overdrafts
        if holding.held < 0 or key in overdrafts.open or key in overdrafts.touched:
            overdrafts.touch(key, self.entry, takes=sign < 0)

    def flow(self, value: Decimal, *, asset: Hashable) -> None:
        """An external flow: > 0 in, < 0 out. Untracked money that passes through nets out."""
        if not self.track_cash and self.is_fiat(asset):
            self.flows.passing += value
        else:
            self.flows.add(value, day=self.day)
