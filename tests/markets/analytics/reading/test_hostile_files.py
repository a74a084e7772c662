"""Files as vendors, spreadsheets and accidents write them: what holds of any of them."""

import csv
import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from markets.analytics.reading.assets import read_assets
from markets.analytics.reading.candles import (
    leave_out_far_days,
    leave_out_repeated_days,
    read_candles,
)

CODES = {"bad_price", "bad_number", "bad_range", "unreadable_row", "unreadable_file"}
HEADER = ["date", "open", "high", "low", "close", "volume"]
DAY = np.datetime64("2024-01-01")


def read(text):
    return read_candles("BTC", text.encode())


def codes(candles):
    return [(problem.code, problem.line) for _, problem in candles.problems]


@pytest.mark.parametrize(
    ("text", "closes"),
    [
        ('"date","close"\n"2024-01-01","1.5"\n', [1.5]),
        ("date,close,\n2024-01-01,1.5,\n", [1.5]),
        ("close,date\n1.5,2024-01-01\n", [1.5]),
        ("date,close\r2024-01-01,1.5\r2024-01-02,2\r", [1.5, 2.0]),
        ("\ufeffdate,close\r\n2024-01-01,1.5\r\n", [1.5]),
        ("\n\n  \ndate,close\n\n2024-01-01,1.5\n   \n", [1.5]),
        ("date,close\n2024-01-01, 1.5 \n 2024-01-02 ,2\n", [1.5, 2.0]),
        ("DATE,Close\n2024-01-01,+1.5E0\n", [1.5]),
        ("date,close\n2024-01-01T00:00,1.5\n2024-01-02 00:00:00.000+00:00,2\n", [1.5, 2.0]),
        ("date,close\n2024-01-01,.5\n2024-01-02,2.\n", [0.5, 2.0]),
        ("date,close\n2024-01-01,1e-9\n2024-01-02,1E+3\n", [1e-9, 1000.0]),
        ("date,close,note\n2024-01-01,1.5,\"a, b\"\n", [1.5]),
        ('date,close,note\n2024-01-01,1.5,"say ""so"""\n', [1.5]),
        ("date,close\n2024-02-29,1.5\n", [1.5]),
        ("date,close\n2024-01-01,1.5", [1.5]),
        ("date,close\n2024-01-01,1.5,,,\n", [1.5]),
    ],
)  # fmt: skip
def test_what_is_read_without_a_word(text, closes):
    candles = read(text)
    assert codes(candles) == []
    assert candles.columns["close"].tolist() == closes


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1,5", "unreadable_row"), ('"1,5"', "bad_price"), ("1.234.567", "bad_price"),
        ("$1.5", "bad_price"), ("1.5 USD", "bad_price"), ("1 500", "bad_price"),
        ("1'500", "bad_price"), ("null", "bad_price"), ("None", "bad_price"), ("-", "bad_price"),
        ("N/A", "bad_price"), ("NaN", "bad_price"), ("-0.0", "bad_price"), ("+inf", "bad_price"),
        ("0x10", "bad_price"), ("1e", "bad_price"), ("e5", "bad_price"), ("1d5", "bad_price"),
        ("1e-400", "bad_price"), ("1e309", "bad_price"), ("½", "bad_price"), ("١", "bad_price"),
        ("1\u00a0500", "bad_price"), ("=1+1", "bad_price"), ("true", "bad_price"),
        ("1_5", "bad_price"), ("\u200b1.5", "bad_price"), ("−1.5", "bad_price"),
    ],
)  # fmt: skip
def test_a_close_that_is_no_number_costs_its_row_and_says_its_line(cell, code):
    candles = read(f"date,close\n2024-01-01,1\n2024-01-02,{cell}\n2024-01-03,3\n")
    assert codes(candles) == [(code, 3)]
    assert candles.columns["close"].tolist() == [1.0, 3.0]


@pytest.mark.parametrize(
    "day",
    ["2023-02-29", "2024-13-01", "2024-00-10", "20240131", "31.01.2024", "01/31/2024", "1706659200",
     "2024-1-5", "2024-01-31T25", "2024-01-31+01:00", "2024-01-31T00:00:00+05:30", "1989-12-31",
     "2100-01-01", "Jan 31, 2024", "today", "NaT", "", "-2024-01-31", "２０２４-01-31"],
)  # fmt: skip
def test_a_day_that_is_none_costs_its_row_and_says_its_line(day):
    cell = f'"{day}"' if "," in day else day
    candles = read(f"date,close\n2024-01-30,1\n{cell},2\n2024-02-01,3\n")
    assert codes(candles) == [("unreadable_row", 3)]
    assert candles.columns["close"].tolist() == [1.0, 3.0]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("date;close\n2024-01-01;1,5\n", 1),
        ("date\tclose\n2024-01-01\t1.5\n", 1),
        ("<html><body>404</body></html>\n", 1),
        ('{"date": "2024-01-01", "close": 1.5}\n', 1),
        ("2024-01-01,1,2,0.5,1.5,9\n2024-01-02,1,2,0.5,1.5,9\n", 1),
        ("date,open,high,low,volume\n2024-01-01,1,2,0.5,9\n", 1),
        ("Date,Close,close\n2024-01-01,1,2\n", 1),
        ("date,close,volume,Volume \n2024-01-01,1,2,3\n", 1),
        ("\n\n\ndate;close\n", 4),
        ("PK\x03\x04\x00\x00", 1),
    ],
)
def test_a_file_of_another_kind_is_unreadable_once_with_its_line(text, line):
    assert codes(read(text)) == [("unreadable_file", line)]


@pytest.mark.parametrize(
    ("header", "said"),
    [("date;close", "The header has no column 'date'. Cells are separated by commas."),
     ("day,close", "The header has no column 'date'."),
     ("date,price", "The header has no column 'close'.")],
)  # fmt: skip
def test_a_header_that_is_one_cell_says_what_separates_them(header, said):
    (problem,) = read(f"{header}\n2024-01-01,1\n").problems
    assert problem[1].message == said


def test_a_file_in_utf_16_is_unreadable_and_no_crash():
    assert codes(read_candles("BTC", "date,close\n2024-01-01,1\n".encode("utf-16"))) == [
        ("unreadable_file", 1)
    ]


def test_a_word_of_a_cell_is_shown_to_its_fortieth_character():
    (_, problem) = read(f"date,close\n2024-01-01,{'x' * 5000}\n").problems[0]
    assert len(problem.message) < 120
    assert "'" + "x" * 40 + "'" in problem.message


ROWS = st.lists(
    st.tuples(
        st.integers(0, 40),
        st.lists(st.one_of(st.none(), st.floats(1e-12, 1e12)), min_size=3, max_size=3),
        st.floats(1e-12, 1e12),
        st.one_of(st.none(), st.floats(0, 1e15)),
    ),
    min_size=1, max_size=25,
)  # fmt: skip


@settings(max_examples=40)
@given(ROWS, st.randoms(use_true_random=False), st.booleans())
def test_what_was_written_is_read_to_the_last_digit_in_any_order(rows, random, quoted):
    """Of several rows of a day the last holds, and the others are told with their lines."""
    names = random.sample([*HEADER, "note"], 7)
    out = io.StringIO()
    quoting = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    writer = csv.writer(out, quoting=quoting, lineterminator="\r\n" if quoted else "\n")
    writer.writerow(names)
    last = {}
    for day, (opened, *ends), close, volume in rows:
        low, high = ends if None in ends else sorted(ends)
        date = str(DAY + day)
        cells = {"date": date, "open": opened, "high": high, "low": low, "close": close,
                 "volume": volume, "note": "a, b"}  # fmt: skip
        writer.writerow(["" if cells[name] is None else cells[name] for name in names])
        last[date] = cells
    candles = read(out.getvalue())
    leave_out_repeated_days(candles)
    assert [code for code, _ in codes(candles)] == ["repeated_day"] * (len(rows) - len(last))
    assert candles.days.astype(str).tolist() == sorted(last)
    for name in HEADER[1:]:
        expected = [last[day][name] for day in sorted(last)]
        found = [None if np.isnan(value) else value for value in candles.columns[name].tolist()]
        assert found == expected, name


@settings(max_examples=60)
@given(st.binary(max_size=300), st.booleans())
def test_no_bytes_stop_the_reading(data, headed):
    """Every row that is kept has a day and a close; every problem has a known code and a line."""
    data = b"date,open,high,low,close,volume\n" + data if headed else data
    candles = read_candles("X", data)
    leave_out_far_days(candles)
    leave_out_repeated_days(candles)
    assert not np.isnat(candles.days).any()
    closes = candles.columns.get("close", np.empty(0))
    assert len(closes) == len(candles.days)
    assert (closes > 0).all()
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
    for _, problem in candles.problems:
        assert problem.code in CODES | {"bad_day", "repeated_day"}
        assert problem.line is None or 1 <= problem.line <= lines


@settings(max_examples=40)
@given(st.text(alphabet='asetknd,;"\n\r BTC', max_size=120))
def test_no_text_stops_the_list_of_assets(text):
    facts, problems = read_assets(("asset,kind,categories\n" + text).encode())
    assert all(facts)
    assert {one.code for one in problems} <= {"unreadable_row", "repeated_asset", "bad_kind"}


def test_days_far_from_the_most_of_them_are_left_out_on_either_side():
    near = "".join(f"2024-01-0{day},1\n" for day in range(1, 8))
    candles = read(f"date,close\n1999-05-05,9\n1999-05-06,9\n{near}2035-01-01,9\n")
    leave_out_far_days(candles)
    assert sorted(codes(candles)) == [("bad_day", 2), ("bad_day", 3), ("bad_day", 11)]
    assert candles.columns["close"].tolist() == [1.0] * 7


def test_ten_years_and_a_day_are_far_and_ten_years_are_not():
    for days, kept in ((3653, 3), (3654, 2)):
        candles = read(f"date,close\n{DAY},1\n{DAY + 1},1\n{DAY + 1 + days},1\n")
        leave_out_far_days(candles)
        assert len(candles.days) == kept, days
