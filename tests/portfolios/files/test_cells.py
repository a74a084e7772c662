"""Single cells of a ledger or price file."""

from zoneinfo import ZoneInfo

import pytest

from portfolios.files.cells import CellError, read_instant, read_number


@pytest.mark.parametrize(
    ("text", "tz", "expected"),
    [
        ("2024-01-31", "UTC", "2024-01-31T00:00:00+00:00"),
        ("2024-01-31", "Europe/Berlin", "2024-01-30T23:00:00+00:00"),
        ("2024-01-31T13:45:00Z", "Europe/Berlin", "2024-01-31T13:45:00+00:00"),
        ("2024-01-31 13:45:00 UTC", "Europe/Berlin", "2024-01-31T13:45:00+00:00"),
        ("2024-01-31T13:45:00+02:00", "UTC", "2024-01-31T11:45:00+00:00"),
        ("2024-07-31 13:45", "Europe/Berlin", "2024-07-31T11:45:00+00:00"),
        ("2024-01-31T13:45:00.123456Z", "UTC", "2024-01-31T13:45:00.123456+00:00"),
    ],
)
def test_instants(text, tz, expected):
    assert read_instant(text, tz=ZoneInfo(tz)).isoformat() == expected


@pytest.mark.parametrize(
    "text", ["", "31.01.2024", "2024-1-31", "20240131", "2024-02-30", "0001-01-01", "UTC", "now"]
)
def test_what_is_no_instant(text):
    with pytest.raises(CellError):
        read_instant(text, tz=ZoneInfo("Asia/Tokyo"))


@pytest.mark.parametrize("text", ["1_000", "1,5", "1 000", "٣", "0x1", "inf", "nan", "", ".", "1e"])
def test_what_is_no_number(text):
    with pytest.raises(CellError):
        read_number(text)


@pytest.mark.parametrize("text", ["1", "-1.5", "+.5", "5.", "1e-8", "1.5E+3"])
def test_numbers(text):
    assert float(read_number(text)) == float(text)
