"""The end of the books: open lots become positions, everything is summed and frozen."""

from collections.abc import Hashable
from datetime import date
from decimal import Decimal
from operator import attrgetter

from markets.numbers import ZERO
from markets.wording import sentence
from portfolios.accounting.booking.row_values import unpriced
from portfolios.accounting.core.records import (
    Balance,
    Books,
    Debt,
    Flow,
    Lot,
    Position,
    Problem,
    Totals,
)
from portfolios.accounting.core.types import ProblemCode
from portfolios.accounting.state.bookkeeper import Bookkeeper
from portfolios.accounting.state.holdings import Holding, Key


def close_books(keeper: Bookkeeper, *, first: date | None, as_of: date | None) -> Books:
    """Freeze the books as they stand at the end of the day `as_of`."""
    prices = _Closing(keeper, as_of)
    ordered = _in_order(keeper.holdings)
    changes = {key: _by_day(held.changes) for key, held in ordered.items() if held.changes}
    keeper.problems += _unpriced(keeper, changes)
    lots = _lots(keeper)
    positions = _positions(lots, prices)
    cash = _cash(keeper)
    return Books(
        currency=keeper.currency,
        method=keeper.method,
        scope=keeper.scope,
        first=first,
        as_of=as_of,
        rows=keeper.rank + 1,
        positions=positions,
        lots=lots,
        disposals=tuple(keeper.disposals),
        income=tuple(keeper.income),
        fees=tuple(keeper.fees),
        balances=_balances(keeper),
        debts=_debts(keeper),
        cash=cash,
        cash_cost=dict(keeper.cash_cost),
        totals=_totals(keeper, positions=positions, cash=cash, prices=prices),
        flows=tuple(Flow(day, *flows) for day, flows in sorted(keeper.flows.by_day.items())),
        changes=changes,
        capital={key: _by_day(held.capital) for key, held in ordered.items() if held.capital},
        moves=tuple(keeper.moves),
        problems=tuple(keeper.problems),
        orders=keeper.orders,
        carried=dict(keeper.carried),
        gifts=tuple(keeper.gifts.trace()),
    )


class _Closing:
    """Prices at the end of the books."""

    def __init__(self, keeper: Bookkeeper, day: date | None) -> None:
        self._keeper, self._day = keeper, day

    def __call__(self, asset: Hashable) -> Decimal | None:
        if self._day is None:
            return None
        keeper = self._keeper
        return keeper.prices.price(asset, day=self._day, currency=keeper.currency)


def _in_order(holdings: dict[Key, Holding]) -> dict[Key, Holding]:
    """By asset and account: one order, for any order of the rows."""
    keys = sorted(holdings, key=lambda key: (str(key[1]), str(key[0])))
    return {key: holdings[key] for key in keys}


def _by_day(days: dict[date, Decimal]) -> dict[date, Decimal]:
    order = sorted(days)
    # Rows come in order of time, so that only a zone that moved its date line has to be sorted.
    return dict(days) if order == list(days) else {day: days[day] for day in order}


def _lots(keeper: Bookkeeper) -> tuple[Lot, ...]:
    """Every lot, open or closed, in order of acquisition."""
    pools = keeper.pools
    lots = (lot for lot in sorted(keeper.lots, key=attrgetter("rank")) if lot.quantity)
    return tuple(pools[lot.key, lot.asset].frozen(lot) for lot in lots)


def _positions(lots: tuple[Lot, ...], prices: _Closing) -> tuple[Position, ...]:
    sums: dict[Key, list[Decimal]] = {}
    for lot in lots:
        if lot.remaining:
            held = sums.setdefault((lot.account, lot.asset), [ZERO, ZERO])
            held[0] += lot.remaining
            held[1] += lot.cost
    positions = []
    for (account, asset), (quantity, cost) in sums.items():
        price = prices(asset)
        value = None if price is None else quantity * price
        gain = None if value is None else value - cost
        average = cost / quantity
        positions.append(Position(asset, account, quantity, cost, average, price, value, gain))
    return tuple(sorted(positions, key=lambda held: (str(held.asset), str(held.account))))


def _balances(keeper: Bookkeeper) -> tuple[Balance, ...]:
    balances = [
        Balance(account, asset, holding.held)
        for (account, asset), holding in keeper.holdings.items()
        if holding.held
    ]
    return tuple(sorted(balances, key=lambda held: (str(held.account), str(held.asset))))


def _debts(keeper: Bookkeeper) -> tuple[Debt, ...]:
    return tuple(
        Debt(loan.asset, loan.account, loan.borrowed_at, loan.quantity, loan.cost, loan.transaction)
        for loan in keeper.loans.outstanding()
    )


def _cash(keeper: Bookkeeper) -> dict[Hashable, Decimal]:
    cash = dict.fromkeys(sorted(keeper.cash_cost, key=str), ZERO)
    for (_, asset), holding in keeper.holdings.items():
        if asset in cash:
            cash[asset] += holding.held
    return cash


def _totals(
    keeper: Bookkeeper,
    *,
    positions: tuple[Position, ...],
    cash: dict[Hashable, Decimal],
    prices: _Closing,
) -> Totals:
    owed: dict[Hashable, Decimal] = {}
    for loan in keeper.loans.outstanding():
        owed[loan.asset] = owed.get(loan.asset, ZERO) - loan.quantity
    value = sum((held.value or ZERO for held in positions), ZERO)
    value += sum((units * (prices(asset) or ZERO) for asset, units in cash.items()), ZERO)
    value += sum((units * (prices(asset) or ZERO) for asset, units in owed.items()), ZERO)
    cost = sum((held.cost for held in positions), ZERO)
    cost += sum(keeper.cash_cost.values(), ZERO) - keeper.loans.cost
    return Totals(
        value=value,
        cost=cost,
        realised=keeper.realised,
        unrealised=value - cost,
        income=sum(map(attrgetter("value"), keeper.income), ZERO),
        fees=keeper.charged,
        net_flow=sum((flow[0] - flow[1] for flow in keeper.flows.by_day.values()), ZERO),
        fees_not_in_cost=keeper.charged_apart,
        carried=sum(keeper.carried.values(), ZERO),
    )


def _unpriced(keeper: Bookkeeper, changes: dict[Key, dict[date, Decimal]]) -> list[Problem]:
    """Assets held at the end of some day before they have a price.

    Prices hold until the next one, so only the first such day of an asset has to be looked at.
    """
    named = {problem.asset for problem in keeper.problems if _is_unpriced(problem)}
    accounts: dict[Hashable, list[dict[date, Decimal]]] = {}
    for (_, asset), days in changes.items():
        accounts.setdefault(asset, []).append(days)
    problems = []
    for asset in sorted(accounts, key=str):
        day = None if asset in named else _first_held(accounts[asset])
        if day is None:
            continue
        if keeper.prices.price(asset, day=day, currency=keeper.currency) is None:
            entry = keeper.first_entry[asset]
            message = sentence(
                "{lacking} on {day}: it has no value until then.",
                lacking=unpriced(keeper, asset, day=day), day=day,
            )  # fmt: skip
            problems.append(
                Problem(ProblemCode.MISSING_PRICE, message, entry.id, entry.line, asset)
            )
    return problems


def _first_held(accounts: list[dict[date, Decimal]]) -> date | None:
    held = ZERO
    for day in sorted(set().union(*accounts)):
        held += sum((days[day] for days in accounts if day in days), ZERO)
        if held:
            return day
    return None


def _is_unpriced(problem: Problem) -> bool:
    return problem.code is ProblemCode.MISSING_PRICE
