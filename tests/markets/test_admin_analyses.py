"""Analysed days in the administration, and the pages' queries however much there is."""

from datetime import date, timedelta

import pytest
from celery import current_app
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from markets import tasks
from markets.models import AnalysisRun, Category, CategoryDay, RefreshRun, RejectedQuote
from tests.factories import make_asset, make_market, set_price
from tests.markets.analyses import BACK_COMPUTED, store_analysis

pytestmark = pytest.mark.django_db
RUNS = reverse("admin:markets_analysisrun_changelist")
DAY = date(2026, 3, 10)


@pytest.fixture
def queued(monkeypatch):
    days = []
    monkeypatch.setattr(
        current_app, "send_task", lambda name, arguments, **options: days.extend([name, *arguments])
    )
    return days


def correct(client, *runs: AnalysisRun):
    return client.post(
        RUNS, {"action": "correct", "_selected_action": [run.pk for run in runs]}, follow=True
    )


def test_the_page_tells_how_far_a_run_is(admin_client):
    run = store_analysis(DAY, origin=BACK_COMPUTED, days=4)
    AnalysisRun.objects.filter(pk=run.pk).update(done=1, finished_at=None, error="Boom")
    page = admin_client.get(RUNS).content.decode()
    for text in ("1 of 4 (25%)", "not yet", "Boom", "Back-computed"):
        assert text in page


def test_an_empty_page_says_what_the_first_analysis_waits_for(admin_client):
    make_asset("bitcoin", price=1.0)
    page = " ".join(admin_client.get(RUNS).content.decode().split())
    assert "No day has been analysed yet." in page
    assert "Of 1 listed assets 0 have history." in page
    store_analysis(DAY)
    assert "No day has been analysed yet." not in admin_client.get(RUNS).content.decode()


def test_a_correction_is_queued_and_a_run_of_many_days_left_out(admin_client, queued):
    single, many = store_analysis(DAY), store_analysis(DAY - timedelta(days=9), days=3)
    page = correct(admin_client, single, many).content.decode()
    assert queued == [tasks.correct_day.name, "2026-03-10"]
    assert "Days to analyse again: 1." in page
    assert "Left out, since they are no single day: 1." in page


def test_who_may_only_look_corrects_nothing(client, alice, queued):
    alice.is_staff = True
    alice.save()
    alice.user_permissions.set(Permission.objects.filter(codename="view_analysisrun"))
    client.force_login(alice)
    run = store_analysis(DAY)
    assert "Analyse again" not in client.get(RUNS).content.decode()
    correct(client, run)
    assert queued == []


def test_a_correction_stands_beside_the_day(monkeypatch):
    asked = []
    monkeypatch.setattr(
        tasks.services, "analyse_day", lambda day, **options: asked.append((day, options))
    )
    tasks.correct_day("2026-03-10")
    assert asked == [(DAY, {"correction": True})]


PAGES = ("analysisrun", "marketday", "categoryday", "trackrecord", "refreshrun", "rejectedquote",
         "quote", "asset", "assetprofile")  # fmt: skip


@pytest.mark.parametrize("model", PAGES)
def test_a_page_takes_as_many_queries_for_many_rows(admin_client, model):
    make_market()
    make_rows(2)
    address = reverse(f"admin:markets_{model}_changelist")
    counts = []
    for size in (2, 30):
        make_rows(size)
        admin_client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert admin_client.get(address).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def make_rows(count: int) -> None:
    """So many rows on each page."""
    start = date(2024, 1, 1) + timedelta(days=AnalysisRun.objects.count())
    now = timezone.now()
    for number in range(count):
        asset = make_asset(f"coin-{count}-{number}")
        set_price(asset, 1.0)
        day = start + timedelta(days=number)
        run = store_analysis(day)
        category = Category.objects.create(slug=f"c-{day}", name=f"C {day}")
        CategoryDay.objects.create(run=run, day=day, category=category, coins=1, turned=False)
        RefreshRun.objects.create(kind="quotes", provider=f"p{number % 3}", started_at=now)
        RejectedQuote.objects.create(asset=asset, reason="stale", source="x", at=now)
