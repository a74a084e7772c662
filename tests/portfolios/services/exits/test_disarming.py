"""Undoing a disarming puts the same arming back, and looks for what the price reached meanwhile."""

from decimal import Decimal

import pytest

from portfolios.models import Alert, HighWater, Trigger
from portfolios.services.errors import Refused
from portfolios.services.exits.claims import claim_triggers
from portfolios.services.exits.disarming import undo_disarming
from portfolios.services.exits.triggers import arm_trigger, disarm_trigger, rearm_trigger
from tests.factories import buy, make_asset, set_price


@pytest.fixture
def bitcoin(portfolio, at_commit):
    asset = make_asset("bitcoin", price=100.0)
    with at_commit():
        buy(portfolio, "bitcoin", "3", dollars="300")
    return asset


def arm(portfolio, asset, kind="stop_loss", **terms):
    return arm_trigger(portfolio, user=portfolio.owner, asset=asset, kind=kind, **terms)


def columns(trigger):
    row = Trigger.objects.filter(pk=trigger.pk).values().get()
    return {name: value for name, value in row.items() if name != "ended_at"}


@pytest.mark.parametrize(
    ("kind", "terms"),
    [
        ("stop_loss", {"level": Decimal(90), "group": "Exit", "share": Decimal("0.5")}),
        ("stop_loss", {"percent": Decimal("-0.1"), "basis": "average_cost"}),
        ("trailing_stop", {"trail_percent": Decimal("0.1")}),
        ("trailing_stop", {"trail_amount": Decimal(5), "activate_at": Decimal(120)}),
        ("stop_loss", {"level": Decimal(110), "after_recovery": True}),
        ("price_above", {"level": Decimal(200)}),
    ],
)
def test_the_row_is_as_it_was(portfolio, bitcoin, kind, terms):
    trigger = arm(portfolio, bitcoin, kind, **terms)
    before = columns(trigger)
    was = disarm_trigger(trigger)
    assert not Trigger.objects.armed().exists()
    assert undo_disarming(trigger, was=was) is False
    assert columns(trigger) == before


def test_a_trail_keeps_the_high_that_it_has_come_to(portfolio, bitcoin):
    trigger = arm(portfolio, bitcoin, "trailing_stop", trail_percent=Decimal("0.1"))
    set_price(bitcoin, 150.0)
    claim_triggers()
    was = disarm_trigger(trigger)
    undo_disarming(trigger, was=was)
    trigger.refresh_from_db()
    assert trigger.high_water.high == 150.0
    assert HighWater.objects.count() == 1


def test_what_the_price_reached_meanwhile_fires_once(portfolio, bitcoin, at_commit):
    trigger = arm(portfolio, bitcoin, level=Decimal(90))
    was = disarm_trigger(trigger)
    set_price(bitcoin, 80.0)
    claim_triggers()
    assert not Alert.objects.exists()
    with at_commit():
        assert undo_disarming(trigger, was=was) is True
    assert Alert.objects.get().price == 80.0
    claim_triggers()
    assert Alert.objects.count() == 1


def test_it_is_undone_once_and_not_after_another_arming(portfolio, bitcoin):
    trigger = arm(portfolio, bitcoin, level=Decimal(90))
    was = disarm_trigger(trigger)
    undo_disarming(trigger, was=was)
    with pytest.raises(Refused, match="changed since"):
        undo_disarming(trigger, was=was)
    disarm_trigger(trigger)
    with pytest.raises(Refused, match="changed since"):
        undo_disarming(trigger, was=was)
    rearm_trigger(trigger, user=portfolio.owner)
    with pytest.raises(Refused, match="changed since"):
        undo_disarming(trigger, was=was)


def test_a_group_that_sold_a_part_goes_on_where_it_was(portfolio, bitcoin, at_commit):
    terms = {"group": "Exit", "share": Decimal("0.5")}
    arm(portfolio, bitcoin, "take_profit", level=Decimal(110), **terms)
    stop = arm(portfolio, bitcoin, level=Decimal(90), **terms)
    set_price(bitcoin, 111.0)
    claim_triggers()
    was = disarm_trigger(stop)
    undo_disarming(stop, was=was)
    stop.refresh_from_db()
    assert stop.group.share_left == Decimal("0.5")
