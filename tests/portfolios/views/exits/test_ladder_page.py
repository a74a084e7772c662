"""The form that arms a whole plan, without JavaScript."""

import pytest
from django.urls import reverse

from portfolios.models import Trigger
from tests.factories import make_asset
from tests.portfolios.views.ledger.test_suggestions import candles

SENT = {
    "asset": "bitcoin", "stop_level": "50000", "target_1": "70000", "share_1": "40",
    "target_2": "80000", "share_2": "",
}  # fmt: skip


def path(portfolio):
    return reverse("portfolios:ladder", args=[portfolio.pk])


def test_a_plan_is_armed_and_shown(as_alice, full):
    answer = as_alice.post(path(full), SENT, follow=True)
    page = answer.content.decode()
    assert "Armed: a stop and 2 targets on BTC." in page
    assert "$80,000.00" in page
    assert Trigger.objects.armed().count() == 3


def test_faults_stand_at_their_fields_and_nothing_is_armed(as_alice, full):
    sent = SENT | {"target_1": "59000", "share_2": "70"}
    errors = as_alice.post(path(full), sent).context["form"].errors
    assert set(errors) == {"share_2"}
    errors = as_alice.post(path(full), SENT | {"target_1": "59000"}).context["form"].errors
    assert set(errors) == {"target_1"}
    errors = as_alice.post(path(full), SENT | {"target_1": ""}).context["form"].errors
    assert set(errors) == {"target_1"}
    errors = as_alice.post(path(full), SENT | {"target_3": "x"}).context["form"].errors
    assert set(errors) == {"target_3"}
    assert Trigger.objects.count() == 0


def test_one_click_begins_with_suggested_levels(as_alice, full):
    candles(make_asset("bitcoin"))
    plan = as_alice.get(reverse("portfolios:plan", args=[full.pk])).content.decode()
    assert f'href="{path(full)}?asset=bitcoin"' in plan
    answer = as_alice.get(path(full), {"asset": "bitcoin"})
    form = as_alice.get(path(full) + "?" + answer.context["fill"]).context["form"]
    assert form["stop_level"].value() == "52000"
    assert [(t.value(), s.value()) for t, s in form.rows] == [
        ("64000", "30"), ("66000", "30"), ("68000", None), (None, None),
    ]  # fmt: skip


def test_another_asset_brings_its_one_click_plan_over_the_form(as_alice, full):
    candles(make_asset("bitcoin"))
    assert "Fill in from" not in as_alice.get(path(full)).content.decode()
    asked = {"what": "ladder", "asset": "bitcoin"}
    answer = as_alice.get(reverse("portfolios:suggested_levels", args=[full.pk]), asked)
    page = answer.content.decode()
    assert 'id="level-fill" hx-swap-oob="true"' in page
    assert f'href="{path(full)}?asset=bitcoin&amp;stop_level=52000' in page
    single = as_alice.get(
        reverse("portfolios:suggested_levels", args=[full.pk]), {"asset": "bitcoin"}
    )
    assert "level-fill" not in single.content.decode()


def test_only_who_may_change_the_portfolio(as_bob, full, client, charlie):
    assert as_bob.get(path(full)).status_code == 403
    assert as_bob.post(path(full), SENT).status_code == 403
    client.force_login(charlie)
    assert client.post(path(full), SENT).status_code == 404


@pytest.mark.parametrize("name", ["ladder", "arm"])
def test_the_form_begins_with_the_only_coin_and_asks_among_several(as_alice, full, name):
    path = reverse(f"portfolios:{name}", args=[full.pk])
    assert as_alice.get(path).context["form"]["asset"].value() is None
    full.positions.exclude(asset__slug="bitcoin").delete()
    answer = as_alice.get(path)
    assert answer.context["suggested_for"].slug == "bitcoin"
    assert 'value="Bitcoin (BTC)"' in answer.content.decode()
    named = as_alice.get(path, {"asset": "ethereum"})
    assert named.context["suggested_for"].slug == "ethereum"
