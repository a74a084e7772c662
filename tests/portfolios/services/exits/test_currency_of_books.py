"""Levels counted from the average cost while the books are still in the former currency."""

from decimal import Decimal

import pytest

from portfolios.models import Portfolio
from portfolios.selectors.books.holdings import holdings_of
from portfolios.selectors.exits.plan import average_cost
from portfolios.selectors.exits.rehearsal import plan_files
from portfolios.services.books.books import rebuild_books
from portfolios.services.exits.claims import claim_triggers
from portfolios.services.exits.triggers import arm_trigger
from portfolios.services.sharing.portfolios import change_portfolio
from tests.factories import buy, days_ago, make_asset, set_closes, set_price


@pytest.fixture
def bitcoin(portfolio, at_commit):
    """One coin for 800 dollars; a euro was 1.60 dollars that day and is 1.25 now."""
    euro = make_asset("eur", price=1.25)
    set_closes(euro, {days_ago(10).date(): 1.6})
    asset = make_asset("bitcoin", price=1000.0)
    with at_commit():
        buy(portfolio, "bitcoin", "1", dollars="800", ago=10)
    return asset


def in_euros(portfolio) -> Portfolio:
    """The portfolio after the choice of another currency, before its books are rebuilt."""
    change_portfolio(portfolio, currency=make_asset("eur"))
    return Portfolio.objects.get(pk=portfolio.pk)


def test_a_tick_before_the_rebuild_leaves_a_stop_at_the_cost_where_it_was(portfolio, bitcoin):
    stop = arm_trigger(
        portfolio, user=portfolio.owner, asset=bitcoin, kind="break_even", basis="average_cost"
    )
    waiting = in_euros(portfolio)
    again = arm_trigger(
        waiting, user=portfolio.owner, asset=bitcoin, kind="break_even", basis="average_cost"
    )
    set_price(make_asset("eur"), 1.28)
    set_price(bitcoin, 900.0)
    assert claim_triggers() == []
    stop.refresh_from_db()
    again.refresh_from_db()
    # 800 dollars are 625 euros of 1.28.
    assert (stop.level_usd, again.level_usd, again.level) == (800.0, 800.0, 625)
    set_price(bitcoin, 799.0)
    assert len(claim_triggers()) == 2


def test_the_rebuild_puts_it_at_the_cost_in_the_new_currency(portfolio, bitcoin):
    stop = arm_trigger(
        portfolio, user=portfolio.owner, asset=bitcoin, kind="break_even", basis="average_cost"
    )
    in_euros(portfolio)
    rebuild_books(portfolio.pk)
    stop.refresh_from_db()
    # The 800 dollars were 500 euros on their day, which are 625 dollars now.
    assert (stop.level, stop.level_usd) == (625, 625.0)


def test_the_average_cost_is_told_in_the_new_currency_at_the_latest_rate(portfolio, bitcoin):
    assert average_cost(portfolio, asset=bitcoin) == 800
    waiting = in_euros(portfolio)
    assert average_cost(waiting, asset=bitcoin) == 640
    make_asset("eur").quote.delete()
    assert average_cost(waiting, asset=bitcoin) is None


def test_a_rehearsal_leaves_out_what_it_would_count_in_two_currencies(portfolio, bitcoin):
    waiting = in_euros(portfolio)
    trigger = arm_trigger(
        waiting, user=portfolio.owner, asset=bitcoin, kind="stop_loss", basis="average_cost",
        percent=Decimal("-0.1"),
    )  # fmt: skip
    options = {"days": 30, "path": "close", "today": days_ago(0).date()}
    files = plan_files(waiting, holdings=holdings_of(waiting), **options)
    assert (files.rules, files.left_out) == ([], [trigger])
    rebuild_books(portfolio.pk)
    rebuilt = Portfolio.objects.get(pk=portfolio.pk)
    files = plan_files(rebuilt, holdings=holdings_of(rebuilt), **options)
    assert [rule.entry_price for rule in files.rules] == [500]
