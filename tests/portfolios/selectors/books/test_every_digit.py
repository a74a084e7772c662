"""Figures of 10^12 coins with 18 decimals: whoever adds them up keeps every digit."""

from decimal import Decimal
from fractions import Fraction

import pytest

from portfolios.models import Portfolio
from portfolios.selectors.books.basis import last_comparison, stored_basis
from portfolios.selectors.books.gains import Gains, disposals_of, gains_by_year, gains_of
from portfolios.selectors.books.holdings import holdings_of
from portfolios.selectors.books.income import fees_of, incomes_of, sums_of
from portfolios.selectors.positions.query import PositionsQuery
from portfolios.selectors.positions.table import position_table
from portfolios.services.sharing.portfolios import change_portfolio
from tests.factories import make_asset
from tests.portfolios.books import record_many_digits


@pytest.fixture
def booked(portfolio, at_commit):
    with at_commit():
        record_many_digits(portfolio)
    return Portfolio.objects.get(pk=portfolio.pk)


def summed(rows, name) -> Fraction:
    return sum(map(Fraction, rows.values_list(name, flat=True)))


def test_gains_are_the_sums_of_the_disposals(booked):
    for found in (sum(gains_by_year(booked).values(), Gains()), gains_of(disposals_of(booked))):
        assert found.short and found.long
        for name in ("proceeds", "cost", "gain"):
            assert Fraction(getattr(found, name)) == summed(booked.disposals, name)
        assert Fraction(found.gain) == Fraction(found.proceeds) - Fraction(found.cost)


def test_fees_are_the_sum_of_those_in_cost_and_apart(booked):
    found = sums_of(incomes_of(booked), fees_of(booked))
    assert found.fees == Decimal("2000000000000.000000000000000008")
    assert found.income == Decimal("3000000000000.000000000000000001")


def test_what_holdings_say_of_themselves_adds_up(booked):
    found = holdings_of(booked)
    (row,) = found.open
    assert Fraction(row.value) == Fraction(row.quantity) * 3
    assert Fraction(row.unrealised) == Fraction(row.value) - summed(booked.positions, "cost")
    profit = Fraction(found.unrealised) + summed(booked.positions, "realised")
    profit += summed(booked.positions, "income") - summed(booked.positions, "fees")
    assert Fraction(found.profit) == profit
    assert abs(Fraction(row.average_cost) * Fraction(row.quantity) - Fraction(row.cost)) < 1e-40


def test_a_table_of_positions_says_the_same(booked):
    holdings = holdings_of(booked)
    table = position_table(booked, holdings=holdings, query=PositionsQuery())
    assert table.rest is None or table.rest.unrealised == 0
    assert table.groups[0].sums.unrealised == holdings.unrealised
    assert table.groups[0].rows[0].unrealised == holdings.unrealised


def test_a_comparison_of_methods_says_the_same(booked, alice, at_commit):
    assert Fraction(stored_basis(booked)[str(make_asset("alpha").pk)]["cost"]) == summed(
        booked.positions.filter(asset__slug="alpha"), "cost"
    )
    with at_commit():
        change_portfolio(booked, user=alice, method="lifo")
    found = last_comparison(Portfolio.objects.get(pk=booked.pk))
    (alpha,) = found.assets
    assert Fraction(alpha.after.unrealised) == (
        Fraction(holdings_of(booked).value)
        - summed(booked.positions.filter(asset__slug="alpha"), "cost")
    )
    assert Fraction(found.total.after.realised) == summed(booked.positions, "realised")
