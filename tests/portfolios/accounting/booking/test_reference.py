"""The books against a second set, written from their definition alone."""

from collections import Counter
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
from tests.portfolios.accounting.booking.test_invariants import (
    ACCOUNTS,
    COINS,
    PRICES,
    START,
    booked,
)
from tests.portfolios.accounting.reference import Reference
from tests.portfolios.accounting.sums import assert_same, summed

KINDS = [kind for kind in TransactionType if kind is not TransactionType.SPLIT]
# What a draw over the types alone would seldom bring together.
KINDS += 4 * [TransactionType.BUY, TransactionType.SELL] + 3 * [TransactionType.TRANSFER]
KINDS += 2 * [TransactionType.BORROW, TransactionType.REPAY]
LEDGERS = 60


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


@pytest.mark.parametrize("scope", list(Scope))
@pytest.mark.parametrize("method", list(Method))
def test_the_books_are_those_of_the_definition(method, scope):
    """Each lot, disposal, fee, flow, debt and balance, of ledgers of all types of rows."""
    for seed in range(LEDGERS):
        ledger, track_cash = ledger_of(seed), seed % 2 == 0
        found = figures_of(booked(ledger, method=method, scope=scope, track_cash=track_cash))
        expected = Reference(
            ledger, price=price, method=method, by_account=scope is Scope.ACCOUNT,
            track_cash=track_cash,
        ).figures()  # fmt: skip
        for name, rows in expected.items():
            assert_same(found[name], summed(rows), case=(seed, name))
