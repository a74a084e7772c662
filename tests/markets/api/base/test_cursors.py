"""Cursors: what is put in comes out, and nothing else is taken for one."""

import base64
import json
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from markets.api.base.cursors import MAX_SIZE, cursor_of, next_address, page_size, values_of
from markets.api.base.pagination import _plain

printable = st.text(st.characters(categories=("L", "N", "P", "S")), max_size=30)
wholes = st.integers(-(2**63) + 1, 2**63 - 1)
instants = st.datetimes(min_value=datetime(2009, 1, 1), timezones=st.just(UTC))


def encoded(value) -> str:
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


@given(st.lists(st.one_of(printable, wholes, instants, st.dates()), min_size=1, max_size=3))
def test_values_come_back_as_they_were(values):
    assert values_of(cursor_of([_plain(one) for one in values]), count=len(values)) == values


def test_an_instant_comes_back_in_utc():
    berlin = datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=1)))
    (found,) = values_of(cursor_of([_plain(berlin)]), count=1)
    assert (found, found.tzinfo) == (berlin, UTC)
    assert values_of(cursor_of([_plain(date(2026, 3, 1))]), count=1) == [date(2026, 3, 1)]


def test_what_is_no_cursor_of_the_list_is_refused():
    """Other lengths and kinds, numbers beyond the database's, nesting, what is no JSON at all."""
    odd = [
        encoded([1, 2]), encoded([]), encoded({"at": "2026-01-01"}), encoded(7), encoded("x"),
        encoded([None]), encoded([True]), encoded([1.5]), encoded([[1]]), encoded([{"at": 5}]),
        encoded([{"at": "2026-13-01"}]), encoded([{"at": "2026-01-01T25:00:00Z"}]),
        encoded([{"at": "0001-01-01T00:00:00+23:59"}]), encoded([{"at": "2026-01-01", "x": 1}]),
        encoded([2**63]), encoded([-(2**63)]), encoded(["a\x00b"]), encoded(["a\nb"]),
        encoded(b"\xff\xfe"), encoded(b"[" * 50_000), encoded(b"[1"), "=", "a b", "ü", "A",
    ]  # fmt: skip
    for cursor in odd:
        with pytest.raises(ValidationError) as refusal:
            values_of(cursor, count=1)
        assert list(refusal.value.detail) == ["cursor"], cursor[:40]


@given(st.binary(max_size=60))
def test_any_bytes_are_values_or_a_refusal(content):
    with suppress(ValidationError):
        assert len(values_of(encoded(content), count=1)) == 1


def asked(query: str) -> Request:
    return Request(APIRequestFactory().get(f"/api/v1/lots/?{query}"))


def test_a_page_has_1_to_500_rows():
    for text, size in {"": 100, "page_size=1": 1, "page_size=500": 500, "page_size=007": 7}.items():
        assert page_size(asked(text)) == size
    for text in ("0", "501", "-1", "1.5", "x", "", "٣", "9" * 5000, "1e2", "+5", " 5",
                 "0000000011000", "0" * 9):  # fmt: skip
        with pytest.raises(ValidationError, match=f"from 1 to {MAX_SIZE}"):
            page_size(Request(APIRequestFactory().get("/x/", {"page_size": text})))


def test_the_next_address_differs_by_its_cursor_alone():
    found = next_address(asked("type=buy&type=sell&cursor=old&page_size=2"), "new")
    assert found.partition("?")[0].endswith("/api/v1/lots/")
    assert sorted(found.partition("?")[2].split("&")) == [
        "cursor=new", "page_size=2", "type=buy", "type=sell",
    ]  # fmt: skip
