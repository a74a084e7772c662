"""What is computed once for a state of the market, and which job has failed since when."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest

from markets.models import RefreshRun
from markets.selectors.health import job_health
from markets.selectors.versions import Latest, analysis_version, market_version
from tests.factories import finish_refresh, make_market
from tests.markets.analyses import store_analysis

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def test_a_value_is_built_once_a_key_and_forgotten_with_it():
    latest, built = Latest(), []

    def get(key):
        return latest.get(key, lambda: built.append(key) or len(built))

    assert [get("a"), get("a"), get("b"), get("b"), get("a")] == [1, 1, 2, 2, 3]
    assert [get(None), get(None)] == [4, 5]
    assert get("a") == 3


def test_a_build_that_fails_is_tried_again():
    latest = Latest()
    with pytest.raises(ZeroDivisionError):
        latest.get("a", lambda: 1 / 0)
    assert latest.get("a", lambda: 7) == 7


def test_others_wait_for_the_one_that_builds():
    latest, begun, may_end, built = Latest(), threading.Event(), threading.Event(), []

    def build():
        begun.set()
        may_end.wait(20)
        built.append(1)
        return object()

    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(latest.get, "a", build)
        begun.wait(20)
        others = [pool.submit(latest.get, "a", build) for _ in range(3)]
        may_end.set()
        assert {one.result() for one in others} == {first.result()}
    assert built == [1]


@pytest.mark.django_db
def test_a_state_is_that_of_a_market_and_its_last_refresh_of_a_kind():
    assert market_version() is None
    make_market()
    assert market_version() is None
    finish_refresh()
    quotes, candles = market_version(), market_version(("candles",))
    assert quotes is not None
    assert candles is None
    finish_refresh(kind="candles")
    assert market_version() != quotes
    assert market_version(("quotes",)) == market_version(("quotes", "fiat"))
    before = market_version(("quotes",))
    # One that has not finished brought nothing yet.
    RefreshRun.objects.create(kind="quotes", provider="test", started_at=NOW)
    assert market_version(("quotes",)) == before


@pytest.mark.django_db
def test_analyses_have_a_state_of_their_own():
    assert analysis_version() is None
    store_analysis(date(2026, 3, 9))
    first = analysis_version()
    store_analysis(date(2026, 3, 10))
    assert analysis_version() != first


def run(*, ago: float, error: str = "", provider: str = "coingecko", took: float = 0.0):
    at = NOW - timedelta(hours=ago)
    RefreshRun.objects.create(
        kind="quotes", provider=provider, started_at=at, error=error,
        finished_at=at + timedelta(hours=took),
    )  # fmt: skip


@pytest.mark.django_db
def test_a_job_fails_since_its_last_good_end_or_its_first_start():
    run(ago=9, took=1)
    run(ago=5, error="HTTP 500")
    run(ago=1, error="HTTP 403")
    run(ago=3, error="HTTP 500", provider="never")
    run(ago=2, error="HTTP 500", provider="never")
    run(ago=2, error="HTTP 500", provider="well")
    run(ago=1, provider="well")
    found = {job.provider: job for job in job_health(now=NOW)}
    assert found["coingecko"].failing_since == NOW - timedelta(hours=8)
    assert found["coingecko"].error == "HTTP 403"
    assert found["never"].failing_since == NOW - timedelta(hours=3)
    assert found["never"].last_good is None
    assert found["well"].failing_since is None


@pytest.mark.django_db
def test_a_day_of_runs_is_counted_from_its_first_instant_on():
    run(ago=24)
    run(ago=24.001, error="old")
    run(ago=0, error="new")
    (job,) = job_health(now=NOW)
    assert (job.runs, job.failed) == (2, 1)
    assert job.first_run == NOW - timedelta(hours=24.001)
