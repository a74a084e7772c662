"""Which instants a row can have, and what a wall clock says of them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portfolios.accounting.core.instants import (
    EARLIEST_OF_MONEY,
    SkippedTime,
    from_wall_time,
    instant_fault,
    start_of_day,
)

NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "fault"),
    [
        ("2009-01-03T00:00", ""),
        ("2009-01-02T23:59", "lies before 2009-01-03, the day of the first block"),
        ("2024-06-02T12:00", ""),  # clocks differ by a day at most
        ("2024-06-02T12:01", "lies in the future"),
    ],
)
def test_a_row_lies_between_the_first_block_and_now(at, fault):
    assert instant_fault(utc(at), now=NOW) == fault


def test_without_a_now_no_instant_lies_in_the_future():
    assert instant_fault(utc("2999-01-01T00:00"), now=None) == ""


def test_money_may_be_older_than_coins():
    of_money = {"now": NOW, "earliest": EARLIEST_OF_MONEY}
    assert instant_fault(utc("1999-01-01T00:00"), **of_money) == ""
    assert instant_fault(utc("1998-12-31T23:59"), **of_money) == "lies before 1999-01-01"


@pytest.mark.parametrize(
    ("local", "zone", "at"),
    [
        ("2024-01-01T00:30", "Europe/Berlin", "2023-12-31T23:30"),
        ("2024-07-01T12:00", "America/New_York", "2024-07-01T16:00"),
        ("2024-10-27T02:30", "Europe/Berlin", "2024-10-27T00:30"),  # the earlier one of two
        ("2024-01-01T12:00", "Asia/Kathmandu", "2024-01-01T06:15"),
        ("2024-03-31T02:30", "UTC", "2024-03-31T02:30"),
    ],
)
def test_a_wall_time_is_an_instant(local, zone, at):
    found = from_wall_time(datetime.fromisoformat(local), tz=ZoneInfo(zone))
    assert (found, found.tzinfo) == (utc(at), UTC)


@pytest.mark.parametrize(
    ("local", "zone"),
    [
        ("2024-03-31T02:00", "Europe/Berlin"),
        ("2024-03-31T02:59:59.999999", "Europe/Berlin"),
        ("2018-11-04T00:00", "America/Sao_Paulo"),
        ("2011-12-30T12:00", "Pacific/Apia"),  # a whole day
    ],
)
def test_a_time_that_no_clock_showed_is_refused(local, zone):
    with pytest.raises(SkippedTime):
        from_wall_time(datetime.fromisoformat(local), tz=ZoneInfo(zone))


@pytest.mark.parametrize("edge", ["2024-03-31T01:59:59", "2024-03-31T03:00"])
def test_the_edges_of_a_skipped_hour_are_times(edge):
    local = datetime.fromisoformat(edge)
    assert from_wall_time(local, tz=BERLIN).astimezone(BERLIN).replace(tzinfo=None) == local


@pytest.mark.parametrize(
    ("day", "zone", "first"),
    [
        ("2024-05-01", "Europe/Berlin", "2024-04-30T22:00"),
        ("2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00"),  # it began at one
        ("2024-03-31", "Asia/Beirut", "2024-03-30T22:00"),
    ],
)
def test_a_day_begins_with_the_first_instant_that_its_clocks_show(day, zone, first):
    tz = ZoneInfo(zone)
    begins = start_of_day(datetime.fromisoformat(day), tz=tz)
    assert begins == utc(first)
    assert begins.astimezone(tz).date().isoformat() == day
    just_before = begins - timedelta(microseconds=1)
    assert just_before.astimezone(tz).date().isoformat() < day
