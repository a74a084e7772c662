from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolios.accounting.core.instants import CLOCK_TOLERANCE
from portfolios.importers.base import RowReadError
from portfolios.importers.instants import DateStyle, parse_instant
from tests.portfolios.importers.texts import NOW

BERLIN = ZoneInfo("Europe/Berlin")


def instant(text, tz=UTC, style=None):
    return parse_instant(text, tz=tz, style=style or DateStyle(), now=NOW)


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-31T13:45:00Z",
        "2024-01-31 13:45:00 UTC",
        "2024-01-31 13:45:00",
        "2024-01-31 13:45",
        "2024-01-31T14:45:00+01:00",
        "2024-01-31T08:45:00-0500",
        "2024-01-31 08:45:00 -05",
        "2024-01-31T03:45:00 UTC-10:00",
        "2024-02-01T03:45:00 GMT+14",
        "2024-01-31T19:30:00+05:45",
        "2024-01-31T13:45:00.000000000Z",
        "2024/01/31 13:45:00",
        "31.01.2024 13:45",
        "31.01.2024, 13:45:00",
        "31/01/2024 13:45",
        "01/31/2024 13:45",
        "01/31/2024 1:45 PM",
        "1/31/2024, 1:45:00 p.m.",
    ],
)
def test_one_instant_has_many_spellings(text):
    assert instant(text) == datetime(2024, 1, 31, 13, 45, tzinfo=UTC)


def test_a_date_alone_is_the_day_s_start_in_the_zone():
    assert instant("2024-01-31", tz=BERLIN) == datetime(2024, 1, 30, 23, tzinfo=UTC)


def test_a_clock_time_without_offset_is_read_in_the_zone():
    assert instant("2024-07-01 12:00", tz=BERLIN) == datetime(2024, 7, 1, 10, tzinfo=UTC)


def test_fractions_of_a_second_are_kept_to_the_microsecond():
    assert instant("2017-09-14 07:12:34.1234").microsecond == 123400


def test_a_time_the_clocks_skipped_is_refused():
    with pytest.raises(RowReadError, match="skipped"):
        instant("2024-03-31 02:30", tz=BERLIN)


def test_a_date_whose_midnight_the_clocks_skipped_begins_after_the_gap():
    sao_paulo = ZoneInfo("America/Sao_Paulo")
    assert instant("2018-11-04", tz=sao_paulo) == datetime(2018, 11, 4, 3, tzinfo=UTC)
    with pytest.raises(RowReadError, match="skipped"):
        instant("2018-11-04 00:30", tz=sao_paulo)


def test_a_time_that_happened_twice_is_the_earlier_one():
    assert instant("2024-10-27 02:30", tz=BERLIN) == datetime(2024, 10, 27, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["1970-01-01", "2009-01-02 23:59:59", "1900-01-01T00:00:00Z"])
def test_a_date_before_the_first_block_is_refused(text):
    with pytest.raises(RowReadError, match="2009-01-03"):
        instant(text)


@pytest.mark.parametrize("text", ["2100-01-01", "9999-12-31", "2026-06-02 00:00:01"])
def test_a_date_in_the_future_is_refused(text):
    with pytest.raises(RowReadError, match="future"):
        instant(text)


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2024-13-01", "2024-02-30", "2023-02-29", "24-01-31", "2024-01-31 25:00",
     "2024-01-31 13:60", "2024-01-31 13:45:61", "2024-01-31 13:00 PM", "45322", "0000-01-01",
     "2024-01/31", "2024-01-31T10:00:00+99:00", "٢٠٢٤-٠١-٣١", "2024-01-31T10:00:00+05:99",
     "2024-01-31T10:00:00+15:00", "2024-01-31T10:00:00-23:59", "2024-01-31T10:00:00+",
     "2024-01-31 24:00", "2024-01-31 23:59:60", "2024-01-31 10", "2024-01-31T", "20240131",
     "1706659200", "2024-01-31 10:00 CET", "31.01.24", "2024-W05-3"],
)  # fmt: skip
def test_what_is_no_date_is_refused(text):
    with pytest.raises(RowReadError):
        instant(text)


def test_a_date_with_slashes_is_refused_where_no_other_date_settles_the_order():
    with pytest.raises(RowReadError, match="day first or month first"):
        instant("01/02/2024")


def test_a_date_with_the_same_day_and_month_needs_no_other():
    assert instant("03/03/2024") == datetime(2024, 3, 3, tzinfo=UTC)


def test_the_order_is_learnt_from_dates_that_leave_no_doubt():
    month_first, day_first = DateStyle(), DateStyle()
    month_first.learn("01/31/2024")
    day_first.learn("31/01/2024 10:00")
    assert instant("01/02/2024", style=month_first) == datetime(2024, 1, 2, tzinfo=UTC)
    assert instant("01/02/2024", style=day_first) == datetime(2024, 2, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["13/13/2024", "99/01/24", "31.01.2024", "2024-31-01", "", "31/01", "20/20/2024"]
)
def test_what_is_no_date_with_slashes_settles_no_order(text):
    style = DateStyle()
    style.learn(text)
    assert (style.day_first, style.month_first) == (False, False)


@pytest.mark.parametrize(("seen", "day"), [((), 2), (("01/31/2024",), 2), (("31/01/2024",), 1)])
def test_a_source_that_puts_the_month_first_does_so_unless_its_file_says_otherwise(seen, day):
    style = DateStyle(writes_month_first=True)
    for text in seen:
        style.learn(text)
    expected = datetime(2024, 1, 2, tzinfo=UTC) if day == 2 else datetime(2024, 2, 1, tzinfo=UTC)
    assert instant("01/02/2024", style=style) == expected


def test_a_file_with_both_orders_settles_nothing():
    style = DateStyle()
    style.learn("01/31/2024")
    style.learn("31/01/2024")
    with pytest.raises(RowReadError, match="both orders"):
        instant("01/02/2024", style=style)


instants = st.datetimes(min_value=datetime(2009, 1, 4), max_value=datetime(2026, 5, 31)).map(
    lambda value: value.replace(tzinfo=UTC)
)


@given(instants, st.integers(-14 * 60, 14 * 60))
def test_every_offset_of_an_instant_is_that_instant(value, minutes):
    sign, size = ("-", -minutes) if minutes < 0 else ("+", minutes)
    local = (value + timedelta(minutes=minutes)).replace(tzinfo=None)
    text = f"{local.isoformat()}{sign}{size // 60:02}:{size % 60:02}"
    assert instant(text) == value


@given(instants)
def test_every_wall_clock_time_is_read_back_in_its_zone(value):
    local = value.astimezone(BERLIN)
    read = instant(f"{local:%Y-%m-%d %H:%M:%S.%f}", tz=BERLIN)
    assert read in (value, value - timedelta(hours=1))
    assert read.astimezone(BERLIN).replace(tzinfo=None) == local.replace(tzinfo=None)


@given(st.text(max_size=30))
def test_any_text_is_an_instant_within_bounds_or_refused(text):
    try:
        value = instant(text)
    except RowReadError:
        return
    assert datetime(2009, 1, 3, tzinfo=UTC) <= value <= NOW + CLOCK_TOLERANCE
