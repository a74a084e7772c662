"""Figures that do not add up are told, with what is left over."""

from dataclasses import replace
from decimal import Decimal

import pytest

from markets.numbers import exact
from portfolios.accounting.booking.reconciling import residuals_of, unexplained
from portfolios.accounting.core.types import ProblemCode
from tests.ledger import books_of, days_of

LEDGER = """
    2024-01-01 price BTC 100 USD
    2024-01-09 price BTC 150 USD
    2024-01-01 deposit +1000 USD
    2024-01-02 buy -200 USD +2 BTC fee 3 USD
    2024-01-03 borrow +1 BTC
    2024-01-04 sell -0.3 BTC +40 USD
    2024-01-05 staking_reward +0.1 BTC
    2024-01-06 transfer -0.5 BTC +0.49 BTC to b
    2024-01-09 repay -0.4 BTC
"""


@pytest.fixture
def books():
    return books_of(LEDGER)


def told(books, **changed) -> list[tuple]:
    found = residuals_of(replace(books, **changed), last_day=days_of(LEDGER)[-1])
    assert all(problem.code is ProblemCode.DOES_NOT_ADD_UP for problem in found)
    return [(problem.asset, str(problem.quantity.normalize())) for problem in found]


def test_books_add_up(books):
    assert told(books) == []
    assert residuals_of(books_of(""), last_day=None) == []


@pytest.mark.parametrize(
    ("name", "of_cost", "of_value"),
    [
        ("realised", "-1", ""), ("income", "-1", ""), ("fees_not_in_cost", "1", ""),
        ("net_flow", "-1", ""), ("cost", "1", ""), ("value", "", "-1"),
    ],
)  # fmt: skip
def test_what_is_left_of_a_sum_is_told(books, name, of_cost, of_value):
    totals = replace(books.totals, **{name: getattr(books.totals, name) + 1})
    expected = [(None, rest) for rest in (of_cost, of_value) if rest]
    assert told(books, totals=totals) == expected


def test_units_that_lots_and_accounts_tell_differently_are_told(books):
    first, *others = books.lots
    lots = (first._replace(remaining=first.remaining + Decimal("0.25")), *others)
    assert told(books, lots=lots) == [("BTC", "0.25")]
    fewer = tuple(held for held in books.balances if held.asset != "USD")
    assert told(books, balances=fewer) == [("USD", "-837")]


def test_the_message_says_how_much_of_what(books):
    totals = replace(books.totals, realised=books.totals.realised - Decimal("0.5"))
    (problem,) = residuals_of(replace(books, totals=totals), last_day=None)
    assert problem.message == (
        "0.5 of the cost in USD is not explained by the rows: the books do not add up."
    )


def test_rounding_is_no_residual():
    third, huge = Decimal(1) / 3, Decimal("1e30")
    with exact():
        assert unexplained(third * 3, Decimal(1), "of it") is None
        assert unexplained(Decimal("1e-6"), Decimal(0), "of it", huge) is None
        assert unexplained(Decimal("1e-6"), Decimal(0), "of it") is not None
