"""Entity tags: what is the same has the same, and headers are read as RFC 9110 has them."""

from datetime import UTC, datetime

import pytest
from django.http import HttpResponse
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.exceptions import ValidationError
from rest_framework.test import APIRequestFactory

from markets.api.base.cached import Bodies, Body
from markets.api.base.conditional import (
    ANY,
    compressed_tag,
    etag_of,
    held_tag,
    mark_private,
    plain_tag,
    read_tags,
)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(json_values, json_values)
def test_a_tag_tells_what_differs(one, other):
    """Python's 1 == True is no sameness of JSON; order of names is none of an object's."""
    is_same = repr(_sorted(one)) == repr(_sorted(other))
    assert (etag_of(one) == etag_of(other)) == is_same


def _sorted(value):
    if isinstance(value, dict):
        return sorted((name, _sorted(inner)) for name, inner in value.items()), "object"
    return [_sorted(one) for one in value] if isinstance(value, list) else value


def test_a_tag_sees_every_digit_of_a_figure():
    """A decimal is written as its text, as serializers do."""
    figures = ["1.000000000000000001", "1.00000000000000000", "1", 1]
    assert len({etag_of({"price": figure}) for figure in figures}) == 4
    at = datetime(2026, 1, 1, tzinfo=UTC)
    assert etag_of({"at": at}) != etag_of({"at": at.replace(microsecond=1000)})


def test_if_match_is_read_as_a_list_of_tags():
    cases = {
        '"a"': {'"a"'}, '"a", "b"': {'"a"', '"b"'}, ' "a" ,,\t"b", ': {'"a"', '"b"'},
        'W/"a"': {'W/"a"'}, '"a,b"': {'"a,b"'}, '""': {'""'}, "*": {ANY}, " * ": {ANY},
        '"abc-gzip"': {'"abc"'}, None: set(),
    }  # fmt: skip
    for header, tags in cases.items():
        assert read_tags(header) == tags, header
    for header in ("", "abc", "'a'", '"a" "b"', '"a', 'w/"a"', '"a", *', "*, *", '"a b"', '"a"b"'):
        with pytest.raises(ValidationError) as refusal:
            read_tags(header)
        assert list(refusal.value.detail) == ["If-Match"], header


def test_a_compressed_form_is_held_as_its_own():
    tag = etag_of([1])
    assert plain_tag(compressed_tag(tag)) == tag == plain_tag(tag)
    for header, held in [
        (tag, tag), (f"W/{tag}", tag), (compressed_tag(tag), compressed_tag(tag)),
        (f'"x", {tag}', tag), ("*", tag), ('"x"', ""), ("", ""), ("nonsense", ""),
    ]:  # fmt: skip
        request = APIRequestFactory().get("/", headers={"If-None-Match": header})
        assert held_tag(request, tag) == held, header
    answer = mark_private(HttpResponse(), tag)
    assert (answer["ETag"], answer["Cache-Control"]) == (tag, "private, no-cache")


def test_answers_of_an_older_state_go_at_once_and_the_least_used_first():
    bodies = Bodies(most=2)
    one, two, three = (Body(content, '"t"') for content in (b"1", b"2", b"3"))
    bodies.keep((1,), "/a", one)
    bodies.keep((1,), "/b", two)
    assert bodies.find((1,), "/a") == one
    bodies.keep((1,), "/c", three)
    assert [bodies.find((1,), name) for name in ("/a", "/b", "/c")] == [one, None, three]
    assert bodies.find((2,), "/a") is None
    bodies.keep((2,), "/b", two)
    assert [bodies.find((version,), "/a") for version in (1, 2)] == [None, None]
    assert bodies.find((2,), "/b") == two
