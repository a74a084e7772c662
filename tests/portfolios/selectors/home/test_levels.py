"""How near the prices are to what is armed, and which positions have no exit."""

from decimal import Decimal

import pytest

from portfolios.models import HighWater, Trigger
from portfolios.selectors.home.holdings import HeldTogether
from portfolios.selectors.home.levels import SHOWN, plan_status
from portfolios.services.exits.triggers import arm_trigger, disarm_trigger
from tests.factories import make_asset, make_portfolio
from tests.portfolios.daily import hold


@pytest.fixture
def bitcoin(portfolio):
    hold(portfolio, "bitcoin", 1, price=100.0)
    return make_asset("bitcoin")


def arm(portfolio, asset, kind, level=None, **terms):
    terms |= {} if level is None else {"level": Decimal(level)}
    return arm_trigger(portfolio, user=portfolio.owner, asset=asset, kind=kind, **terms)


def status(*portfolios, held=()):
    return plan_status(portfolios, held=held)


def test_the_nearest_come_first_on_either_side_and_four_are_shown(portfolio, bitcoin):
    for kind, level in [
        ("stop_loss", 70), ("take_profit", 105), ("price_below", 96), ("price_above", 150),
        ("take_profit", 120), ("price_above", 104),
    ]:  # fmt: skip
        arm(portfolio, bitcoin, kind, level)
    found = status(portfolio)
    assert found.armed == 6
    # Of two as near, the one that was armed first.
    expected = ["-0.04", "0.04", "0.05", "0.2"]
    assert [one.distance for one in found.nearest] == [Decimal(text) for text in expected]
    assert len(found.nearest) == SHOWN


def test_a_trail_is_as_near_as_its_mark_says(portfolio, bitcoin):
    arm(portfolio, bitcoin, "trailing_stop", trail_percent=Decimal("0.1"))
    arm(portfolio, bitcoin, "trailing_stop", trail_amount=Decimal(7))
    # A mark begins with the next price.
    assert status(portfolio).nearest == []
    HighWater.objects.update(high=100.0)
    assert [one.distance for one in status(portfolio).nearest] == [
        Decimal("-0.07"), Decimal("-0.1"),
    ]  # fmt: skip


def test_what_has_no_level_or_no_price_is_armed_and_near_nothing(portfolio, bitcoin):
    arm(portfolio, bitcoin, "trailing_stop", trail_percent=Decimal("0.1"), activate_at=Decimal(500))
    found = status(portfolio)
    assert (found.armed, found.nearest) == (1, [])
    arm(portfolio, bitcoin, "price_above", 110)
    bitcoin.quote.delete()
    found = status(portfolio)
    assert (found.armed, found.nearest) == (2, [])


def test_what_ended_and_what_is_of_other_portfolios_counts_for_nothing(portfolio, bitcoin, charlie):
    disarm_trigger(arm(portfolio, bitcoin, "price_above", 110))
    for ended in ("fired", "expired"):
        one = arm(portfolio, bitcoin, "price_above", 110)
        Trigger.objects.filter(pk=one.pk).update(status=ended)
    arm(make_portfolio(charlie), bitcoin, "price_above", 110)
    found = status(portfolio)
    assert (found.armed, found.nearest) == (0, [])
    assert status().armed == 0


def together(portfolio, slug, value):
    """A position as the home page has it; only these of its columns matter here."""
    fields = dict.fromkeys(HeldTogether.__dataclass_fields__)
    fields |= {"portfolio": portfolio.pk, "asset": make_asset(slug), "value": value}
    return HeldTogether(**fields)


def test_a_position_is_without_an_exit_unless_one_is_armed_in_its_portfolio(
    portfolio, bitcoin, alice
):
    other = make_portfolio(alice, name="Other")
    held = [
        together(portfolio, "bitcoin", Decimal(100)), together(other, "bitcoin", Decimal(50)),
        together(portfolio, "ethereum", Decimal(1)),
        # Two accounts of one asset are one position.
        together(portfolio, "ethereum", Decimal(2)),
    ]  # fmt: skip
    assert status(portfolio, other, held=held).without_exit == 3
    arm(portfolio, bitcoin, "price_below", 90)  # an alert is no exit
    assert status(portfolio, other, held=held).without_exit == 3
    arm(portfolio, bitcoin, "stop_loss", 90)
    arm(portfolio, bitcoin, "take_profit", 190)
    assert status(portfolio, other, held=held).without_exit == 2


def test_money_debts_and_what_has_no_value_need_no_exit(portfolio):
    held = [
        together(portfolio, "usd", Decimal(100)), together(portfolio, "usd-coin", Decimal(100)),
        together(portfolio, "bitcoin", Decimal(-5)), together(portfolio, "ethereum", Decimal(0)),
        together(portfolio, "solana", None),
    ]  # fmt: skip
    assert status(portfolio, held=held).without_exit == 0


def test_it_takes_one_query(portfolio, bitcoin, django_assert_num_queries):
    for level in (110, 120):
        arm(portfolio, bitcoin, "price_above", level)
    with django_assert_num_queries(1):
        found = status(portfolio)
        assert {one.trigger.asset.symbol for one in found.nearest} == {"BTC"}
