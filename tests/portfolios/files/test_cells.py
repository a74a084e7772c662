"""Single cells of a ledger or price file."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolios.files.cells import (
    CellError,
    account_names,
    asset_names,
    read_instant,
    read_number,
)


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


@pytest.mark.parametrize(
    "text",
    ["9999-12-31T23:59:59-01:00", "9999-12-31", "0001-01-01T00:00:00+14:00", "2024-W05-3",
     "2024-01-31x10:00", "2024-01-31T25:00", "2024-01-31T10:00:00+25:00", "2024-031", "UTCUTC"],
)  # fmt: skip
def test_what_python_reads_or_fails_over_is_no_instant_either(text):
    with pytest.raises(CellError, match="is not an ISO date"):
        read_instant(text, tz=ZoneInfo("UTC"))


def test_a_time_that_the_clocks_skipped_names_the_zone():
    with pytest.raises(CellError, match=r"skipped in Europe/Berlin"):
        read_instant("2024-03-31T02:30", tz=ZoneInfo("Europe/Berlin"))


def test_an_asset_is_one_in_any_case_and_money_is_in_capitals():
    names = asset_names()
    assert [names["Usdc"], names["USDC"], names["usdc"]] == ["Usdc"] * 3
    assert [names["eur"], names["Usd"]] == ["EUR", "USD"]
    for text in ("", "a b", "a\tb", "x" * 41):
        with pytest.raises(CellError):
            names[text]


def test_an_account_is_one_in_any_case_and_has_a_length():
    names = account_names()
    assert [names["Cold Wallet"], names["cold wallet"]] == ["Cold Wallet"] * 2
    with pytest.raises(CellError):
        names["x" * 81]


@given(st.decimals(allow_nan=False, allow_infinity=False, places=18, max_value=10**28,
                   min_value=-(10**28)))  # fmt: skip
def test_a_number_is_read_with_every_digit_in_either_form(number):
    assert read_number(f"{number:f}") == number
    assert read_number(f"{number:E}") == number
