from decimal import Decimal

import pytest
from django.utils import timezone

from portfolios.models import Alert, Position, Trigger
from tests.api.conftest import ROOT, pointers

PATH = f"{ROOT}triggers/"


@pytest.fixture
def stop(portfolio, account, assets):
    Position.objects.create(
        portfolio=portfolio, account=account, asset=assets["bitcoin"], quantity=2, cost=1,
        realised=0, income=0, fees=0,
    )  # fmt: skip
    return {"portfolio": portfolio.pk, "asset": "bitcoin", "kind": "stop_loss", "level": "50000"}


def test_a_level_is_armed(as_alice, alice, stop):
    answer = as_alice.post(PATH, {**stop, "share": "0.25"}, format="json")
    assert answer.status_code == 201, answer.content
    body = answer.json()
    assert (body["status"], body["level"], body["share"]) == ("armed", "50000", "0.25")
    assert Trigger.objects.get().armed_by == alice


def test_a_level_already_reached_is_said_and_not_armed(as_alice, stop):
    answer = as_alice.post(PATH, {**stop, "level": "70000"}, format="json")
    assert answer.status_code == 409
    assert "/level" in pointers(answer)
    assert not Trigger.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("level", "0", 400),
        ("level", 1.5, 400),
        ("share", "2", 400),
        ("kind", "hope", 400),
        ("asset", "nope", 409),
        ("expires_at", "2020-01-01T00:00:00Z", 409),
        ("status", "fired", 400),
    ],
)
def test_what_a_trigger_cannot_be_is_named(as_alice, stop, field, value, code):
    answer = as_alice.post(PATH, {**stop, field: value}, format="json")
    assert answer.status_code == code
    assert f"/{field}" in pointers(answer)


def test_a_level_moves_but_not_to_another_asset(as_alice, stop):
    made = as_alice.post(PATH, stop, format="json").json()
    path = f"{PATH}{made['id']}/"
    assert as_alice.patch(path, {"level": "45000"}, format="json").json()["level"] == "45000"
    answer = as_alice.patch(path, {"asset": "ethereum"}, format="json")
    assert "/asset" in pointers(answer)
    assert Trigger.objects.get().level == Decimal(45000)


def test_a_disarmed_trigger_keeps_its_history(as_alice, stop):
    made = as_alice.post(PATH, stop, format="json").json()
    assert as_alice.delete(f"{PATH}{made['id']}/").status_code == 204
    assert as_alice.get(f"{PATH}?status=cancelled").json()["results"][0]["id"] == made["id"]
    assert as_alice.delete(f"{PATH}{made['id']}/").status_code == 409


def test_a_viewer_arms_nothing(as_bob, stop):
    assert as_bob.post(PATH, stop, format="json").status_code == 403


@pytest.fixture
def alert(as_alice, stop, portfolio, assets):
    as_alice.post(PATH, stop, format="json")
    now = timezone.now()
    return Alert.objects.create(
        portfolio=portfolio, trigger=Trigger.objects.get(), asset=assets["bitcoin"], fired_at=now,
        price=49000.5, quote_as_of=now, source="test", level_usd=50000, quantity="0.5",
        kind="stop_loss",
    )  # fmt: skip


def test_an_alert_tells_price_level_and_value(as_bob, alert):
    (body,) = as_bob.get(f"{ROOT}alerts/").json()["results"]
    assert (body["price"], body["level_usd"], body["quantity"]) == ("49000.5", "50000", "0.5")
    assert body["value_usd"] == "24500.25"
    assert body["kind"] == "stop_loss"


def test_an_alert_is_seen_once(as_alice, alert):
    first = as_alice.post(f"{ROOT}alerts/{alert.pk}/seen/").json()["seen_at"]
    assert first is not None
    assert as_alice.post(f"{ROOT}alerts/{alert.pk}/seen/").json()["seen_at"] == first
    assert as_alice.get(f"{ROOT}alerts/?unseen=true").json()["results"] == []


def test_an_outsider_sees_no_alert(as_charlie, alert):
    assert as_charlie.get(f"{ROOT}alerts/{alert.pk}/").status_code == 404
    assert as_charlie.post(f"{ROOT}alerts/{alert.pk}/seen/").status_code == 404


@pytest.mark.parametrize(
    ("terms", "shown"),
    [
        ({"kind": "trailing_stop", "trail_percent": "0.1"}, {"level": None, "basis": "high"}),
        ({"kind": "stop_loss", "percent": "-0.1", "entry_price": "50000"}, {"level": "45000"}),
        ({"kind": "break_even", "entry_price": "40000", "activate_at": "65000"},
         {"level": "40000", "phase": "waiting"}),
        ({"kind": "price_move", "percent": "0.1", "window_hours": 24}, {"level": "66000"}),
        ({"kind": "take_profit", "level": "70000", "group": "ladder"}, {"group": "ladder"}),
    ],
)  # fmt: skip
def test_every_kind_is_armed_and_read_back(as_alice, stop, terms, shown):
    sent = {"portfolio": stop["portfolio"], "asset": "bitcoin", **terms}
    answer = as_alice.post(PATH, sent, format="json")
    assert answer.status_code == 201, answer.content
    body = as_alice.get(f"{PATH}{answer.json()['id']}/").json()
    assert {name: body[name] for name in shown} == shown
    assert {name: body[name] for name in terms} == terms


@pytest.mark.parametrize(
    ("terms", "field", "code"),
    [
        ({"trail_percent": "0.1"}, "trail_percent", 409),
        ({"percent": "-0.1"}, "percent", 409),
        ({"window_hours": 0}, "window_hours", 400),
        ({"group": "x" * 41}, "group", 400),
        ({"basis": "hope"}, "basis", 400),
        ({"phase": "in_force"}, "phase", 400),
        ({"arming": 3}, "arming", 400),
    ],
)
def test_terms_that_do_not_fit_are_named(as_alice, stop, terms, field, code):
    answer = as_alice.post(PATH, {**stop, **terms}, format="json")
    assert answer.status_code == code
    assert f"/{field}" in pointers(answer)


def test_what_is_breached_waits_for_recovery_where_that_is_said(as_alice, stop):
    sent = {**stop, "level": "70000", "after_recovery": True}
    body = as_alice.post(PATH, sent, format="json").json()
    assert (body["status"], body["phase"]) == ("armed", "recovering")


def test_what_has_ended_is_armed_again(as_alice, as_bob, as_charlie, stop):
    made = as_alice.post(PATH, stop, format="json").json()
    path = f"{PATH}{made['id']}/rearm/"
    assert as_alice.post(path, {}, format="json").status_code == 409
    as_alice.delete(f"{PATH}{made['id']}/")
    assert as_bob.post(path, {}, format="json").status_code == 403
    assert as_charlie.post(path, {}, format="json").status_code == 404
    body = as_alice.post(path, {"level": "45000"}, format="json").json()
    assert (body["status"], body["arming"], body["level"]) == ("armed", 2, "45000")
