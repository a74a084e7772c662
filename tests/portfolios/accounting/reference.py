"""The books of docs/methodology.md written a second time, as plainly as they can be.

Fractions in place of decimals, one list of lots that is sorted anew for every row, nothing cached.
Rows have instants of their own; none is a split or a carried gift.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable
from dataclasses import replace
from datetime import date
from fractions import Fraction

from dateutil.relativedelta import relativedelta

from portfolios.accounting.core.entries import Entry, Leg
from portfolios.accounting.core.types import (
    INCOME_TYPES,
    INFLOW_TYPES,
    TRADES,
    Method,
    TransactionType,
)
from tests.ledger import FIAT
from tests.portfolios.accounting.reference_lots import NONE, Lots, Overdrawn, RefLoan, RefLot


class Reference(Lots):
    """Books of valid rows in order of time; `price` gives a unit's price in USD on a day."""

    def __init__(
        self,
        rows: list[Entry],
        *,
        price: Callable[[str, date], Fraction | None],
        method: Method,
        by_account: bool,
        track_cash: bool,
    ) -> None:
        super().__init__(method=method, by_account=by_account)
        self._price, self._track_cash = price, track_cash
        self.loans: list[RefLoan] = []
        self.cash_cost: Counter = Counter()
        self.disposals: list[tuple] = []
        self.fees: list[tuple] = []
        self.income: list[tuple] = []
        self.flows: defaultdict[date, list[Fraction]] = defaultdict(lambda: [NONE, NONE])
        self.overdrawn: list[Overdrawn] = []
        self.units: dict[date, Counter] = {}  # by day, what is held of each asset net of debts
        for number, row in enumerate(rows):
            self._row, self._number, self._passing = row, number, NONE
            self._book(row)
            self._flow(self._passing)
            self._watch()
        self.level_all()

    def figures(self) -> dict[str, list[tuple]]:
        """(key, figures …) of everything, by what it is."""
        return {
            "disposals": [(one[:5], *one[5:]) for one in self.disposals],
            "lots": [
                ((lot.asset, lot.account if self._by_account else None, lot.transaction, lot.at),
                 lot.units, lot.cost)
                for lot in self.lots
            ],
            "fees": [((row, asset, in_cost), *rest) for row, asset, in_cost, *rest in self.fees],
            "income": [((row, asset), *rest) for row, asset, *rest in self.income],
            "flows": [(day, *flows) for day, flows in self.flows.items()],
            "balances": list(self.balances.items()),
            "debts": [
                ((loan.transaction, loan.account), loan.units, loan.cost) for loan in self.loans
            ],
            "cash": list(self.cash_cost.items()),
            "missing": list(self.invented.items()),
        }  # fmt: skip

    def _watch(self) -> None:
        """Look at the balances once the row, alone in its instant, is booked."""
        held = {key: units for key, units in self.balances.items() if units}
        for one in self.overdrawn:
            one.is_over |= held.get((one.account, one.asset), NONE) >= 0
        for (account, asset), units in sorted(held.items()):
            known = [
                one for one in self.overdrawn
                if (one.account, one.asset) == (account, asset) and not one.is_over
            ]  # fmt: skip
            if units < 0 and known:
                known[0].deepest = max(known[0].deepest, -units)
            elif units < 0:
                others = [(who, has) for (who, what), has in held.items() if what == asset]
                largest = sorted((-has, who) for who, has in others if has > 0)
                holders = () if asset in FIAT else tuple((who, -has) for has, who in largest)
                self.overdrawn.append(Overdrawn(self._row.id, account, asset, -units, holders))
        units = self.units[self._row.at.date()] = Counter()
        for (_, asset), has in held.items():
            units[asset] += has
        for loan in self.loans:
            units[loan.asset] -= loan.units

    # --- rows --------------------------------------------------------------------------------

    def _book(self, row: Entry) -> None:
        kind, sent, received = row.type, row.sent, row.received
        stated = None if row.net_worth is None else self._value_of(row.net_worth)
        if kind in TRADES:
            return self._book_trade(row)
        if kind is TransactionType.FEE:
            return self._charge(row.fee, self._alone(row.fee), apart=True)
        if kind is TransactionType.TRANSFER:
            self._book_transfer(row, stated)
            worth = stated
        elif kind in INCOME_TYPES | INFLOW_TYPES:
            worth = self._alone(received)
            self._bring(received, worth)
            if kind in INCOME_TYPES:
                self.income.append((row.id, received.asset, Fraction(received.quantity), worth))
            else:
                self._outside(received, worth)
        elif kind is TransactionType.BORROW:
            worth = self._alone(received)
            self._bring(received, worth, is_loan=True)
            units = Fraction(received.quantity)
            self.loans.append(RefLoan(received.asset, row.account, units, worth, row.id))
        elif kind is TransactionType.REPAY:
            self._book_repay(row, stated)
            worth = stated
        elif kind is TransactionType.LOST:
            if sent.asset in FIAT:
                cost = self._alone(sent)
                self._pay(sent, -cost)
                self._closed(sent.asset, Fraction(sent.quantity), cost, NONE, None, kind)
            else:
                self._dispose(sent, NONE, kind)
            worth = stated
        else:
            worth = self._alone(sent)
            if sent.asset in FIAT:
                self._pay(sent, -worth)
            else:
                self._dispose(sent, worth, kind)
            self._outside(sent, -worth)
        if row.fee is not None:
            self._charge(row.fee, self._fee_value(row, worth), apart=True)

    def _book_trade(self, row: Entry) -> None:
        sent, received = row.sent, row.received
        pays, gets = sent.asset in FIAT, received.asset in FIAT
        money = [leg for leg, is_money in ((received, gets), (sent, pays)) if is_money]
        known = map(self._value_of, filter(None, [*money, row.net_worth, received, sent]))
        value = next((one for one in known if one is not None), NONE)
        fee = self._fee_value(row, value) if row.fee else NONE
        is_sale = not pays and (gets or row.type is TransactionType.SELL)
        if pays:
            self._pay(sent, -value)
        else:
            self._dispose(sent, value - fee if is_sale else value, row.type)
        if gets:
            self._pay(received, value)
        else:
            self.open_lot(received, value if is_sale else value + fee)
        if row.fee:
            self._charge(row.fee, fee, apart=pays and gets)

    def _book_transfer(self, row: Entry, stated: Fraction | None) -> None:
        sent, arrives = row.sent, row.received or row.sent
        moved, lost = Fraction(arrives.quantity), Fraction(sent.quantity - arrives.quantity)
        if sent.asset not in FIAT:
            self.cover(sent.asset, Fraction(sent.quantity), moves=True)
        if lost:
            self._charge_part(sent, lost, stated)
        if sent.asset in FIAT and not self._track_cash:
            return
        if sent.asset not in FIAT and self._by_account:
            for part in self.pick(sent.asset, moved):
                self.lots.append(replace(part, account=row.to_account))
        self.balances[row.account, sent.asset] -= moved
        self.balances[row.to_account, sent.asset] += moved

    def _book_repay(self, row: Entry, stated: Fraction | None) -> None:
        asset, left = row.sent.asset, Fraction(row.sent.quantity)
        if asset not in FIAT:
            self.cover(asset, left)
        mine = [loan for loan in self.loans if loan.asset == asset and loan.account == row.account]
        others = [loan for loan in self.loans if loan.asset == asset and loan not in mine]
        for loan in mine + others:
            units = min(left, loan.units)
            if not units:
                continue
            owed = loan.cost * units / loan.units
            loan.units, loan.cost, left = loan.units - units, loan.cost - owed, left - units
            if asset in FIAT:
                worth = self._value(asset, units)
                self._pay(Leg(asset, units), -worth)
                if worth != owed:
                    self._closed(asset, units, worth, owed, None, row.type)
            else:
                self._dispose(Leg(asset, units), owed, row.type, loan=loan.transaction)
        self.loans = [loan for loan in self.loans if loan.units]
        if left:
            self._charge_part(row.sent, left, stated)

    def _charge_part(self, leg: Leg, units: Fraction, stated: Fraction | None) -> None:
        """Some of a leg is a fee apart: coins at the rate that the row states, where it does."""
        value = self._value(leg.asset, units) or NONE
        if stated is not None and leg.asset not in FIAT:
            value = stated * units / Fraction(leg.quantity)
        self._charge(Leg(leg.asset, units), value, apart=True)

    # --- values ------------------------------------------------------------------------------

    def _value(self, asset: str, units: Fraction) -> Fraction | None:
        price = self._price(asset, self._row.at.date())
        return None if price is None else units * price

    def _value_of(self, leg: Leg) -> Fraction | None:
        return self._value(leg.asset, Fraction(leg.quantity))

    def _alone(self, leg: Leg) -> Fraction:
        """The only leg of a row: money at its rate, coins as the row says, else at the price."""
        legs = [self._row.net_worth, leg] if leg.asset not in FIAT else [leg]
        known = (self._value_of(one) for one in legs if one is not None)
        return next((one for one in known if one is not None), NONE)

    def _fee_value(self, row: Entry, worth: Fraction | None) -> Fraction:
        fee = row.fee
        for leg in (row.sent, row.received):
            if leg and leg.asset == fee.asset and fee.asset not in FIAT and worth:
                return worth * Fraction(fee.quantity) / Fraction(leg.quantity)
        return self._value_of(fee) or NONE

    # --- what a row does ---------------------------------------------------------------------

    def _bring(self, leg: Leg, value: Fraction, *, is_loan: bool = False) -> None:
        if leg.asset in FIAT:
            self._pay(leg, value)
        else:
            self.open_lot(leg, value, is_loan=is_loan)

    def _pay(self, leg: Leg, value: Fraction) -> None:
        """Money comes (> 0) or goes (< 0)."""
        if not self._track_cash:
            self._passing -= value
            return
        self.cash_cost[leg.asset] += value
        units = Fraction(leg.quantity) * (1 if value > 0 else -1)
        self.balances[self._row.account, leg.asset] += units

    def _outside(self, leg: Leg, value: Fraction) -> None:
        if leg.asset in FIAT and not self._track_cash:
            self._passing += value
        else:
            self._flow(value)

    def _flow(self, value: Fraction) -> None:
        if value:
            self.flows[self._row.at.date()][value < 0] += abs(value)

    def _charge(self, leg: Leg, value: Fraction, *, apart: bool) -> None:
        if leg.asset in FIAT:
            self._pay(leg, -value)
        else:
            self._dispose(leg, value, TransactionType.FEE)
        self.fees.append((self._row.id, leg.asset, not apart, Fraction(leg.quantity), value))

    def _dispose(
        self, leg: Leg, proceeds: Fraction, kind: TransactionType, *, loan: Hashable = None
    ) -> None:
        units = Fraction(leg.quantity)
        self.cover(leg.asset, units)
        self.balances[self._row.account, leg.asset] -= units
        for part in self.pick(leg.asset, units, loan=loan):
            share = proceeds * part.units / units
            self._closed(leg.asset, part.units, part.cost, share, part, kind)

    def _closed(self, asset, units, cost, proceeds, part: RefLot | None, kind) -> None:
        lot = term = None
        if part is not None:
            year = part.at.date() + relativedelta(years=1)
            term = "long" if self._row.at.date() > year else "short"
            lot = None if self._method is Method.AVERAGE else part.transaction
        self.disposals.append((self._row.id, str(kind), asset, lot, term, units, cost, proceeds))
