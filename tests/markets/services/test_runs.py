"""Jobs that bring something once a period, however often they are called."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import caches
from redis import Redis

from markets.models import RefreshRun
from markets.services import run_once_in
from markets.services.runs import recorded_run

pytestmark = pytest.mark.django_db

EVERY = timedelta(hours=6)


@pytest.fixture
def seconds_left(valkey):
    """For how long no other run may begin."""
    client = Redis.from_url(settings.CACHES["default"]["LOCATION"])

    def of_key() -> list[int]:
        return [client.ttl(key) for key in client.scan_iter("*once:*")]

    caches["default"].clear()
    yield of_key
    client.close()


def run_of() -> RefreshRun:
    with recorded_run(RefreshRun.Kind.SENTIMENT, provider="x") as run:
        run.count(1, accepted=1)
    return run


def test_a_process_that_is_killed_holds_its_job_for_minutes_and_not_for_its_pause(
    simulated_market, seconds_left
):
    seen = []

    def job():
        seen.extend(seconds_left())
        return run_of()

    assert run_once_in(EVERY, job).accepted == 1
    assert len(seen) == 1
    assert 0 < seen[0] <= 600
    assert 6 * 3600 - 60 < seconds_left()[0] <= 6 * 3600
    assert run_once_in(EVERY, job) is None


def test_what_raises_may_run_at_the_next_call(simulated_market, seconds_left):
    def job():
        raise ValueError("no such thing")

    for _ in range(2):
        with pytest.raises(ValueError, match="no such thing"):
            run_once_in(EVERY, job)
    assert seconds_left() == []
