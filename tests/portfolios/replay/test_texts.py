"""JSON that is put together from pieces: what any reader of JSON makes of it."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from portfolios.replay import texts
from portfolios.replay.texts import Instants, Names, array, chunks, form, members, quoted

any_text = st.text(max_size=30)


@given(any_text)
def test_a_text_is_read_as_it_was(text):
    assert json.loads(quoted(text)) == text
    assert json.loads(Names()[text]) == text


def test_what_has_no_name_is_null():
    assert Names()[None] == "null"


@given(st.lists(any_text, max_size=7), st.integers(1, 4))
def test_an_array_has_all_items_in_order_whatever_the_batches(items, batch):
    old, texts._BATCH = texts._BATCH, batch
    try:
        body = "".join(array("items", chunks(items, quoted)))
    finally:
        texts._BATCH = old
    assert json.loads('{"first": 0' + body + "}") == {"first": 0, "items": items}


def test_an_array_may_come_in_chunks_of_several_makers():
    parts = [*chunks([1, 2], str), *chunks([], str), *chunks([3], str)]
    assert json.loads('{"first": 0' + "".join(array("items", parts)) + "}")["items"] == [1, 2, 3]


@given(st.dictionaries(any_text, st.one_of(st.none(), any_text, st.integers()), max_size=5))
def test_members_are_those_of_an_object(fields):
    assert json.loads("{" + ", ".join(members(fields)) + "}") == fields


def test_a_form_takes_texts_and_of_a_marked_field_json():
    shape = form("name", "left?", "share")
    assert json.loads(shape % ("a", "null", "0.5")) == {"name": "a", "left": None, "share": "0.5"}


def test_instants_are_written_in_utc_with_a_z(monkeypatch):
    monkeypatch.setattr(texts, "_MOST_INSTANTS", 2)
    written = Instants()
    noon = datetime(2024, 7, 1, 12, tzinfo=UTC)
    cases = {
        noon: "2024-07-01T12:00:00Z",
        noon.replace(microsecond=5): "2024-07-01T12:00:00.000005Z",
        datetime(2024, 7, 1, 1, tzinfo=ZoneInfo("Europe/Berlin")): "2024-06-30T23:00:00Z",
        datetime(2024, 1, 1, 0, tzinfo=ZoneInfo("America/New_York")): "2024-01-01T05:00:00Z",
    }
    for _ in range(2):  # of more than are cached, each time anew
        assert {at: written[at] for at in cases} == cases
        assert len(written) <= 2
