"""A holder's own prices of one asset: a line a day, each fault with its line and column."""

from datetime import date
from decimal import Decimal

import pytest

from portfolios.files import day_prices
from portfolios.files.day_prices import read_day_prices

LAST = date(2024, 3, 1)


def read(*lines: str) -> tuple[dict[str, Decimal], list[tuple[int, str]]]:
    """Prices by day, and (line, column) of each fault."""
    text = ("date,price", *lines)
    prices, faults = read_day_prices(
        [f"{line}\n" for line in text], last=LAST, places=18, digits=30
    )
    found = {day.isoformat(): price for day, price in prices.items()}
    return found, [(fault.line, fault.field) for fault in faults]


def test_each_day_has_the_price_of_its_last_line():
    assert read("2024-01-02,7.5", "2024-01-01,3", "2024-01-02,8") == (
        {"2024-01-01": Decimal(3), "2024-01-02": Decimal(8)},
        [],
    )


@pytest.mark.parametrize(
    "price",
    [
        "12345678901",  # a house in dong
        "12345678901.123456789012345678",
        "999999999999999999999999999999.999999999999999999",
        "0.000000000000000001",
        "1e12",
        "5.000000000000000000000",
    ],
)
def test_a_price_may_have_all_the_digits_that_are_stored(price):
    assert read(f"2024-01-01,{price}") == ({"2024-01-01": Decimal(price)}, [])


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("2024-01-01,0", "price"),
        ("2024-01-01,-1", "price"),
        ("2024-01-01,", "price"),
        ("2024-01-01,1 000", "price"),
        ("2024-01-01,NaN", "price"),
        ("2024-01-01,1e30", "price"),
        ("2024-01-01,0.0000000000000000001", "price"),
        ("2024-01-01,12345678901.0000000000000000001", "price"),
        ("2024-02-30,1", "date"),
        ("2024-1-1,1", "date"),
        ("20240101,1", "date"),
        ("2024-W01-1,1", "date"),
        ("01.01.2024,1", "date"),
        ("2024-03-02,1", "date"),
        ("1969-12-31,1", "date"),
        ("2024-01-01,1,1", "row"),
    ],
)
def test_a_bad_line_costs_only_itself(line, field):
    assert read(line, "2024-01-05,9") == ({"2024-01-05": Decimal(9)}, [(2, field)])


def test_a_file_that_is_too_long_is_read_as_far_as_it_may_be(monkeypatch):
    monkeypatch.setattr(day_prices, "MOST_LINES", 2)
    assert read("2024-01-01,1", "2024-01-02,2", "2024-01-03,3", "2024-01-04,4") == (
        {"2024-01-01": Decimal(1), "2024-01-02": Decimal(2)},
        [(4, "row")],
    )


def test_both_columns_must_be_there():
    prices, faults = read_day_prices(["date,close\n"], last=LAST, places=18, digits=30)
    assert (prices, [fault.field for fault in faults]) == ({}, ["header"])
