"""Instants on pages: in the zone of whoever reads them, and said so."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template

from markets.templatetags.instants import in_zone

SUMMER, WINTER = (datetime(2026, month, 15, 22, 30, 5, tzinfo=UTC) for month in (7, 1))


def written(value, *, zone=None, options="") -> str:
    context = {"value": value} | ({"readers_zone": ZoneInfo(zone)} if zone else {})
    return Template("{% instant value " + options + " %}").render(Context(context))


@pytest.mark.parametrize(
    ("value", "zone", "text"),
    [(SUMMER, None, "2026-07-15 22:30 UTC"), (SUMMER, "Europe/Berlin", "2026-07-16 00:30 CEST"),
     (WINTER, "Europe/Berlin", "2026-01-15 23:30 CET"),
     (SUMMER, "Asia/Kolkata", "2026-07-16 04:00 IST"),
     (SUMMER, "America/Sao_Paulo", "2026-07-15 19:30 -03")],
)  # fmt: skip
def test_an_instant_is_of_the_readers_zone(value, zone, text):
    assert written(value, zone=zone) == text


@pytest.mark.parametrize(
    ("text", "zone", "clock"),
    [("9999-12-31T23:30", "Europe/Berlin", "23:30"),
     ("9999-12-31T23:30", "America/Sao_Paulo", "20:30"),
     ("0001-01-01T00:30", "America/Sao_Paulo", "00:30")],
)  # fmt: skip
def test_an_instant_that_a_zone_has_no_clock_for_is_shown_as_it_is(text, zone, clock):
    """An expiry may have been set from another zone, or before the portfolio changed its own."""
    value = datetime.fromisoformat(text).replace(tzinfo=UTC)
    assert f"{in_zone(value, ZoneInfo(zone)):%H:%M}" == clock
    assert clock in written(value, zone=zone)


def test_seconds_are_shown_where_they_matter():
    assert written(SUMMER, options="seconds=True") == "2026-07-15 22:30:05 UTC"


def test_no_instant_is_a_dash_or_what_is_said_in_its_place():
    assert (written(None), written(None, options="'never'")) == ("–", "never")
