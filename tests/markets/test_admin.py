"""The markets in Django admin: who may look, and who may ask for a refresh."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from markets.models import Quote, RefreshRun
from markets.services import load_fiat_history, refresh_quotes, sync_assets
from tests.markets import fake_coingecko as bad

pytestmark = pytest.mark.django_db
RUNS = "admin:markets_refreshrun_changelist"
REFRESH = "admin:markets_refreshrun_refresh"
PAGES = [
    f"admin:markets_{model}_changelist"
    for model in (
        "asset",
        "category",
        "quote",
        "rejectedquote",
        "newsitem",
        "market",
        "globalfigures",
        "assetprofile",
        "sentiment",
        "candlecorrection",
    )
]


@pytest.fixture
def staff(client, alice):
    """Signs alice in as staff with some permissions on the markets."""

    def sign_in(*permissions: str):
        alice.is_staff = True
        alice.save()
        alice.user_permissions.set(
            Permission.objects.filter(codename__in=permissions, content_type__app_label="markets")
        )
        client.force_login(alice)
        return client

    return sign_in


def test_staff_see_runs_their_errors_and_the_age_of_the_prices(
    staff, live_market, fake, make_asset
):
    make_asset("bitcoin")
    refresh_quotes()
    fake.replies = [bad.status(403)]
    refresh_quotes()
    page = staff("view_refreshrun").get(reverse(RUNS)).content.decode()
    assert "HTTP 403" in page
    assert "last good refresh" in page
    # The prices of the fake vendor are of April, whenever they are asked for.
    assert re.search(r"its newest prices \d+\s(months|years?)[^<]* old,\s+stale", page)
    assert "Refresh quotes now" not in page


def test_staff_with_the_permission_refresh_by_the_button(staff, live_market, make_asset):
    make_asset("bitcoin")
    client = staff("view_refreshrun", "change_quote")
    assert "Refresh quotes now" in client.get(reverse(RUNS)).content.decode()
    answer = client.post(reverse(REFRESH), follow=True)
    assert "1 of 1 quotes were accepted" in answer.content.decode()
    assert Quote.objects.count() == 1


def test_staff_are_told_why_a_refresh_failed(staff, live_market, fake, settings):
    settings.QUOTE_PROVIDERS = []
    fake.replies = [bad.status(403)]
    answer = staff("view_refreshrun", "change_quote").post(reverse(REFRESH), follow=True)
    assert "The refresh failed" in answer.content.decode()


def test_refresh_needs_the_permission(staff, live_market, fake):
    assert staff("view_refreshrun").post(reverse(REFRESH)).status_code == 403
    assert fake.requests == []


def test_refresh_is_never_done_by_a_link(staff, live_market, fake):
    assert staff("view_refreshrun", "change_quote").get(reverse(REFRESH)).status_code == 405
    assert fake.requests == []


def test_refresh_is_not_for_people_who_are_not_staff(client, alice, live_market, fake):
    client.force_login(alice)
    assert client.post(reverse(REFRESH)).status_code == 302
    assert fake.requests == []


def test_refresh_needs_the_token_of_the_page(live_market, alice, fake):
    strict = Client(enforce_csrf_checks=True)
    alice.is_staff = alice.is_superuser = True
    alice.save()
    strict.force_login(alice)
    assert strict.post(reverse(REFRESH)).status_code == 403
    assert fake.requests == []


def test_what_jobs_write_can_not_be_written_by_hand(admin_client, simulated_market):
    run = RefreshRun.objects.create(kind="quotes", provider="x", started_at=timezone.now())
    assert admin_client.get(reverse("admin:markets_refreshrun_add")).status_code == 403
    page = reverse("admin:markets_refreshrun_delete", args=[run.pk])
    assert admin_client.post(page, {"post": "yes"}).status_code == 403
    assert RefreshRun.objects.exists()


@pytest.mark.parametrize("page", PAGES)
def test_pages_open(admin_client, simulated_market, valkey, page):
    load_fiat_history(since=timezone.now().date().replace(month=10, day=1))
    sync_assets()
    refresh_quotes()
    assert admin_client.get(reverse(page)).status_code == 200
