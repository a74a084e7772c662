"""All portfolios together: one currency at dated rates, what made a change, and what is unknown."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from markets.models import OpenCandle
from portfolios.models import Portfolio, PortfolioShare
from portfolios.selectors.home.home import home_currency, home_of, portfolios_of
from portfolios.services.exits.triggers import arm_trigger
from portfolios.services.ledger.transactions import record_transaction
from tests.factories import buy, days_ago, make_asset, make_portfolio, set_closes, set_price
from tests.portfolios.books import record


def today():
    return datetime.now(UTC).date()


def closes(first: float, last: float, *, days: int = 40) -> dict:
    """A price that is `first` until yesterday, when it is `last`."""
    history = {today() - timedelta(days=back): first for back in range(2, days)}
    return history | {today() - timedelta(days=1): last}


def home_for(user, *, currency=None):
    portfolios = portfolios_of(user)
    return home_of(user, portfolios, currency=currency or home_currency(user, portfolios))


@pytest.fixture
def two(alice, market, at_commit):
    """Dollars and euros: half a bitcoin for $20,000, two ether for €3,000 ($3,300 then)."""
    bitcoin = make_asset("bitcoin", price=60000.0)
    ether = make_asset("ethereum", price=2000.0)
    euro = make_asset("eur", price=1.25)
    set_closes(bitcoin, closes(50000.0, 58000.0))
    set_closes(ether, closes(2200.0, 2100.0))
    set_closes(euro, closes(1.1, 1.2))
    set_price(bitcoin, 60000.0, change_24h=0.2)
    set_price(ether, 2000.0, change_24h=-0.2)
    dollars = make_portfolio(alice)
    euros = make_portfolio(alice, name="Euros", currency="eur")
    with at_commit():
        buy(dollars, "bitcoin", "0.5", dollars="20000", ago=20)
        record_transaction(
            euros, user=alice, type="buy", account=euros.accounts.first(),
            executed_at=days_ago(20), sent_asset=euro, sent_quantity=Decimal(3000),
            received_asset=ether, received_quantity=Decimal(2),
        )  # fmt: skip
    alice.currency = dollars.currency
    alice.save()
    return Portfolio.objects.get(pk=dollars.pk), Portfolio.objects.get(pk=euros.pk)


def test_values_are_summed_at_the_latest_quotes_in_the_chosen_currency(alice, two):
    assert home_for(alice).value == Decimal(34000)
    alice.currency = make_asset("eur")
    found = home_for(alice)
    assert found.currency.symbol == "EUR"
    assert found.value == Decimal(27200)
    assert [one.value for one in found.portfolios] == [Decimal(24000), Decimal(3200)]


def test_flows_are_converted_at_the_rate_of_their_day(alice, two):
    found = home_for(alice)
    everything = found.changes[-1]
    assert everything.span == "all"
    # $20,000 and €3,000 at 1.1, not at today's 1.25.
    assert everything.amount == Decimal(34000) - Decimal(20000) - Decimal(3300)


def test_the_last_day_names_what_moved_most(alice, two):
    day = home_for(alice).changes[0]
    assert day.span == "24h"
    # 30,000 was 25,000, and 4,000 was 5,000.
    assert day.amount == Decimal(4000)
    assert day.share == pytest.approx(Decimal(4000) / Decimal(30000))
    assert [(one.slug, one.amount) for one in day.contributors] == [
        ("bitcoin", Decimal(5000)), ("ethereum", Decimal(-1000))
    ]  # fmt: skip


def test_contributors_of_a_span_add_up_to_its_change(alice, two):
    for change in home_for(alice).changes[1:]:
        total = sum(one.amount for one in change.contributors)
        assert float(total) == pytest.approx(float(change.amount), abs=1e-6), change.span
    week = home_for(alice).changes[1]
    assert {one.slug for one in week.contributors} == {"bitcoin", "ethereum"}
    # The bitcoin was worth 25,000 at the end of the day 7 days ago.
    assert float(week.contributors[0].amount) == pytest.approx(5000)


def test_a_span_that_is_longer_than_the_history_says_so(alice, two):
    whole = {change.span: change.is_whole for change in home_for(alice).changes}
    assert whole == {"24h": True, "7d": True, "30d": False, "1y": False, "all": True}


def test_shared_portfolios_count_and_those_of_others_do_not(alice, bob, charlie, two):
    dollars, euros = two
    PortfolioShare.objects.create(portfolio=dollars, user=bob, role="viewer")
    assert home_for(bob).value == Decimal(30000)
    assert home_for(charlie).value == 0
    assert home_for(charlie).portfolios == []


def test_what_has_no_price_is_named_and_left_out(alice, two):
    make_asset("ethereum").quote.delete()
    found = home_for(alice)
    assert found.unpriced == ["ETH"]
    assert found.value == Decimal(30000)


def test_without_a_rate_of_the_currency_the_value_is_unknown_not_nothing(alice, two):
    make_asset("eur").quote.delete()
    found = home_for(alice, currency=make_asset("eur"))
    assert found.value is None


def test_days_before_the_first_rate_are_said(alice, two):
    early = OpenCandle.objects.filter(asset__slug="eur", day__lt=today() - timedelta(days=10))
    early.delete()
    assert home_for(alice).series.starts_late == today() - timedelta(days=10)


def test_the_nearest_level_comes_first(alice, two):
    dollars, euros = two
    bitcoin, ether = make_asset("bitcoin"), make_asset("ethereum")
    arm_trigger(dollars, user=alice, asset=bitcoin, kind="stop_loss", level=Decimal(48000))
    arm_trigger(euros, user=alice, asset=ether, kind="price_above", level=Decimal(1760))
    plan = home_for(alice).plan
    assert plan.armed == 2
    # 1,760 euros are 2,200 dollars; the alert is no exit of the ether.
    assert [float(one.distance) for one in plan.nearest] == pytest.approx([0.1, -0.2])
    assert plan.without_exit == 1


def test_what_is_owed_is_no_position_without_an_exit(alice, two, at_commit):
    before = home_for(alice).plan.without_exit
    with at_commit():
        record(two[0], "2026-01-01T12:00Z", "borrow", received="1 solana")
        record(two[0], "2026-01-02T12:00Z", "sell", sent="1 solana", received="9 usd")
    make_asset("solana", price=9.0)
    assert home_for(alice).plan.without_exit == before == 2


def test_the_number_of_portfolios_adds_no_query(alice, two, at_commit):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            home_for(alice)
        return len(captured)

    queries()
    before = queries()
    for number in range(4):
        with at_commit():
            more = make_portfolio(alice, name=f"P{number}")
            buy(more, "bitcoin", "0.1", dollars="5000", ago=9)
    assert queries() == before
    assert before <= 32
