"""Positions as they are stored: what is held, owed and left as a gain adds up to the books."""

from decimal import Decimal

import pytest

from portfolios.accounting.core.records import Books
from portfolios.accounting.core.types import Method, Scope
from portfolios.services.books.inputs import NamedKey
from portfolios.services.books.rows import positions
from tests.ledger import book
from tests.portfolios.accounting.booking.test_invariants import PRICES
from tests.portfolios.accounting.booking.test_reference import ledger_of

ASSETS = {name: NamedKey(place, name) for place, name in enumerate(("BTC", "ETH", "XYZ"), 10)}
ASSETS |= {"USD": NamedKey(1, "USD"), "EUR": NamedKey(2, "EUR")}
ACCOUNTS = {name: NamedKey(place, name) for place, name in enumerate("abc", start=1)}


class KeyedPrices:
    """The drawn ledgers' prices by the keys that assets have in a database."""

    def price(self, asset, *, day, currency):
        return PRICES.price(str(asset), day=day, currency=str(currency))

    def lacking(self, asset, *, day, currency):
        return asset, currency


def booked(seed: int, **chosen) -> Books:
    def keyed(leg):
        return leg and leg._replace(asset=ASSETS[leg.asset])

    rows = [
        row._replace(
            id=row.id + 1, account=ACCOUNTS[row.account],
            to_account=row.to_account and ACCOUNTS[row.to_account],
            sent=keyed(row.sent), received=keyed(row.received), fee=keyed(row.fee),
            net_worth=keyed(row.net_worth),
        )
        for row in ledger_of(seed)
    ]  # fmt: skip
    fiat = {ASSETS["USD"], ASSETS["EUR"]}
    return book(rows, prices=KeyedPrices(), currency=ASSETS["USD"], fiat=fiat, **chosen)


@pytest.mark.parametrize("scope", list(Scope))
@pytest.mark.parametrize("track_cash", [True, False])
def test_positions_add_up_to_the_totals(scope, track_cash):
    for seed in range(40):
        books = booked(seed, scope=scope, track_cash=track_cash, method=list(Method)[seed % 4])
        rows = positions(books)
        assert len({row[:2] for row in rows}) == len(rows), seed
        totals = books.totals
        sums = [sum(column) for column in list(zip(*rows, strict=True))[3:]] if rows else [0] * 5
        expected = (totals.cost, totals.realised, totals.income, totals.fees_not_in_cost, 0)
        for found, whole in zip(sums, expected, strict=True):
            # Each stored figure may be off by half of its last place.
            assert abs(found - whole) <= len(rows) * Decimal("1e-18"), (seed, found, whole)


def test_lots_of_the_whole_portfolio_stand_in_no_account():
    for seed in range(20):
        accounts = {row[0] for row in positions(booked(seed, scope=Scope.PORTFOLIO))}
        assert accounts <= {None}, seed


def test_what_is_held_of_an_asset_is_its_balance_less_its_debts():
    for seed in range(40):
        books = booked(seed, scope=Scope.ACCOUNT)
        held: dict = {}
        for one in books.balances:
            held[one.asset] = held.get(one.asset, 0) + one.quantity
        for debt in books.debts:
            held[debt.asset] = held.get(debt.asset, 0) - debt.quantity
        found: dict = {}
        for _, asset, quantity, *_ in positions(books):
            found[asset] = found.get(asset, 0) + quantity
        assert {asset: units for asset, units in found.items() if units} == {
            asset: units for asset, units in held.items() if units
        }, seed
