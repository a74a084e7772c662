"""What another method does to the figures: kept after a change, and previewed before one."""

from decimal import Decimal

import pytest

from portfolios.models import BasisChange, Portfolio
from portfolios.selectors.books.basis import last_comparison
from portfolios.services.books.basis import preview_basis
from portfolios.services.books.books import rebuild_books
from portfolios.services.sharing.portfolios import change_portfolio
from tests.factories import make_asset
from tests.portfolios.books import record


@pytest.fixture
def traded(portfolio, at_commit):
    """Bought at 100, then at 300; one of the two sold for 500; quoted at 400."""
    make_asset("bitcoin", price=400.0)
    with at_commit():
        record(portfolio, "2022-01-01T12:00Z", "buy", sent="100 usd", received="1 bitcoin")
        record(portfolio, "2024-01-01T12:00Z", "buy", sent="300 usd", received="1 bitcoin")
        record(portfolio, "2024-02-01T12:00Z", "sell", sent="1 bitcoin", received="500 usd")
        record(portfolio, "2024-02-02T12:00Z", "buy", sent="10 usd", received="1 ethereum")
    return Portfolio.objects.get(pk=portfolio.pk)


def figures(side):
    return side.realised, side.short, side.long, side.unrealised


def test_a_change_of_method_keeps_what_it_did(traded, alice, at_commit):
    with at_commit():
        change_portfolio(traded, user=alice, method="lifo")
    change = BasisChange.objects.get()
    assert (change.user, change.old_method, change.new_method) == (alice, "fifo", "lifo")
    found = last_comparison(traded)
    # FIFO sells the one for 100, held for two years; LIFO the one for 300, held for a month.
    assert figures(found.total.before) == (400, 0, 400, 100)
    assert figures(found.total.after) == (200, 200, 0, 300)
    assert [row.asset.slug for row in found.assets] == ["bitcoin"]
    assert (found.old, found.new) == (
        "FIFO (first in, first out), per account", "LIFO (last in, first out), per account",
    )  # fmt: skip


@pytest.mark.parametrize("method", ["lifo", "hifo", "average"])
@pytest.mark.parametrize("scope", ["account", "portfolio"])
def test_a_preview_says_what_the_change_then_does(traded, at_commit, method, scope):
    promised = preview_basis(traded, method=method, scope=scope)
    assert BasisChange.objects.count() == 0
    assert Portfolio.objects.get().method == "fifo"
    with at_commit():
        change_portfolio(traded, method=method, scope=scope)
    kept = last_comparison(traded)
    assert figures(kept.total.after) == figures(promised.total.after)
    assert figures(kept.total.before) == figures(promised.total.before)


def test_what_is_only_rounded_differently_does_not_differ(booked):
    found = preview_basis(booked, method="fifo", scope="portfolio")
    assert "bitcoin" not in [row.asset.slug for row in found.assets]


def test_a_ledger_that_takes_long_is_not_previewed(traded, settings):
    settings.BOOKS_INLINE_ROWS = 3
    assert preview_basis(traded, method="lifo", scope="account") is None


def test_a_change_is_told_when_its_books_are_made(traded, at_commit):
    change_portfolio(traded, method="lifo")
    assert last_comparison(traded) is None
    rebuild_books(traded.pk)
    assert last_comparison(traded).total.after.realised == 200


def test_books_made_by_the_old_method_do_not_answer_for_the_new(traded):
    change_portfolio(traded, method="lifo")
    BasisChange.objects.update(new_method="hifo")
    rebuild_books(traded.pk)
    assert last_comparison(traded) is None


def test_of_two_changes_in_a_row_the_figures_before_are_those_of_the_first(traded):
    change_portfolio(traded, method="lifo")
    change_portfolio(traded, method="hifo")
    rebuild_books(traded.pk)
    change = BasisChange.objects.get()
    assert (change.old_method, change.new_method) == ("fifo", "hifo")
    assert last_comparison(traded).total.before.realised == 400


def test_another_currency_cannot_be_compared(traded, at_commit):
    with at_commit():
        change_portfolio(traded, method="lifo")
    with at_commit():
        change_portfolio(traded, currency=make_asset("eur", price=1.25))
    assert last_comparison(traded) is None


def test_a_new_name_is_no_change_of_method(traded, at_commit):
    with at_commit():
        change_portfolio(traded, name="Other", time_zone="Europe/Berlin")
    assert not BasisChange.objects.exists()


def test_an_asset_without_a_price_has_no_unrealised_profit(traded, at_commit):
    make_asset("bitcoin").quote.delete()
    with at_commit():
        change_portfolio(traded, method="lifo")
    (row,) = last_comparison(traded).assets
    assert (row.before.unrealised, row.after.realised) == (None, Decimal(200))
