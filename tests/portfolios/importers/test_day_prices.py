"""A file of one thing's prices by day."""

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolios.importers.day_prices import MOST_LINES, read_day_prices

LAST = date(2026, 4, 7)


def read(text: str):
    return read_day_prices(text.encode(), last=LAST)


def test_prices_come_by_day_and_of_two_of_a_day_the_later_line_counts():
    prices, faults = read("date,price\n2024-01-31,12.5\n2024-02-01,13\n2024-01-31,14\n")
    assert prices == {date(2024, 1, 31): Decimal(14), date(2024, 2, 1): Decimal(13)}
    assert faults == []


def test_columns_stand_in_any_order_and_case():
    prices, faults = read("Price,DATE\n5,2024-01-31\n")
    assert (prices, faults) == ({date(2024, 1, 31): Decimal(5)}, [])


@pytest.mark.parametrize(
    ("day", "message"),
    [
        ("", "is not a date like 2024-01-31"), ("31.01.2024", "is not a date"),
        ("2024-1-31", "is not a date"), ("20240131", "is not a date"),
        ("2024-02-30", "is not a date"), ("2024-W05-3", "is not a date"),
        ("2024-01-31T00", "is not a date"), ("٢٠٢٤-٠١-٣١", "is not a date"),
        ("2026-04-08", "is yet to come"), ("1969-12-31", "lies before 1970"),
        ("0001-01-01", "lies before 1970"), ("9999-12-31", "is yet to come"),
    ],
)  # fmt: skip
def test_a_line_with_a_bad_day_costs_itself_alone(day, message):
    prices, faults = read(f"date,price\n{day},1\n2024-01-31,2\n")
    assert list(prices) == [date(2024, 1, 31)]
    assert [(one.line, one.field) for one in faults] == [(2, "date")]
    assert message in faults[0].message


@pytest.mark.parametrize("price", ["0", "-1", "-0", "0e5"])
def test_a_price_is_above_zero(price):
    _, faults = read(f"date,price\n2024-01-31,{price}\n")
    assert [(one.line, one.field, one.message) for one in faults] == [
        (2, "price", "A price is above 0.")
    ]


@pytest.mark.parametrize("price", ["", "x", "1_0", "nan", "inf", "$5", "1e99999", "٣"])
def test_what_is_no_number_is_no_price(price):
    prices, faults = read(f'date,price\n2024-01-31,"{price}"\n')
    assert prices == {}
    assert faults[0].field == "price"


@pytest.mark.parametrize(
    "price", ["1e-19", "0." + "0" * 18 + "1", "1e30", "1" + "0" * 30, "1e999", "1e-999"]
)
def test_a_price_that_cannot_be_stored_with_every_digit_is_refused(price):
    _, faults = read(f"date,price\n2024-01-31,{price}\n")
    assert re.search("at most 18 are kept|more than 30 digits", faults[0].message)


@pytest.mark.parametrize(
    "price", ["0.000000000000000001", "9" * 30, "9" * 30 + "." + "9" * 18, "1.50000000000000000000"]
)
def test_a_price_that_can_be_stored_is_read_with_every_digit(price):
    prices, faults = read(f"date,price\n2024-01-31,{price}\n")
    assert (list(prices.values()), faults) == ([Decimal(price)], [])


def test_a_file_has_a_most():
    lines = "2024-01-31,1\n" * (MOST_LINES + 2)
    prices, faults = read(f"date,price\n{lines}")
    assert len(prices) == 1
    assert [(one.line, one.field) for one in faults] == [(MOST_LINES + 2, "row")]


@pytest.mark.parametrize("text", ["\n\nx", "price\n5\n", "date,close\n2024-01-31,1\n"])
def test_a_file_with_another_header_is_not_read(text):
    prices, faults = read(text)
    assert prices == {}
    assert [(one.line, one.field) for one in faults] == [(1, "header")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_a_file_is_read_however_a_spreadsheet_saved_it(encoding):
    text = "sep=;\nPrice;Date;Note\n1.250,5;2024-01-31;\n1.000;2024-02-01;old\n"
    prices, faults = read_day_prices(text.encode(encoding), last=LAST)
    assert faults == []
    assert list(prices.values()) == [Decimal("1250.5"), Decimal(1000)]


def test_a_price_that_can_be_read_in_two_ways_is_refused():
    prices, faults = read("date;price\n2024-01-31;1.000\n2024-02-01;2\n")
    assert list(prices.values()) == [Decimal(2)]
    assert [(one.line, one.field) for one in faults] == [(2, "price")]
    assert read("date,price\n2024-01-31,1.000\n")[0] == {date(2024, 1, 31): Decimal(1)}


@given(st.dictionaries(st.dates(date(1970, 1, 1), LAST), st.decimals(
    min_value=Decimal("1e-18"), max_value=Decimal(10) ** 29, places=18), max_size=20))  # fmt: skip
def test_what_is_written_is_read_back(prices):
    lines = "".join(f"{day},{price}\n" for day, price in prices.items())
    assert read(f"date,price\n{lines}") == (prices, [])
