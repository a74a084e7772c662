"""What staff correct in the asset list stays, with who did it."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from markets.models import Asset, AssetEvent, Category
from markets.selectors import former_wearers

EVENTS = "admin:markets_assetevent"


@pytest.fixture
def staff(client, alice):
    alice.is_staff = True
    alice.save()
    alice.user_permissions.set(Permission.objects.filter(content_type__app_label="markets"))
    client.force_login(alice)
    return client


def test_an_event_is_recorded_with_who_did_it(staff, alice, make_asset):
    luna = make_asset("terra-luna", symbol="LUNC")
    form = {"asset": luna.pk, "kind": "rename", "on": "2022-05-28", "former_symbol": "LUNA"}
    answer = staff.post(reverse(f"{EVENTS}_add"), form)
    assert answer.status_code == 302, answer.context["errors"]
    event = AssetEvent.objects.get()
    assert event.recorded_by == alice
    assert former_wearers(["LUNA"])["LUNA"][0].until == date(2022, 5, 27)
    assert staff.get(reverse(f"{EVENTS}_changelist")).status_code == 200


def test_what_is_wrong_with_an_event_is_said_at_its_field(staff, make_asset):
    luna = make_asset("terra-luna", symbol="LUNC")
    form = {"asset": luna.pk, "kind": "migration", "on": "2022-05-28", "successor": luna.pk}
    answer = staff.post(reverse(f"{EVENTS}_add"), form)
    assert "not its own successor" in answer.content.decode()
    assert not AssetEvent.objects.exists()


def test_an_event_is_deleted_with_what_followed_from_it(staff, make_asset):
    luna = make_asset("terra-luna", symbol="LUNC")
    form = {"asset": luna.pk, "kind": "rename", "on": "2022-05-28", "former_symbol": "LUNA"}
    staff.post(reverse(f"{EVENTS}_add"), form)
    address = reverse(f"{EVENTS}_delete", args=[AssetEvent.objects.get().pk])
    assert staff.post(address, {"post": "yes"}).status_code == 302
    assert former_wearers(["LUNA"]) == {}


def test_a_kind_and_categories_that_are_chosen_are_corrected_for_good(staff, make_asset):
    asset, category = make_asset("thing"), Category.objects.create(slug="ai", name="AI")
    address = reverse("admin:markets_asset_change", args=[asset.pk])
    page = staff.get(address)
    form = {
        name: value for name, value in page.context["adminform"].form.initial.items() if value
    } | {"kind": "wrapped", "categories": [category.pk]}  # fmt: skip
    for prefix in ("names", "contracts", "references"):
        form |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    answer = staff.post(address, form)
    assert answer.status_code == 302, answer.context["errors"]
    asset.refresh_from_db()
    assert (asset.kind, asset.kind_is_fixed) == ("wrapped", True)
    assert (list(asset.categories.all()), asset.categories_are_fixed) == ([category], True)


def test_holders_own_assets_are_not_shown(staff, make_asset):
    own = make_asset("own-1", name="Grandfather's shed", kind="own")
    page = staff.get(reverse("admin:markets_asset_changelist"))
    assert own.name not in page.content.decode()
    assert staff.get(reverse("admin:markets_asset_change", args=[own.pk])).status_code == 302
    assert Asset.objects.filter(pk=own.pk).exists()
