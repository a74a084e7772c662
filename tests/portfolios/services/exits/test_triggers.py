import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connections, transaction
from django.utils import timezone

from markets.signals import quotes_refreshed
from portfolios.models import Alert, Delivery, Trigger
from portfolios.services.errors import Refused
from portfolios.services.exits.claims import claim_triggers
from portfolios.services.exits.levels import refresh_nearest
from portfolios.services.exits.triggers import (
    AlreadyBreached,
    arm_trigger,
    change_trigger,
    disarm_trigger,
)
from tests.factories import buy, make_asset, make_portfolio, set_price


@pytest.fixture
def bitcoin(portfolio, django_capture_on_commit_callbacks):
    asset = make_asset("bitcoin", price=100.0)
    with django_capture_on_commit_callbacks(execute=True):
        buy(portfolio, "bitcoin", "3", dollars="300")
    return asset


def arm(portfolio, asset, kind="stop_loss", level="90", **columns):
    return arm_trigger(
        portfolio, user=portfolio.owner, asset=asset, kind=kind, level=Decimal(level), **columns
    )


@pytest.mark.parametrize(
    ("kind", "level", "price"),
    [
        ("stop_loss", "90", 90.0), ("stop_loss", "90", 60.0), ("price_below", "90", 89.9),
        ("take_profit", "110", 110.0), ("take_profit", "110", 180.0), ("price_above", "110", 110.1),
    ],
)  # fmt: skip
def test_a_price_at_or_through_the_level_fires_at_the_price_seen(
    portfolio, bitcoin, kind, level, price
):
    trigger = arm(portfolio, bitcoin, kind, level)
    set_price(bitcoin, price)
    claim_triggers()
    alert = Alert.objects.get(trigger=trigger)
    assert (alert.price, alert.level_usd, alert.source) == (price, float(level), "test")
    trigger.refresh_from_db()
    assert trigger.status == "fired"


@pytest.mark.parametrize(
    ("kind", "level", "price"),
    [("stop_loss", "90", 90.01), ("take_profit", "110", 109.99), ("stop_loss", "90", 500.0)],
)
def test_a_price_short_of_the_level_fires_nothing(portfolio, bitcoin, kind, level, price):
    arm(portfolio, bitcoin, kind, level)
    set_price(bitcoin, price)
    assert claim_triggers() == []
    assert not Alert.objects.exists()


def test_it_fires_once_however_often_the_price_is_looked_at(portfolio, bitcoin):
    arm(portfolio, bitcoin)
    for price in (80.0, 120.0, 70.0):
        set_price(bitcoin, price)
        claim_triggers()
    assert Alert.objects.get().price == 80.0


def test_the_alert_says_what_is_at_stake(portfolio, bitcoin):
    arm(portfolio, bitcoin, share=Decimal("0.5"))
    set_price(bitcoin, 80.0)
    claim_triggers()
    alert = Alert.objects.get()
    assert alert.quantity == Decimal("1.5")
    assert alert.value_usd == 120.0


def test_an_alert_owes_the_owner_one_message(portfolio, bitcoin, alice):
    arm(portfolio, bitcoin)
    set_price(bitcoin, 80.0)
    claim_triggers()
    delivery = Delivery.objects.get(alert__isnull=False)
    channel = delivery.channel
    assert (channel.user, channel.kind, delivery.status) == (alice, "email", "pending")


def test_a_stale_quote_fires_nothing(portfolio, bitcoin, settings):
    arm(portfolio, bitcoin)
    old = timezone.now() - timedelta(seconds=settings.QUOTE_STALE_AFTER + 5)
    set_price(bitcoin, 50.0, at=old)
    assert claim_triggers() == []


def test_a_price_that_waits_for_confirmation_fires_nothing(portfolio, bitcoin):
    arm(portfolio, bitcoin)
    set_price(bitcoin, 100.0, pending_price=1.0, pending_at=timezone.now())
    assert claim_triggers() == []


def test_an_expired_trigger_ends_without_an_alert(portfolio, bitcoin):
    trigger = arm(portfolio, bitcoin, expires_at=timezone.now() + timedelta(hours=1))
    Trigger.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    set_price(bitcoin, 50.0)
    assert claim_triggers() == []
    trigger.refresh_from_db()
    assert trigger.status == "expired"


def test_a_disarmed_trigger_fires_nothing(portfolio, bitcoin):
    trigger = arm(portfolio, bitcoin)
    disarm_trigger(trigger)
    set_price(bitcoin, 50.0)
    assert claim_triggers() == []
    with pytest.raises(Refused):
        disarm_trigger(trigger)


def test_a_level_that_is_reached_already_is_said_at_arming(portfolio, bitcoin):
    with pytest.raises(AlreadyBreached, match="would fire at once"):
        arm(portfolio, bitcoin, level="101")
    assert not Trigger.objects.exists()
    arm(portfolio, bitcoin, level="101", fire_at_once=True)
    claim_triggers()
    assert Alert.objects.get().price == 100.0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"level": "0"}, "level"), ({"level": "-1"}, "level"), ({"level": "NaN"}, "level"),
        ({"level": "1e31"}, "level"), ({"share": Decimal("1.01")}, "share"),
        ({"share": Decimal(0)}, "share"), ({"kind": "moon"}, "kind"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_by_field(portfolio, bitcoin, change, field):
    with pytest.raises(Refused) as refusal:
        arm(portfolio, bitcoin, **change)
    assert field in refusal.value.errors


def test_a_stop_on_what_is_not_held_is_refused_and_a_price_alert_is_not(portfolio, bitcoin):
    solana = make_asset("solana", price=20.0)
    with pytest.raises(Refused) as refusal:
        arm(portfolio, solana, level="15")
    assert "asset" in refusal.value.errors
    assert arm(portfolio, solana, "price_below", "15").status == "armed"


def test_without_a_fresh_price_nothing_is_armed(portfolio, bitcoin, settings):
    old = timezone.now() - timedelta(seconds=settings.QUOTE_STALE_AFTER + 5)
    set_price(bitcoin, 100.0, at=old)
    with pytest.raises(Refused, match="stale"):
        arm(portfolio, bitcoin)


def test_a_moved_level_is_checked_like_a_new_one(portfolio, bitcoin, alice):
    trigger = arm(portfolio, bitcoin)
    with pytest.raises(AlreadyBreached):
        change_trigger(trigger, user=alice, level=Decimal(150))
    assert change_trigger(trigger, user=alice, level=Decimal(95)).level_usd == 95.0


def test_a_level_in_euros_follows_the_rate(alice, market, django_capture_on_commit_callbacks):
    euro = make_asset("eur", price=1.25)
    portfolio = make_portfolio(alice, currency="eur")
    bitcoin = make_asset("bitcoin", price=100.0)
    with django_capture_on_commit_callbacks(execute=True):
        buy(portfolio, "bitcoin", "1", dollars="10")
    trigger = arm(portfolio, bitcoin, level="72")
    assert trigger.level_usd == 90.0
    # 72 euros are now 102.96 dollars: the same level, and the price is under it.
    set_price(euro, 1.43)
    claim_triggers()
    assert Alert.objects.get(trigger=trigger).level_usd == pytest.approx(102.96)


def test_the_signal_of_a_refresh_claims_in_its_transaction(portfolio, bitcoin):
    arm(portfolio, bitcoin)
    set_price(bitcoin, 80.0)
    try:
        with transaction.atomic():
            quotes_refreshed.send(None, asset_ids=[bitcoin.pk], source="t", received_at=None)
            assert Alert.objects.exists()
            raise RuntimeError("the refresh fails after all")
    except RuntimeError:
        assert not Alert.objects.exists()
    assert Trigger.objects.get().status == "armed"


@pytest.mark.django_db(transaction=True)
def test_racing_evaluators_fire_each_trigger_once_and_miss_none(django_user_model):
    alice = django_user_model.objects.create_user("alice@example.org", "x")
    portfolio = make_portfolio(alice)
    bitcoin = make_asset("bitcoin", price=100.0)
    Trigger.objects.bulk_create(
        Trigger(
            portfolio=portfolio, asset=bitcoin, kind="price_below", direction=-1,
            level=Decimal(90), level_usd=90.0, currency=portfolio.currency, armed_at=timezone.now(),
        )
        for _ in range(300)
    )  # fmt: skip
    refresh_nearest()
    set_price(bitcoin, 80.0)
    claimed, barrier = [], threading.Barrier(4)

    def claim():
        barrier.wait()
        try:
            claimed.append(claim_triggers())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=claim) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(claimed) == 4
    assert sum(map(len, claimed)) == 300
    assert Alert.objects.count() == 300
    assert not Trigger.objects.armed().exists()
