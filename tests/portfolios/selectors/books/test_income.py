from decimal import Decimal

from portfolios.models import Portfolio
from portfolios.selectors.books.income import (
    IncomeFilter,
    by_asset,
    by_month,
    by_type,
    by_year,
    fees_of,
    incomes_of,
    sums_of,
)
from portfolios.services.books.books import compute_books
from tests.factories import make_asset


def sums(rows):
    return [(row.name, row.income, row.fees_apart, row.fees_in_cost) for row in rows]


def test_the_totals_are_those_of_the_positions_and_of_the_books(booked):
    total = sums_of(incomes_of(booked), fees_of(booked))
    positions = booked.positions
    books, _ = compute_books(booked)
    assert total.income == sum(positions.values_list("income", flat=True)) == Decimal(340)
    assert total.fees_apart == sum(positions.values_list("fees", flat=True))
    assert (total.income, total.fees) == (books.totals.income, books.totals.fees)
    assert total.fees_apart == books.totals.fees_not_in_cost


def test_every_side_adds_up_to_the_total(booked):
    incomes, fees = incomes_of(booked), fees_of(booked)
    total = sums_of(incomes, fees)
    sides = (by_year(booked), by_month(incomes, fees), by_asset(incomes, fees))
    for side in sides:
        assert sum(row.income for row in side) == total.income
        assert sum(row.fees for row in side) == total.fees
    assert sum(row.income for row in by_type(incomes)) == total.income


def test_years_months_kinds_and_assets_are_named(booked):
    incomes, fees = incomes_of(booked), fees_of(booked)
    assert [(row.name, row.income) for row in by_year(booked)] == [("2024", 150), ("2023", 190)]
    assert [row.name for row in by_month(incomes, fees)] == ["2024-03", "2023-06", "2023-01"]
    assert [(row.name, row.key) for row in by_type(incomes)] == [
        ("Staking reward", "staking_reward"),
        ("Lending interest", "lending_interest"),
    ]
    assert [(row.name, row.key) for row in by_asset(incomes, fees)] == [
        ("ETH", "ethereum"),
        ("USD", "usd"),
    ]


def test_a_purchase_s_fee_is_in_cost_and_a_transfer_s_is_apart(booked):
    rows = {fee.asset.slug: fee for fee in fees_of(booked)}
    assert (rows["usd"].in_cost, rows["usd"].value) == (True, Decimal(50))
    assert (rows["ethereum"].in_cost, rows["ethereum"].quantity) == (False, Decimal("0.01"))


def test_lists_are_narrowed_to_a_year_an_asset_a_kind(booked):
    assert incomes_of(booked, only_rows=IncomeFilter(year=2023)).get().value == 190
    assert incomes_of(booked, only_rows=IncomeFilter(type="lending_interest")).get().value == 150
    assert not incomes_of(booked, only_rows=IncomeFilter(asset=make_asset("bitcoin"))).exists()


def test_a_portfolio_without_rows_has_sums_of_nothing(portfolio):
    found = Portfolio.objects.get(pk=portfolio.pk)
    assert by_year(found) == []
    assert sums_of(incomes_of(found), fees_of(found)).income == 0
