"""Filters of lists: each takes what its schema says; what it can't read is named."""

from datetime import UTC, date, datetime

from django.http import QueryDict
from django_filters.rest_framework import FilterSet

from markets.api.filters import (
    AssetFilter,
    DayFilter,
    FlagFilter,
    IdFilter,
    InstantFilter,
    NameFilter,
    SlugsFilter,
)
from markets.models import Asset


class OneOfEach(FilterSet):
    id = IdFilter()
    day = DayFilter()
    flag = FlagFilter()
    at = InstantFilter()
    name = NameFilter()
    slugs = SlugsFilter()

    class Meta:
        model = Asset
        fields: list[str] = []


def read(name: str, text: str):
    """The value that a filter reads, or the sentence that it refuses the text with."""
    query = QueryDict(mutable=True)
    query[name] = text
    form = OneOfEach(query, queryset=Asset.objects.none()).form
    if form.is_valid():
        return form.cleaned_data[name]
    assert list(form.errors) == [name]
    return form.errors[name][0]


def test_an_id_is_a_whole_number_that_the_database_has():
    for text, value in {"0": 0, "7": 7, "007": 7, str(2**63 - 1): 2**63 - 1, "": None}.items():
        assert read("id", text) == value, text
    for text in ("-1", "1.0", "1e3", "+1", "x", "٣", "²", str(2**63), "9" * 5000, "1_000", "0x1"):
        assert read("id", text) == "This is no id.", text[:40]


def test_a_day_is_written_in_one_way():
    for text, day in {"2026-01-31": date(2026, 1, 31), "2024-02-29": date(2024, 2, 29),
                      "0001-01-01": date.min, "": None}.items():  # fmt: skip
        assert read("day", text) == day, text
    for text in ("31.01.2026", "01/02/2026", "2026-1-31", "20260131", "2026-02-29", "2026-W05",
                 "0000-01-01", "٢٠٢٦-01-31", "2026-01-31T00:00", "today"):  # fmt: skip
        assert read("day", text) == "Write a day as 2026-01-31.", text


def test_a_flag_has_two_words():
    assert [read("flag", text) for text in ("true", "false", "")] == [True, False, None]
    for text in ("True", "FALSE", "1", "0", "yes", "on", "null"):
        assert read("flag", text) == "Write true or false.", text


def test_an_instant_is_that_of_its_offset():
    noon = datetime(2026, 1, 31, 12, tzinfo=UTC)
    for text in ("2026-01-31T12:00:00Z", "2026-01-31T13:00:00+01:00", "2026-01-31T06:30:00-05:30",
                 "2026-01-31T12:00:00"):  # fmt: skip
        found = read("at", text)
        assert (found, found.tzinfo) == (noon, UTC), text
    for text in ("0001-01-01T00:00:00+23:00", "9999-12-31T23:00:00-23:00"):
        assert read("at", text) == "This instant is beyond the calendar.", text
    for text in ("noon", "2026-02-30T12:00:00Z", "2026-01-31T25:00:00Z", "1769860800"):
        assert isinstance(read("at", text), str), text


def test_a_name_has_something_to_be_seen_and_an_end():
    for text in ("btc", "日本", "a b", "x" * 200, "%", "O'Neill"):
        assert read("name", text) == text
    assert read("name", " btc ") == "btc"
    for text in ("a\x07b", "a\x9fb"):
        assert read("name", text) == "This is no name.", repr(text)
    assert "200" in read("name", "x" * 201)


def test_slugs_stand_between_commas():
    assert read("slugs", "bitcoin,wrapped-bitcoin,a_1") == ["bitcoin", "wrapped-bitcoin", "a_1"]
    for text in ("bit coin", "bitcoin,é", "a;b", "a,b'", "../x"):
        assert "slug" in read("slugs", text), text


def test_a_kind_is_one_of_the_vocabulary():
    form = AssetFilter({"kind": "coin", "is_active": "true"}, queryset=Asset.objects.none()).form
    assert form.is_valid()
    for kind in ("Coin", "coins", "1"):
        form = AssetFilter({"kind": kind}, queryset=Asset.objects.none()).form
        assert list(form.errors) == ["kind"], kind
