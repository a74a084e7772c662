import json

import pytest
import redis
from django.db import OperationalError

from config.server.probes import Readiness, healthz
from tests.config.server.exchange import Client, make_scope
from tests.portfolios.live.loops import run


def answer(app, path="/readyz", **headers) -> Client:
    client = Client()
    run(app(make_scope(path=path, headers=headers), client.receive, client.send))
    return client


def failing(error):
    def ask():
        raise error

    return ask


def readiness(*, ask=lambda: None, is_stuck=False) -> Readiness:
    return Readiness(ask=ask, is_stuck=lambda: is_stuck)


def test_a_process_whose_servers_answer_is_ready_under_any_name():
    client = answer(readiness(), host="10.0.0.7:8000")
    assert client.status == 200
    assert json.loads(client.body) == {"status": "ok"}


@pytest.mark.parametrize("error", [OperationalError("gone"), redis.ConnectionError("gone")])
def test_a_process_without_its_database_or_cache_is_not_ready_and_lives(error):
    assert answer(readiness(ask=failing(error))).status == 503
    assert answer(healthz, "/healthz").status == 200


def test_a_process_whose_requests_are_stuck_is_not_ready():
    assert answer(readiness(is_stuck=True)).status == 503
