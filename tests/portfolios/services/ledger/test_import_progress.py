"""How far a long file is reaches the pages of whoever sent it."""

import json
import time

import pytest
import redis

from markets.events import channel
from portfolios.services.ledger.import_progress import ImportProgress, share_of
from portfolios.services.ledger.imports import jobs
from portfolios.services.ledger.imports.answers import Answers
from tests.factories import make_asset, make_portfolio
from tests.portfolios.importers.texts import deposit, tidemark

TEXT = tidemark(*(deposit(str(number)) for number in range(1, 5)))


@pytest.fixture
def batch(alice, settings):
    settings.BOOKS_INLINE_ROWS = 2
    for slug in ("usd", "bitcoin", "ethereum"):
        make_asset(slug)
    return jobs.receive_file(
        make_portfolio(alice), user=alice, filename="l.csv", content=TEXT.encode()
    )


@pytest.fixture
def told(settings):
    """The events of imports since the last call."""
    with redis.Redis.from_url(settings.REDIS_URL, decode_responses=True) as server:
        subscription = server.pubsub(ignore_subscribe_messages=True)
        subscription.subscribe(channel("imports"))
        subscription.get_message(timeout=5)

        def events() -> list[dict]:
            found = []
            while message := subscription.get_message(timeout=0.2):
                found.append(json.loads(message["data"]))
            return found

        yield events


def test_only_who_sent_the_file_hears_of_it(batch, alice, told):
    ImportProgress(batch)(0.25)
    assert share_of(batch.pk) == 0.25
    assert told() == [{"users": [alice.pk]}]


def test_a_page_is_not_asked_to_look_more_often_than_somebody_sees(batch, told, monkeypatch):
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    progress = ImportProgress(batch)
    for share in (0.1, 0.2, 0.3):
        progress(share)
    assert len(told()) == 1
    assert share_of(batch.pk) == 0.3
    now += 0.5
    progress(0.4)
    assert len(told()) == 1


def test_the_end_is_told_once_the_page_would_show_it(
    batch, told, django_capture_on_commit_callbacks
):
    for expected in ("previewed", "committed"):
        with django_capture_on_commit_callbacks() as after:
            assert jobs.run_import(batch.pk)
        told()
        for callback in after:
            callback()
        assert told()
        batch.refresh_from_db()
        assert batch.status == expected
        if expected == "previewed":
            jobs.submit_import(batch, answers=Answers())


def test_a_file_of_nobody_is_told_to_nobody(batch, told):
    batch.user_id = None
    ImportProgress(batch)(0.5)
    assert told() == []
