from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portfolios.models import Portfolio
from portfolios.selectors.books.gains import (
    COLUMNS,
    DisposalFilter,
    Gains,
    disposals_of,
    gains_by_year,
    gains_of,
)
from portfolios.services.books.books import compute_books, rebuild_books
from tests.factories import make_asset


def test_years_are_those_of_the_time_zone(booked):
    # Sold at 23:30 UTC on the last day of 2023: the new year in Berlin.
    assert [(year, sums.count) for year, sums in gains_by_year(booked).items()] == [
        (2024, 3),
        (2023, 1),
    ]
    booked.time_zone = "Europe/Berlin"
    assert list(gains_by_year(booked)) == [2024]
    assert disposals_of(booked, only_rows=DisposalFilter(year=2023)).count() == 0


def test_a_year_is_told_by_term_with_its_proceeds_and_cost(booked):
    years = gains_by_year(booked)
    # A quarter of a coin that cost 10000 and a fee of 50, sold within the year and after it.
    assert years[2023].short == Decimal("9000") - Decimal("2512.5")
    assert years[2024].long == Decimal("11000") - Decimal("2512.5")
    assert (years[2023].long, years[2023].proceeds) == (0, 9000)


@pytest.mark.parametrize("method", ["fifo", "lifo", "hifo", "average"])
def test_the_years_add_up_to_the_books_realised_total(booked, method):
    Portfolio.objects.update(method=method)
    rebuild_books(booked.pk)
    portfolio = Portfolio.objects.get(pk=booked.pk)
    total = sum(gains_by_year(portfolio).values(), Gains())
    books, _ = compute_books(portfolio)
    assert abs(total.gain - books.totals.realised) < Decimal("1e-15")
    assert total.gain == sum(portfolio.disposals.values_list("gain", flat=True))
    assert total.gain == sum(portfolio.positions.values_list("realised", flat=True))
    assert total.gain == total.short + total.long + total.no_term
    assert total.gain == total.proceeds - total.cost


@pytest.mark.parametrize("sort", [*COLUMNS, *(f"-{name}" for name in COLUMNS), "nonsense", ""])
def test_every_column_sorts_without_losing_a_row(booked, sort):
    rows = list(disposals_of(booked, sort=sort))
    assert len(rows) == booked.disposals.count()
    if sort.removeprefix("-") in {"gain", "cost", "proceeds", "quantity"}:
        values = [getattr(row, sort.removeprefix("-")) for row in rows]
        assert values == sorted(values, reverse=sort.startswith("-"))


def test_filters_narrow_the_rows_and_their_sums(booked):
    bitcoin, main = make_asset("bitcoin"), booked.accounts.get(name="Main")
    only_rows = DisposalFilter(asset=bitcoin, account=main, term="long")
    rows = disposals_of(booked, only_rows=only_rows)
    assert [row.proceeds for row in rows] == [Decimal(11000)]
    assert gains_of(rows) == gains_by_year(booked)[2024].__class__(
        count=1, proceeds=Decimal(11000), cost=Decimal("2512.5"), gain=Decimal("8487.5"),
        long=Decimal("8487.5"),
    )  # fmt: skip
    assert disposals_of(booked, only_rows=DisposalFilter(term="none")).count() == 0


def test_the_years_take_one_query(booked):
    with CaptureQueriesContext(connection) as captured:
        gains_by_year(booked)
    assert len(captured) == 1
