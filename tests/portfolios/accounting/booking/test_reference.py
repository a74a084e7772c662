"""The books against a second set, written from their definition alone."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest

from portfolios.accounting.core.entries import Entry, Leg
from portfolios.accounting.core.records import Books
from portfolios.accounting.core.types import (
    INCOME_TYPES,
    INFLOW_TYPES,
    OUTFLOW_TYPES,
    Method,
    Scope,
    TransactionType,
)
from portfolios.accounting.prices.valuation import daily_values
from tests.portfolios.accounting.booking.test_invariants import (
    ACCOUNTS,
    COINS,
    PRICES,
    START,
    booked,
)
from tests.portfolios.accounting.reference import Reference
from tests.portfolios.accounting.sums import NEARLY, assert_same, summed

KINDS = [kind for kind in TransactionType if kind is not TransactionType.SPLIT]
# What a draw over the types alone would seldom bring together.
KINDS += 4 * [TransactionType.BUY, TransactionType.SELL] + 3 * [TransactionType.TRANSFER]
KINDS += 2 * [TransactionType.BORROW, TransactionType.REPAY]
LEDGERS = 40


def any_leg(random: Random) -> Leg:
    asset = random.choice((*COINS, "USD", "EUR"))
    return Leg(asset, Decimal(random.randint(1, 50_000)) / 1000)


def legs_of(kind: TransactionType, random: Random) -> dict[str, Leg]:
    """Legs that a row of a type can have; a fee for some, a worth for some."""
    leg = any_leg(random)
    legs = {"sent": leg}
    if kind in INCOME_TYPES | INFLOW_TYPES | {TransactionType.BORROW}:
        legs = {"received": leg}
    elif kind is TransactionType.FEE:
        legs = {"fee": leg}
    elif kind is TransactionType.TRANSFER:
        arrives = random.choice((None, "1", "0.9", "0.5"))
        if arrives:
            legs["received"] = leg._replace(quantity=leg.quantity * Decimal(arrives))
    elif kind not in OUTFLOW_TYPES | {TransactionType.LOST, TransactionType.REPAY}:
        others = (any_leg(random) for _ in iter(int, 1))
        legs["received"] = next(other for other in others if other.asset != leg.asset)
    if "fee" not in legs and random.random() < 0.4:
        legs["fee"] = any_leg(random)
    if random.random() < 0.4:
        legs["net_worth"] = Leg("USD", Decimal(random.randint(1, 50_000)) / 1000)
    return legs


def ledger_of(seed: int) -> list[Entry]:
    """Up to sixteen rows of all types but splits, an hour to ninety days apart."""
    random, at, rows = Random(seed), START, []
    for place in range(random.randint(2, 16)):
        kind = random.choice(KINDS)
        account, other = random.sample(ACCOUNTS, 2)
        at += timedelta(hours=random.randint(1, 24 * 90))
        to_account = other if kind is TransactionType.TRANSFER else None
        rows.append(
            Entry(place, kind, account, at, to_account, order=place, **legs_of(kind, random))
        )
    return rows


def price(asset: str, day: date) -> Fraction | None:
    found = PRICES.price(asset, day=day, currency="USD")
    return None if found is None else Fraction(found)


def figures_of(books: Books) -> dict[str, dict]:
    missing = Counter()
    for problem in books.problems:
        if problem.code == "missing_acquisition":
            missing[problem.asset] += problem.quantity
    return {
        "disposals": summed(
            ((one.transaction, str(one.type), one.asset, one.acquired_by, one.term),
             one.quantity, one.cost, one.proceeds)
            for one in books.disposals
        ),
        "lots": summed(
            ((one.asset, one.account, one.transaction, one.acquired_at), one.remaining, one.cost)
            for one in books.lots
        ),
        "fees": summed(
            ((one.transaction, one.asset, one.in_cost), one.quantity, one.value)
            for one in books.fees
        ),
        "income": summed(
            ((one.transaction, one.asset), one.quantity, one.value) for one in books.income
        ),
        "flows": summed((one.day, one.inflow, one.outflow) for one in books.flows),
        "balances": summed(((one.account, one.asset), one.quantity) for one in books.balances),
        "debts": summed(((one.transaction, one.account), one.quantity, one.cost)
                        for one in books.debts),
        "cash": summed(books.cash_cost.items()),
        "missing": summed(missing.items()),
    }  # fmt: skip


def told_in(books: Books) -> list[tuple]:
    """Each balance below 0 that is a problem."""
    codes = ("account_overdrawn", "negative_balance")
    return sorted(
        (one.transaction, one.account, one.asset, one.quantity, one.holders)
        for one in books.problems
        if one.code in codes
    )


def worth(units: Mapping[str, Fraction], day: date) -> Fraction:
    return sum((held * (price(asset, day) or 0) for asset, held in units.items()), Fraction(0))


@pytest.mark.parametrize("scope", list(Scope))
@pytest.mark.parametrize("method", list(Method))
def test_the_books_are_those_of_the_definition(method, scope):
    """Each lot, disposal, fee, flow, debt and balance, of ledgers of all types of rows."""
    for seed in range(LEDGERS):
        ledger, track_cash = ledger_of(seed), seed % 2 == 0
        books = booked(ledger, method=method, scope=scope, track_cash=track_cash)
        found = figures_of(books)
        reference = Reference(
            ledger, price=price, method=method, by_account=scope is Scope.ACCOUNT,
            track_cash=track_cash,
        )  # fmt: skip
        for name, rows in reference.figures().items():
            assert_same(found[name], summed(rows), case=(seed, name))
        assert told_in(books) == sorted(
            (one.row, one.account, one.asset, one.deepest, one.holders)
            for one in reference.overdrawn
        ), seed


@pytest.mark.parametrize("track_cash", [True, False])
def test_each_day_is_worth_what_was_held_at_its_end(track_cash):
    for seed in range(LEDGERS):
        ledger = ledger_of(seed)
        books = booked(ledger, track_cash=track_cash)
        reference = Reference(
            ledger, price=price, method=Method.FIFO, by_account=False, track_cash=track_cash
        )
        units: Mapping[str, Fraction] = {}
        for day in daily_values(books, prices=PRICES):
            units = reference.units.get(day.day, units)
            assert abs(Fraction(day.value) - worth(units, day.day)) < NEARLY, (seed, day.day)
            flows = zip((day.inflow, day.outflow), reference.flows[day.day], strict=True)
            assert all(abs(Fraction(one) - other) < NEARLY for one, other in flows), seed
