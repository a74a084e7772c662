"""The fear and greed index, by the vendor's contract and against its breaches."""

from datetime import UTC, date, datetime

import pytest

from markets.providers.alternative_me import AlternativeMe
from markets.providers.base import ProviderError
from tests.markets import fake_vendor as bad

NOW = datetime(2026, 4, 7, 17, tzinfo=UTC)


def row(day: int, value: object) -> dict:
    stamp = int(datetime(2026, 4, day, tzinfo=UTC).timestamp())
    return {"value": value, "value_classification": "Fear", "timestamp": str(stamp)}


@pytest.fixture
def client(vendor):
    return AlternativeMe(base_url=vendor.url, now=lambda: NOW, sleep=lambda seconds: None)


@pytest.fixture
def answer(vendor):
    def put(*rows):
        vendor.routes["/fng/"] = {"name": "x", "data": list(rows), "metadata": {"error": None}}

    return put


def test_days_come_oldest_first(client, answer, vendor):
    answer(row(7, "23") | {"time_until_update": "25675"}, row(6, "31"))
    records = client.sentiment().records
    assert [(record.day, record.value) for record in records] == [
        (date(2026, 4, 6), 31.0), (date(2026, 4, 7), 23.0),
    ]  # fmt: skip
    assert vendor.requests[0].query == {"limit": "0", "format": "json"}


@pytest.mark.parametrize(
    "odd",
    [None, {}, row(6, None), row(6, "NaN"), row(6, "101"), row(6, "-1"), row(6, "calm"),
     row(8, "50"), {"value": "5", "timestamp": "soon"}, {"value": "5", "timestamp": None},
     {"value": "5", "timestamp": "99999999999999999999"}],
)  # fmt: skip
def test_an_odd_day_is_counted_and_costs_no_other(client, answer, odd):
    answer(row(7, "23"), odd, row(5, "40"))
    page = client.sentiment()
    assert ([record.day.day for record in page.records], page.skipped) == ([5, 7], 1)


def test_of_a_day_that_comes_twice_the_first_counts(client, answer):
    answer(row(7, "23"), row(7, "90"))
    page = client.sentiment()
    assert ([record.value for record in page.records], page.rejected) == ([23.0], {"repeated": 1})


@pytest.mark.parametrize(
    "body", [b"[]", b"null", b'{"data": {}}', b'{"data": [], "metadata": {"error": "down"}}']
)
def test_an_answer_of_another_form_is_an_error(client, vendor, body):
    vendor.replies = [bad.text(body)]
    with pytest.raises(ProviderError):
        client.sentiment()
