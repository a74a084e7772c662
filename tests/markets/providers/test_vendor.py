"""A vendor's refusals in every form become one error, and hold the budget where they must."""

import json

import pytest
from django.conf import settings

from markets.providers.base import ProviderError
from markets.providers.budget import RequestBudget, redis_client
from markets.providers.vendor import Vendor, refusal_in
from tests.markets import fake_vendor as bad

TOO_MANY = [
    {"status": {"error_code": 429, "error_message": "You've exceeded the Rate Limit."}},
    {"error": {"type": "too_many_requests", "message": "Slow down"}},
    {"error": {"code": 429}},
    {"statusCode": 429, "message": "Too Many Requests"},
    {"status": 429},
    {"code": 429, "msg": "x"},
    {"code": "429"},
    {"statusCode": "429", "message": "Slow down"},
    {"status": {"error_code": "429"}},
    {"metadata": {"error": "Rate limit exceeded"}, "data": []},
    {"error": "Too Many Requests"},
    {"error": ["EAPI:Rate limit exceeded"], "result": {}},
    {"error": {"code": "RATE_LIMITED"}},
    {"error": {"code": "429"}},
]
OTHER = [
    ({"status": {"error_code": 10002}}, True),
    ({"status": {"error_code": 503}}, False),
    ({"error": {"type": "bad_parameter", "message": "very-secret"}}, True),
    ({"error": "id not found"}, True),
    ({"error": True}, True),
    ({"error": ["EQuery:very-secret"], "result": {}}, True),
    ({"error": [None, 5, {}]}, True),
    ({"metadata": {"error": "very-secret"}}, True),
    ({"code": "503"}, False),
    ({"status": "error", "data": []}, True),
    ({"statusCode": 502}, False),
]
PROPER = [
    [], {}, {"data": []}, {"status": "success", "data": []}, {"error": None, "data": 1},
    {"metadata": {"error": None}, "data": []}, {"code": "btc"}, {"status": 200}, 7, None,
    {"error": [], "result": {}}, {"error": "", "data": 1}, {"code": "0"}, {"code": 0},
    {"status": {"error_code": 0}}, {"status": {"error_code": None}}, {"code": True}, "error",
    {"code": "4290"}, {"metadata": []}, {"metadata": {"error": 0}},
]  # fmt: skip


@pytest.fixture
def budget(valkey):
    return RequestBudget("x", limit=10, client=redis_client(settings.REDIS_URL))


@pytest.fixture
def server(vendor, budget):
    return Vendor("x", vendor.url, budget=budget, sleep=lambda seconds: None)


@pytest.mark.parametrize("body", TOO_MANY, ids=json.dumps)
def test_too_many_requests_in_a_body_hold_the_budget(server, vendor, budget, body):
    vendor.replies = [bad.text(json.dumps(body).encode())]
    with pytest.raises(ProviderError, match="x: too many requests") as caught:
        server.get("/list")
    assert (caught.value.permanent, caught.value.retry_after) == (False, 60)
    with pytest.raises(ProviderError) as held:
        budget.acquire()
    assert held.value.retry_after > 50


def test_a_429_with_a_long_wait_holds_the_budget(server, vendor, budget):
    vendor.replies = [bad.status(429, Retry_After="33")]
    with pytest.raises(ProviderError):
        server.content("/file")
    with pytest.raises(ProviderError) as held:
        budget.acquire()
    assert 32 < held.value.retry_after <= 33


def test_a_429_that_names_no_wait_holds_the_budget_too(server, vendor, budget):
    vendor.replies = [bad.status(429)] * 3
    with pytest.raises(ProviderError) as caught:
        server.get("/list")
    assert (caught.value.status, caught.value.retry_after) == (429, 60)
    with pytest.raises(ProviderError) as held:
        budget.acquire()
    assert held.value.retry_after > 50


def test_a_ban_holds_the_budget_to_its_end(server, vendor, budget):
    vendor.replies = [bad.status(418, Retry_After="7200")]
    with pytest.raises(ProviderError):
        server.get("/list")
    assert 7190 < budget.state().held <= 7200


def test_a_server_in_trouble_does_not_hold_the_budget(server, vendor, budget):
    vendor.replies = [bad.status(503, Retry_After="33")]
    with pytest.raises(ProviderError) as caught:
        server.get("/list")
    assert caught.value.retry_after == 33
    budget.acquire()


@pytest.mark.parametrize(("body", "permanent"), OTHER)
def test_other_refusals_are_told_apart_without_the_vendors_words(server, vendor, body, permanent):
    vendor.replies = [bad.text(json.dumps(body).encode())]
    with pytest.raises(ProviderError) as caught:
        server.get("/list")
    assert caught.value.permanent is permanent
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("body", PROPER, ids=json.dumps)
def test_proper_answers_are_no_refusals(body):
    assert refusal_in(body) is None


@pytest.mark.parametrize("body", [{}, None, 7, "x"], ids=json.dumps)
def test_rows_must_be_a_list(server, vendor, body):
    vendor.replies = [bad.text(json.dumps(body).encode())]
    with pytest.raises(ProviderError, match="list of rows"):
        server.rows("/list")


@pytest.mark.parametrize("body", [[], None, 7, "x"], ids=json.dumps)
def test_a_table_must_be_an_object(server, vendor, body):
    vendor.replies = [bad.text(json.dumps(body).encode())]
    with pytest.raises(ProviderError, match="object"):
        server.table("/list")


def test_bytes_come_as_they_are(server, vendor):
    vendor.routes["/file"] = b"<xml/>"
    assert server.content("/file") == b"<xml/>"
