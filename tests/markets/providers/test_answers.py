"""A large answer that has not changed is not sent again."""

import json

import pytest
import redis
from django.conf import settings

from markets.providers.answers import AnswerCache
from markets.providers.base import ProviderError
from markets.providers.budget import redis_client
from markets.providers.web.http import HttpClient
from tests.markets import fake_vendor as bad


@pytest.fixture
def client(vendor, valkey):
    answers = AnswerCache("x", client=redis_client(settings.REDIS_URL))
    return HttpClient(vendor.url, answers=answers, sleep=lambda seconds: None)


def test_an_unchanged_answer_is_read_from_the_store(client, vendor):
    vendor.routes["/list"] = [1, 2]
    assert client.get_json("/list", conditional=True) == [1, 2]
    assert client.get_json("/list", conditional=True) == [1, 2]
    first, second = vendor.requests
    assert "if-none-match" not in first.headers
    assert second.headers["if-none-match"]


def test_a_changed_answer_takes_the_stored_ones_place(client, vendor):
    for rows in ([1], [1, 2]):
        vendor.routes["/list"] = rows
        assert client.get_json("/list", conditional=True) == rows
    assert client.get_json("/list", conditional=True) == [1, 2]


def test_each_query_has_its_answer(client, vendor):
    vendor.routes["/list"] = lambda query: [query["page"]]
    for page in ("1", "2", "1"):
        assert client.get_json("/list", params={"page": page}, conditional=True) == [page]


def test_last_modified_serves_as_well(client, vendor):
    vendor.replies = [bad.status(200, b"[7]", Last_Modified="Sat, 28 Nov 2026 07:00:00 GMT")]
    client.get_json("/list", conditional=True)
    vendor.replies = [bad.status(304, b"")]
    assert client.get_json("/list", conditional=True) == [7]
    assert vendor.requests[1].headers["if-modified-since"] == "Sat, 28 Nov 2026 07:00:00 GMT"


def test_calls_that_are_not_conditional_neither_ask_nor_store(client, vendor, valkey):
    vendor.routes["/list"] = [1]
    client.get_json("/list")
    client.get_json("/list")
    assert "if-none-match" not in vendor.requests[1].headers
    assert valkey.keys("tidemark:answer:*") == []


def test_unchanged_without_a_stored_answer_is_an_error(client, vendor):
    vendor.replies = [bad.status(304, b"")]
    with pytest.raises(ProviderError):
        client.get_json("/list", conditional=True)


def test_answers_without_a_validator_and_refusals_are_not_stored(client, vendor, valkey):
    vendor.replies = [bad.text(b"[1]")]
    client.get_json("/list", conditional=True)
    vendor.replies = [bad.status(404, json.dumps({}).encode(), ETag="x")]
    with pytest.raises(ProviderError):
        client.get_json("/list", conditional=True)
    assert valkey.keys("tidemark:answer:*") == []


def test_no_key_of_the_store_shows_a_query(client, vendor, valkey):
    vendor.routes["/list"] = [1]
    client.get_json("/list", params={"api_key": "very-secret"}, conditional=True)
    (key,) = valkey.keys("tidemark:answer:*")
    assert b"secret" not in key


def test_without_redis_the_vendor_is_asked_for_the_whole(vendor, tmp_path):
    nobody = redis.Redis(unix_socket_path=f"{tmp_path}/nobody.sock")
    client = HttpClient(vendor.url, answers=AnswerCache("x", client=nobody))
    vendor.routes["/list"] = [1]
    assert client.get_json("/list", conditional=True) == [1]


def test_a_validator_that_cannot_be_sent_back_is_none(client, vendor):
    for _ in range(2):
        vendor.replies = [bad.status(200, b"[1]", ETag="\xe9", Last_Modified="M\xe4rz")]
        assert client.get_json("/list", conditional=True) == [1]
    assert not {"if-none-match", "if-modified-since"} & vendor.requests[1].headers.keys()


def test_one_validator_that_cannot_be_sent_back_does_not_cost_the_other(client, vendor):
    day = "Mon, 06 Apr 2026 00:00:00 GMT"
    vendor.replies = [bad.status(200, b"[1]", ETag="\xe9", Last_Modified=day), bad.status(304)]
    assert client.get_json("/list", conditional=True) == [1]
    assert client.get_json("/list", conditional=True) == [1]
    assert vendor.requests[1].headers["if-modified-since"] == day
    assert "if-none-match" not in vendor.requests[1].headers
