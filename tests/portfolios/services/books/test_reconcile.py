"""The stored books are held against each other whenever they are made or kept up."""

from decimal import Decimal

from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from portfolios.accounting.core.types import ProblemCode
from portfolios.models import LedgerProblem, Notice
from portfolios.selectors.books.reconciliation import stored_residuals
from portfolios.services.books.books import rebuild_books, update_books
from tests.portfolios.books import record


def residuals(portfolio) -> list[tuple]:
    found = portfolio.ledgerproblems.filter(code=ProblemCode.DOES_NOT_ADD_UP)
    return [(one.asset and one.asset.symbol, one.quantity, one.message) for one in found]


def test_books_as_they_are_made_add_up(booked):
    assert stored_residuals(booked) == []
    with CaptureQueriesContext(connection) as captured:
        stored_residuals(booked)
    assert len(captured) == 5


def test_a_sum_that_went_wrong_is_told_until_the_books_are_made_again(booked, at_commit):
    booked.positions.filter(asset__symbol="BTC").update(realised=F("realised") + 7)
    Notice.objects.all().delete()  # one a day is given
    with at_commit():
        record(booked, "2024-05-01T12:00Z", "airdrop", received="1 litecoin", worth="80 usd")
    message = "-7 of the cost in USD is not explained by the rows: the books do not add up."
    assert residuals(booked) == [(None, Decimal(-7), message)]
    assert "1 × Figures that do not add up" in Notice.objects.get().text
    update_books(booked.pk)
    assert len(residuals(booked)) == 1
    rebuild_books(booked.pk)
    assert residuals(booked) == []


def test_lots_that_do_not_hold_what_the_accounts_do_are_told(booked):
    lot = booked.lots.filter(asset__symbol="ETH", remaining__gt=0).first()
    booked.lots.filter(pk=lot.pk).update(remaining=F("remaining") + 1)
    update_books(booked.pk)
    (found,) = residuals(booked)
    assert found[:2] == ("ETH", Decimal(1))
    assert found[2].startswith("1 of ETH in lots is not explained")


def test_a_stored_figure_may_be_rounded(booked):
    booked.positions.filter(asset__symbol="BTC").update(cost=F("cost") + Decimal("1e-18"))
    assert stored_residuals(booked) == []


def test_a_portfolio_without_rows_adds_up(portfolio):
    rebuild_books(portfolio.pk)
    assert stored_residuals(portfolio) == []
    assert not LedgerProblem.objects.exists()
