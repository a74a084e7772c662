"""The kinds of rules: what each takes, where its level stands, what moves it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from markets.models import AcceptedRange, Quote
from markets.signals import quotes_refreshed
from portfolios.models import Alert, ExitGroup, HighWater, NearestLevel, Trigger
from portfolios.services.errors import Refused
from portfolios.services.exits.claims import claim_triggers, expire_triggers
from portfolios.services.exits.levels import refresh_levels, refresh_nearest, refresh_windows
from portfolios.services.exits.marks import merge_marks, rebuild_marks
from portfolios.services.exits.triggers import (
    AlreadyBreached,
    arm_trigger,
    change_trigger,
    rearm_trigger,
)
from tests.factories import make_asset, make_portfolio, set_price
from tests.portfolios.services.exits.plans_live import hold


@pytest.fixture
def bitcoin(portfolio):
    asset = make_asset("bitcoin", price=100.0)
    hold(portfolio, asset, 10, cost=800)
    return asset


def arm(portfolio, asset, kind, **terms):
    terms = {name: Decimal(value) if isinstance(value, str) and name != "group"
             and name != "basis" else value for name, value in terms.items()}  # fmt: skip
    return arm_trigger(portfolio, user=portfolio.owner, asset=asset, kind=kind, **terms)


def fired_at(asset, *prices) -> list[float]:
    """The prices that fire something."""
    found = []
    for price in prices:
        set_price(asset, price)
        found += [price] * len(claim_triggers())
    return found


def test_a_stop_under_the_average_cost_follows_the_books(portfolio, bitcoin):
    stop = arm(portfolio, bitcoin, "stop_loss", basis="average_cost", percent="-0.1")
    assert (stop.level, stop.level_usd) == (72, 72.0)
    hold(portfolio, bitcoin, 10, cost=1000)
    assert refresh_levels(portfolio) == 1
    stop.refresh_from_db()
    assert (stop.level, stop.level_usd) == (90, 90.0)
    assert fired_at(bitcoin, 91.0, 90.0) == [90.0]


@pytest.mark.django_db(transaction=True)
def test_a_price_of_before_the_arming_activates_nothing(portfolio, bitcoin):
    arm(portfolio, bitcoin, "break_even", entry_price="85", activate_at="95")
    arm(portfolio, bitcoin, "stop_loss", level="110", fire_at_once=True)
    assert [alert.trigger.kind for alert in Alert.objects.all()] == ["stop_loss"]
    assert fired_at(bitcoin, 84.0) == []
    assert fired_at(bitcoin, 95.0, 84.0) == [84.0]


def test_a_position_that_is_gone_leaves_the_last_level(portfolio, bitcoin):
    stop = arm(portfolio, bitcoin, "stop_loss", basis="average_cost", percent="-0.1")
    portfolio.positions.all().delete()
    refresh_levels(portfolio)
    stop.refresh_from_db()
    assert stop.level_usd == 72.0


def test_a_trail_rises_with_the_price_and_never_falls(portfolio, bitcoin):
    arm(portfolio, bitcoin, "trailing_stop", trail_percent="0.1")
    assert fired_at(bitcoin, 95.0, 120.0, 109.0, 108.0) == [108.0]
    assert Alert.objects.get().level == 108


def test_a_trail_of_money_and_one_that_waits_for_its_price(portfolio, bitcoin):
    arm(portfolio, bitcoin, "trailing_stop", trail_amount="5")
    arm(portfolio, bitcoin, "trailing_stop", trail_percent="0.05", activate_at="110")
    assert fired_at(bitcoin, 103.0, 98.0, 90.0, 110.0, 105.0, 104.5) == [98.0, 104.5]


def test_one_row_is_raised_for_all_trails_of_an_arming_moment(portfolio, bitcoin):
    for _ in range(3):
        arm(portfolio, bitcoin, "trailing_stop", trail_percent="0.1")
    mark = HighWater.objects.get()
    fired_at(bitcoin, 130.0)
    mark.refresh_from_db()
    assert (mark.high, mark.triggers.count()) == (130.0, 3)


def test_break_even_is_in_force_from_its_price_on(portfolio, bitcoin):
    arm(portfolio, bitcoin, "break_even", activate_at="120")
    assert fired_at(bitcoin, 79.0, 120.0, 81.0, 80.0) == [80.0]


def test_a_stop_that_takes_all_cancels_the_targets(portfolio, bitcoin):
    arm(portfolio, bitcoin, "take_profit", level="110", share="0.5", group="exit")
    arm(portfolio, bitcoin, "take_profit", level="120", share="0.5", group="exit")
    arm(portfolio, bitcoin, "stop_loss", level="90", group="exit")
    assert fired_at(bitcoin, 110.0, 89.0) == [110.0, 89.0]
    assert list(Alert.objects.order_by("pk").values_list("quantity", flat=True)) == [5, 5]
    assert Trigger.objects.get(level=120).status == "cancelled"
    assert ExitGroup.objects.get().share_left == 0


def test_a_move_is_counted_from_the_price_when_the_window_began(portfolio, bitcoin):
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    for ago, close in ((30, 70.0), (26, 125.0), (25, 120.0), (2, 60.0)):
        AcceptedRange.objects.create(
            asset=bitcoin, start=hour - timedelta(hours=ago), high=close, low=close, close=close
        )
    move = arm(portfolio, bitcoin, "price_move", percent="-0.2", window_hours=24)
    assert move.level_usd == pytest.approx(96.0)
    AcceptedRange.objects.filter(close=120.0).update(close=110.0)
    assert refresh_windows() == 1
    assert fired_at(bitcoin, 95.0, 88.0) == [88.0]


def test_a_rate_that_moves_moves_the_level_in_its_own_transaction(alice, market):
    euro = make_asset("eur", price=1.25)
    portfolio = make_portfolio(alice, currency="eur")
    bitcoin = make_asset("bitcoin", price=100.0)
    hold(portfolio, bitcoin, 1, cost=10)
    stop = arm(portfolio, bitcoin, "stop_loss", level="60")
    set_price(euro, 1.5)
    quotes_refreshed.send(None, asset_ids=[euro.pk], source="t", received_at=None)
    stop.refresh_from_db()
    assert (stop.status, stop.level_usd, stop.rate) == ("armed", 90.0, 1.5)
    assert NearestLevel.objects.get().falling_usd == 90.0


def test_what_is_breached_may_wait_for_the_price_to_recover(portfolio, bitcoin):
    with pytest.raises(AlreadyBreached):
        arm(portfolio, bitcoin, "stop_loss", level="105")
    arm(portfolio, bitcoin, "stop_loss", level="105", after_recovery=True)
    assert fired_at(bitcoin, 99.0, 105.0, 105.5, 105.0) == [105.0]


def test_armed_again_it_fires_again_and_keeps_the_old_alert(portfolio, bitcoin, alice):
    stop = arm(portfolio, bitcoin, "stop_loss", level="90")
    fired_at(bitcoin, 85.0, 100.0)
    with pytest.raises(AlreadyBreached):
        rearm_trigger(stop, user=alice, level=Decimal(101))
    assert rearm_trigger(stop, user=alice).arming == 2
    with pytest.raises(Refused):
        rearm_trigger(stop, user=alice)
    assert fired_at(bitcoin, 80.0) == [80.0]
    assert list(stop.alerts.order_by("arming").values_list("price", flat=True)) == [85.0, 80.0]


def test_the_database_refuses_a_second_alert_of_one_arming(portfolio, bitcoin):
    arm(portfolio, bitcoin, "stop_loss", level="90")
    fired_at(bitcoin, 85.0)
    alert = Alert.objects.get()
    alert.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        alert.save(force_insert=True)


@pytest.mark.parametrize(
    "columns",
    [{"percent": Decimal("0.1")}, {"kind": "trailing_stop"}, {"level": None}, {"basis": "window"},
     {"window_hours": 5}, {"activate_at": 5}, {"wake_usd": 5.0}, {"kind": "moon"},
     {"trail_percent": Decimal("1.5")}],
)  # fmt: skip
def test_the_database_refuses_fields_that_a_kind_has_not(portfolio, bitcoin, columns):
    arm(portfolio, bitcoin, "stop_loss", level="90")
    with pytest.raises(IntegrityError), transaction.atomic():
        Trigger.objects.update(**columns)


@pytest.mark.parametrize(
    ("kind", "terms", "field"),
    [
        ("trailing_stop", {}, "trail_amount"),
        ("trailing_stop", {"trail_percent": "1"}, "trail_percent"),
        ("trailing_stop", {"trail_percent": "0.1", "trail_amount": "1"}, "trail_percent"),
        ("trailing_stop", {"trail_percent": "0.1", "level": "5"}, "level"),
        ("stop_loss", {}, "level"), ("stop_loss", {"level": "5", "percent": "-0.1"}, "percent"),
        ("stop_loss", {"percent": "-0.1"}, "entry_price"),
        ("stop_loss", {"percent": "-1"}, "percent"),
        ("stop_loss", {"level": "90", "activate_at": "5"}, "activate_at"),
        ("stop_loss", {"level": "90", "window_hours": 5}, "window_hours"),
        ("break_even", {"level": "90"}, "level"),
        ("price_move", {"percent": "0.1"}, "window_hours"),
        ("price_move", {"window_hours": 24}, "percent"),
        ("price_move", {"window_hours": 169, "percent": "0.1"}, "window_hours"),
        ("price_move", {"window_hours": 24, "percent": "0"}, "percent"),
        ("stop_loss", {"level": "90", "group": "x" * 41}, "group"),
    ],
)  # fmt: skip
def test_terms_that_make_no_rule_are_refused_by_field(portfolio, bitcoin, kind, terms, field):
    with pytest.raises(Refused) as refusal:
        arm(portfolio, bitcoin, kind, **terms)
    assert field in refusal.value.errors


def test_a_moved_trail_keeps_the_mark_it_has_come_to(portfolio, bitcoin, alice):
    trail = arm(portfolio, bitcoin, "trailing_stop", trail_percent="0.3")
    fired_at(bitcoin, 150.0, 120.0)
    with pytest.raises(AlreadyBreached):
        change_trigger(trail, user=alice, trail_percent=Decimal("0.2"))
    change_trigger(trail, user=alice, trail_percent=Decimal("0.25"))
    assert fired_at(bitcoin, 113.0, 112.5) == [112.5]


def test_what_runs_out_is_swept_without_any_price(portfolio, bitcoin):
    soon = timezone.now() + timedelta(hours=1)
    arm(portfolio, bitcoin, "stop_loss", level="90", expires_at=soon)
    assert expire_triggers() == 0
    Trigger.objects.update(expires_at=timezone.now())
    assert expire_triggers() == 1
    assert Trigger.objects.get().status == "expired"
    assert NearestLevel.objects.get().falling_usd is None


def test_marks_of_one_height_become_one_and_unused_ones_go(portfolio, bitcoin, alice):
    old = timezone.now() - timedelta(days=3)
    trails = [arm(portfolio, bitcoin, "trailing_stop", trail_percent="0.1")]
    fired_at(bitcoin, 101.0)
    trails.append(arm(portfolio, bitcoin, "trailing_stop", trail_percent="0.1"))
    fired_at(bitcoin, 110.0)
    for place, mark in enumerate(HighWater.objects.order_by("pk")):
        HighWater.objects.filter(pk=mark.pk).update(after=old + timedelta(hours=place))
    assert merge_marks() == 1
    assert HighWater.objects.get().triggers.count() == 2
    assert fired_at(bitcoin, 99.0) == [99.0, 99.0]
    assert merge_marks() == 1


def test_marks_are_made_again_from_the_accepted_prices(portfolio, bitcoin):
    arm(portfolio, bitcoin, "trailing_stop", trail_percent="0.5")
    fired_at(bitcoin, 130.0, 110.0)
    assert rebuild_marks() == 0
    later = timezone.now() + timedelta(days=2)
    AcceptedRange.objects.create(asset=bitcoin, start=later, high=150.0, low=90, close=100)
    assert rebuild_marks() == 1
    assert HighWater.objects.get().high == 150.0
    AcceptedRange.objects.all().delete()
    Quote.objects.update(as_of=later, hour_high=140.0)
    rebuild_marks()
    assert HighWater.objects.get().high == 140.0


def test_the_nearest_levels_are_made_again_from_the_triggers(portfolio, bitcoin):
    arm(portfolio, bitcoin, "stop_loss", level="90")
    arm(portfolio, bitcoin, "take_profit", level="130")
    arm(portfolio, bitcoin, "trailing_stop", trail_percent="0.2", activate_at="115")
    kept = NearestLevel.objects.values().get()
    NearestLevel.objects.all().delete()
    refresh_nearest()
    assert NearestLevel.objects.values().get() == kept
    assert (kept["falling_usd"], kept["rising_usd"], kept["trail_percent"]) == (90.0, 115.0, 0.2)


def test_a_tick_that_reaches_nothing_asks_little(portfolio, bitcoin, django_assert_num_queries):
    for n in range(20):
        arm(portfolio, bitcoin, "stop_loss", level=str(50 + n))
    set_price(bitcoin, 99.0)
    # Lock, setting, expiry, rates, marks, touched, and the savepoint around them.
    with django_assert_num_queries(8):
        assert claim_triggers() == []
