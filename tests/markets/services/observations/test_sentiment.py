"""Fear and greed: recorded as first seen, of whichever market it is."""

from datetime import UTC, datetime, timedelta

import pytest

from markets.models import RefreshRun, Sentiment
from markets.selectors.sentiment import latest_mood
from markets.services import refresh_sentiment, run_once_in, switch_market
from tests.markets import fake_vendor as bad

pytestmark = pytest.mark.django_db
TODAY = datetime.now(UTC).date()


def row(days_ago: int, value: object) -> dict:
    at = datetime.combine(TODAY - timedelta(days=days_ago), datetime.min.time(), tzinfo=UTC)
    return {"value": str(value), "timestamp": str(int(at.timestamp()))}


@pytest.fixture
def mood(live_market, use_source, vendor):
    """Has the vendor answer these rows."""
    use_source("alternative_me")

    def answer(*rows):
        vendor.routes["/fng/"] = {"data": list(rows), "metadata": {"error": None}}

    return answer


def values() -> dict:
    return {(TODAY - one.day).days: one.value for one in Sentiment.objects.all()}


def test_every_day_is_recorded_with_its_source(mood):
    mood(row(0, 23), row(1, 31))
    run = refresh_sentiment()
    assert values() == {0: 23.0, 1: 31.0}
    assert set(Sentiment.objects.values_list("source", flat=True)) == {"alternative_me"}
    assert (run.kind, run.rows, run.accepted, run.error) == ("sentiment", 2, 2, "")


def test_a_second_run_adds_what_is_new_and_never_changes_a_day(mood):
    mood(row(1, 31))
    refresh_sentiment()
    mood(row(0, 23), row(1, 90), row(2, 40), None)
    run = refresh_sentiment()
    assert values() == {0: 23.0, 1: 31.0, 2: 40.0}
    assert (run.rows, run.accepted, run.unchanged) == (4, 2, 0)
    assert run.reasons == {"unreadable": 1, "another value than at first": 1}


def test_an_unchanged_answer_is_not_sent_again(mood, vendor):
    mood(row(1, 31))
    refresh_sentiment()
    run = refresh_sentiment()
    assert vendor.requests[1].headers["if-none-match"]
    assert (run.rows, run.unchanged) == (1, 1)


def test_a_vendor_that_fails_is_said_and_costs_nothing(mood, vendor):
    mood(row(1, 31))
    refresh_sentiment()
    vendor.replies = [bad.status(403)]
    assert "HTTP 403" in refresh_sentiment().error
    assert values() == {1: 31.0}


def test_a_source_that_is_switched_off_is_not_asked(live_market, vendor):
    assert refresh_sentiment() is None
    assert (vendor.requests, RefreshRun.objects.count()) == ([], 0)


def test_a_simulated_market_asks_nobody_and_has_its_own_mood(simulated_market, use_source, vendor):
    use_source("alternative_me")
    run = refresh_sentiment()
    assert (run.provider, run.error, vendor.requests) == ("simulated", "", [])
    mood = latest_mood()
    assert (mood.day, mood.source_name) == (TODAY - timedelta(days=1), "Simulated market")
    assert refresh_sentiment().unchanged == run.accepted > 2000


def test_a_job_that_brought_something_waits_and_one_that_failed_does_not(mood, vendor):
    vendor.replies = [bad.status(403)]
    every = timedelta(hours=3)
    assert "403" in run_once_in(every, refresh_sentiment).error
    mood(row(0, 23))
    assert run_once_in(every, refresh_sentiment).accepted == 1
    assert run_once_in(every, refresh_sentiment) is None


def test_another_market_waits_for_no_job_of_the_one_before(mood, vendor, valkey):
    mood(row(0, 23))
    every = timedelta(hours=3)
    run_once_in(every, refresh_sentiment)
    switch_market("simulated", seed=5)
    assert run_once_in(every, refresh_sentiment).provider == "simulated"


def test_the_limit_of_requests_is_the_settings(mood, use_source, vendor):
    mood()
    use_source("alternative_me", per_minute=1)
    refresh_sentiment()
    assert "used up" in refresh_sentiment().error
    assert len(vendor.requests) == 1
