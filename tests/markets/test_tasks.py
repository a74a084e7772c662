"""The scheduled jobs are there under the names that the schedule uses."""

import pytest
from celery import current_app
from django.conf import settings

from markets import tasks
from markets.models import Candle, RefreshRun

pytestmark = pytest.mark.django_db


def test_every_scheduled_job_of_the_markets_exists():
    current_app.loader.import_default_modules()
    scheduled = {
        entry["task"]
        for entry in settings.CELERY_BEAT_SCHEDULE.values()
        if entry["task"].startswith("markets.")
    }
    assert scheduled
    assert scheduled <= set(current_app.tasks)


def test_every_job_has_both_time_limits_the_soft_one_first():
    for name in ("refresh_quotes", "record_candles", "fill_history",
                 "fold_closed_days", "sync_assets", "refresh_fiat",
                 "record_global_figures"):  # fmt: skip
        task = getattr(tasks, name)
        assert 0 < task.soft_time_limit < task.time_limit


def test_jobs_may_run_twice(simulated_market, valkey):
    for _ in range(2):
        tasks.sync_assets()
        tasks.refresh_quotes()
        tasks.record_candles()
        tasks.record_global_figures()
    assert not RefreshRun.objects.exclude(error="").exists()
    assert not Candle.objects.exclude(source="live").exists()
