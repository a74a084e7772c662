"""What staff set off in the administration for many rows at once, and what its columns say."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from celery import current_app
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from markets import tasks
from markets.admin.assets import RECHECK
from markets.models import Asset, AssetEvent, CandleCorrection, OpenCandle, RefreshRun
from markets.services import merge_listing
from tests.factories import make_asset, set_closes, set_price
from tests.markets.analyses import store_analysis

pytestmark = pytest.mark.django_db
ASSETS, EVENTS, RUNS, CORRECTIONS = (
    reverse(f"admin:markets_{model}_changelist")
    for model in ("asset", "assetevent", "refreshrun", "candlecorrection")
)
DAY = date(2026, 3, 10)


@pytest.fixture
def queue(monkeypatch):
    sent = []
    monkeypatch.setattr(
        current_app, "send_task", lambda name, arguments, **options: sent.append((name, *arguments))
    )
    return sent


def act(client, page: str, action: str, *rows, **more) -> str:
    form = {"action": action, "_selected_action": [row.pk for row in rows], **more}
    return client.post(page, form, follow=True).content.decode()


def merged(alice, source: str = "pol-old", target: str = "pol") -> AssetEvent:
    merge_listing(make_asset(source), make_asset(target), user=alice)
    return AssetEvent.objects.get(kind="merge")


def test_histories_are_asked_for_again_of_what_has_one(admin_client, queue):
    """Not of money, of what is out of use, or of what a holder made."""
    coins = [make_asset(slug) for slug in ("bitcoin", "solana")]
    others = [make_asset("eur"), make_asset("gone", is_active=False), make_asset("own", kind="own")]
    page = act(admin_client, ASSETS, "recheck", *coins, *others)
    assert sorted(queue) == sorted((RECHECK, coin.pk) for coin in coins)
    assert "2 histories are asked for" in page
    assert tasks.recheck_history.name == RECHECK


def test_a_queue_that_is_away_is_said(admin_client, monkeypatch):
    def away(*arguments, **options):
        raise OperationalError("refused")

    monkeypatch.setattr(current_app, "send_task", away)
    assert "The queue is away" in act(admin_client, ASSETS, "recheck", make_asset("bitcoin"))
    runs = reverse("admin:markets_analysisrun_changelist")
    assert "The queue is away" in act(admin_client, runs, "correct", store_analysis(DAY))


def test_who_may_only_look_asks_for_nothing(client, alice, queue):
    alice.is_staff = True
    alice.save()
    alice.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(alice)
    act(client, ASSETS, "recheck", make_asset("bitcoin"))
    assert queue == []
    event = merged(alice)
    act(client, EVENTS, "delete_selected", event, post="yes")
    assert AssetEvent.objects.filter(pk=event.pk).exists()


def test_assets_with_gaps_are_found(admin_client):
    whole, holed = make_asset("whole"), make_asset("holed")
    set_closes(whole, {DAY: 1.0, DAY + timedelta(days=1): 1.0})
    set_closes(holed, {DAY: 1.0, DAY + timedelta(days=2): 1.0})
    every = admin_client.get(ASSETS).context["cl"].queryset
    assert {asset.slug for asset in every} == {"whole", "holed"}
    answer = admin_client.get(ASSETS, {"history": "gaps"})
    # Both are of open days, which are no history yet.
    assert answer.status_code == 200
    assert list(answer.context["cl"].queryset) == []


def test_assets_are_never_deleted(admin_client):
    bitcoin = make_asset("bitcoin")
    act(admin_client, ASSETS, "delete_selected", bitcoin, post="yes")
    address = reverse("admin:markets_asset_delete", args=[bitcoin.pk])
    assert admin_client.post(address, {"post": "yes"}).status_code == 403
    assert Asset.objects.filter(pk=bitcoin.pk).exists()


def test_a_merge_among_events_keeps_all_of_them(admin_client, alice):
    """It cannot be taken back, and what is not taken back is not said to be."""
    merge = merged(alice)
    luna = make_asset("luna")
    end = AssetEvent.objects.create(asset=luna, kind="end", on=DAY, recorded_by=alice)
    before = LogEntry.objects.count()
    page = act(admin_client, EVENTS, "delete_selected", merge, end, post="yes")
    assert "Successfully deleted" not in page
    assert AssetEvent.objects.count() == 2
    assert LogEntry.objects.count() == before
    address = reverse("admin:markets_assetevent_delete", args=[merge.pk])
    assert admin_client.post(address, {"post": "yes"}).status_code == 403
    assert "Successfully deleted 1" in act(admin_client, EVENTS, "delete_selected", end, post="yes")
    assert list(AssetEvent.objects.all()) == [merge]


def test_events_are_not_changed_and_those_of_own_assets_not_shown(admin_client, alice):
    luna, own = make_asset("luna"), make_asset("own", kind="own", name="Grandfather")
    event = AssetEvent.objects.create(asset=luna, kind="end", on=DAY, recorded_by=alice)
    AssetEvent.objects.create(asset=own, kind="end", on=DAY, recorded_by=alice)
    page = admin_client.get(EVENTS).content.decode()
    assert "Luna" in page
    assert "Grandfather" not in page
    address = reverse("admin:markets_assetevent_change", args=[event.pk])
    assert admin_client.post(address, {"on": "2020-01-01"}).status_code == 403


def test_a_conversion_says_its_ratio_without_an_exponent(admin_client, alice):
    old, new = make_asset("old-coin"), make_asset("new-coin")
    for before, after in (("1000", "1"), ("1", "0.5")):
        AssetEvent.objects.create(
            asset=old, kind="migration", on=DAY, successor=new, recorded_by=alice,
            units_before=Decimal(before), units_after=Decimal(after),
        )  # fmt: skip
    page = admin_client.get(EVENTS).content.decode()
    assert "1000 : 1" in page
    assert "1 : 0.5" in page


def test_a_merge_and_own_assets_are_no_choice_of_a_form(admin_client):
    page = admin_client.get(reverse("admin:markets_assetevent_add"))
    kinds = [value for value, _ in page.context["adminform"].form.fields["kind"].choices]
    assert "merge" not in kinds
    assert {"rename", "migration", "end"} <= set(kinds)
    change = reverse("admin:markets_asset_change", args=[make_asset("bitcoin").pk])
    fields = admin_client.get(change).context["adminform"].form.fields
    assert "own" not in [value for value, _ in fields["kind"].choices]


def test_a_run_says_how_long_it_took_and_why_it_rejected_what(admin_client):
    at = timezone.now() - timedelta(hours=3)
    RefreshRun.objects.create(
        kind="quotes", provider="coingecko", started_at=at, rows=9, rejected=9,
        finished_at=at + timedelta(seconds=2.34), reasons={"stale": 2, "band": 7},
    )  # fmt: skip
    RefreshRun.objects.create(kind="quotes", provider="coingecko", started_at=at)
    page = admin_client.get(RUNS).content.decode()
    for text in ("2.3 s", "7 band, 2 stale", "not finished"):
        assert text in page, text


def correction(asset, *, old: float, new: float, day: date = DAY) -> CandleCorrection:
    return CandleCorrection.objects.create(
        asset=asset, day=day, old_close=old, new_close=new, is_applied=False, source="test",
        seen_at=timezone.now(),
    )  # fmt: skip


def test_revised_closes_are_stored_and_the_outdated_left_out(admin_client, queue):
    bitcoin = make_asset("bitcoin")
    set_closes(bitcoin, {DAY: 100.0})
    found, outdated = (
        correction(bitcoin, old=100.0, new=90.0),
        correction(make_asset("solana"), old=5.0, new=6.0),
    )
    page = act(admin_client, CORRECTIONS, "apply", found, outdated)
    assert "Closes stored: 1." in page
    assert "Left out, since the old close stands no more: 1." in page
    assert OpenCandle.objects.get(asset=bitcoin).close == 90.0
    assert LogEntry.objects.get().object_id == str(found.pk)


def test_a_quote_has_an_age_by_its_own_instant(admin_client):
    set_price(make_asset("bitcoin"), 5.0, at=timezone.now() - timedelta(hours=5, minutes=1))
    page = admin_client.get(reverse("admin:markets_quote_changelist")).content.decode()
    assert "5\xa0hours" in page
