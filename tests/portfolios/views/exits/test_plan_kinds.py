"""The plan's pages take every kind, without JavaScript."""

from decimal import Decimal

import pytest
from django.urls import reverse

from portfolios.models import Trigger
from portfolios.services.exits.claims import claim_triggers
from portfolios.services.exits.triggers import disarm_trigger
from tests.factories import make_asset, set_price


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        ({"kind": "trailing_stop", "trail_percent": "10"}, "10% under the high"),
        ({"kind": "trailing_stop", "trail_amount": "500"}, "500 USD under the high"),
        ({"kind": "stop_loss", "percent": "-10", "basis": "entry", "entry_price": "50000"},
         "$45,000.00"),
        ({"kind": "break_even", "entry_price": "50000", "activate_at": "90000"}, "From $90,000.00"),
        ({"kind": "price_move", "percent": "-10", "window_hours": "24"}, "−10% within 24 h"),
        ({"kind": "take_profit", "level": "90000", "group": "ladder"}, "ladder"),
    ],
)  # fmt: skip
def test_a_kind_is_armed_shown_and_opened_again(as_alice, full, data, shown):
    path = reverse("portfolios:arm", args=[full.pk])
    sent = {"asset": "bitcoin", "share": "100", **data}
    answer = as_alice.post(path, sent)
    assert answer.status_code == 302, answer.context["form"].errors
    assert shown in as_alice.get(reverse("portfolios:plan", args=[full.pk])).content.decode()
    trigger = Trigger.objects.get()
    edit = reverse("portfolios:trigger", args=[full.pk, trigger.pk])
    initial = as_alice.get(edit).context["form"].initial
    back = {name: value for name, value in initial.items() if value not in (None, "")}
    assert as_alice.post(edit, back).status_code == 302
    moved = Trigger.objects.get()
    assert (moved.terms, moved.level, moved.phase) == (trigger.terms, trigger.level, trigger.phase)


def test_a_form_names_the_field_at_fault(as_alice, full):
    path = reverse("portfolios:arm", args=[full.pk])
    sent = {"asset": "bitcoin", "share": "100", "kind": "trailing_stop"}
    assert "trail_amount" in as_alice.post(path, sent).context["form"].errors


def test_what_ended_is_armed_again_from_the_list(as_alice, full):
    path = reverse("portfolios:arm", args=[full.pk])
    sent = {"asset": "bitcoin", "share": "100", "kind": "stop_loss", "level": "50000"}
    as_alice.post(path, sent)
    trigger = Trigger.objects.get()
    disarm_trigger(trigger)
    page = as_alice.get(reverse("portfolios:plan", args=[full.pk])).content.decode()
    assert "Arm again" in page
    edit = reverse("portfolios:trigger", args=[full.pk, trigger.pk])
    assert as_alice.post(edit, sent | {"level": "51000"}).status_code == 302
    trigger.refresh_from_db()
    assert (trigger.status, trigger.arming, trigger.level) == ("armed", 2, Decimal(51000))


def test_a_trail_that_fired_shows_its_level_everywhere(as_alice, full):
    path = reverse("portfolios:arm", args=[full.pk])
    as_alice.post(path, {"asset": "bitcoin", "share": "100", "kind": "trailing_stop",
                         "trail_percent": "10"})  # fmt: skip
    for price in (70000.0, 63000.0):
        set_price(make_asset("bitcoin"), price)
        claim_triggers()
    alerts = as_alice.get(reverse("portfolios:alerts")).content.decode()
    assert "$63,000.00" in alerts
    assert "Trailing stop" in alerts
