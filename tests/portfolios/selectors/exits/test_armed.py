"""What a person has armed on an asset over all portfolios, from the highest level down."""

from decimal import Decimal

import pytest

from portfolios.models import HighWater, PortfolioShare, Trigger
from portfolios.selectors.exits.armed import armed_on
from portfolios.services.exits.triggers import arm_trigger, disarm_trigger
from tests.factories import make_asset, make_portfolio, set_price
from tests.portfolios.daily import hold


@pytest.fixture
def bitcoin(market):
    return make_asset("bitcoin", price=100.0)


def arm(portfolio, asset, kind, level=None, **terms):
    if not portfolio.positions.filter(asset=asset).exists():
        hold(portfolio, asset.slug, 1, price=None)
    terms |= {} if level is None else {"level": Decimal(level)}
    return arm_trigger(portfolio, user=portfolio.owner, asset=asset, kind=kind, **terms)


@pytest.fixture
def armed(alice, bitcoin):
    """By name: four in dollars and euros, with a unit of a euro at 1.25 dollars."""
    set_price(make_asset("eur"), 1.25)
    dollars, euros = make_portfolio(alice), make_portfolio(alice, name="E", currency="eur")
    found = {
        "stop": arm(dollars, bitcoin, "stop_loss", 90),
        "target": arm(euros, bitcoin, "take_profit", 96),  # 120 dollars
        "above": arm(dollars, bitcoin, "price_above", 110),
        "trail": arm(euros, bitcoin, "trailing_stop", trail_percent=Decimal("0.05")),
    }
    HighWater.objects.update(high=100.0)  # so that the trail stands at 95
    return found


def names(armed, found):
    by_key = {trigger.pk: name for name, trigger in armed.items()}
    return [by_key[one.trigger.pk] for one in found]


def test_levels_stand_from_the_highest_in_dollars_down(alice, bitcoin, armed):
    found = armed_on(alice, bitcoin)
    assert names(armed, found) == ["target", "above", "trail", "stop"]
    distances = [Decimal("0.2"), Decimal("0.1"), Decimal("-0.05"), Decimal("-0.1")]
    assert [one.distance for one in found] == distances
    # Each level in its own portfolio's currency.
    assert [one.level for one in found] == [96, 110, 76, 90]


def test_they_stand_so_without_a_price_too_and_are_no_distance_from_it(alice, bitcoin, armed):
    bitcoin.quote.delete()
    found = armed_on(alice, make_asset("bitcoin"))
    assert names(armed, found) == ["target", "above", "trail", "stop"]
    assert {one.distance for one in found} == {None}


def test_what_waits_for_a_price_stands_last(alice, bitcoin, armed):
    portfolio = armed["stop"].portfolio
    armed["waits"] = arm(
        portfolio, bitcoin, "trailing_stop", trail_percent=Decimal("0.1"), activate_at=Decimal(500)
    )
    found = armed_on(alice, bitcoin)
    assert names(armed, found)[-1] == "waits"
    assert (found[-1].level, found[-1].distance) == (None, None)


def test_what_ended_and_what_is_on_another_asset_is_not_there(alice, bitcoin, armed):
    arm(armed["stop"].portfolio, make_asset("ethereum", price=10.0), "stop_loss", 9)
    disarm_trigger(armed["above"])
    Trigger.objects.filter(pk=armed["stop"].pk).update(status="fired")
    assert names(armed, armed_on(alice, bitcoin)) == ["target", "trail"]


def test_it_is_seen_by_those_who_see_the_portfolio(alice, bob, charlie, bitcoin, armed):
    PortfolioShare.objects.create(portfolio=armed["stop"].portfolio, user=bob, role="viewer")
    assert names(armed, armed_on(bob, bitcoin)) == ["above", "stop"]
    assert armed_on(charlie, bitcoin) == []


def test_any_number_takes_one_query(alice, bitcoin, armed, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = armed_on(alice, bitcoin)
        assert [str(one.trigger.currency.symbol) for one in found] == ["EUR", "USD", "EUR", "USD"]
        assert {one.trigger.portfolio.name for one in found} == {"Savings", "E"}
