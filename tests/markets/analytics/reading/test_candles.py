"""A file of candles: what is read of it, and what is said of the rest by line."""

import numpy as np
import pytest

from markets.analytics.reading.candles import leave_out_far_days, read_candles

HEADER = "date,open,high,low,close,volume"
GOOD = "2024-01-01,1,2,0.5,1.5,1000"


def read(*rows: str, header: str = HEADER):
    return read_candles("BTC", "\n".join([header, *rows]).encode())


def faults(candles) -> list[tuple[str, int | None]]:
    return [(problem.code, problem.line) for _, problem in candles.problems]


def test_a_row_has_its_day_and_figures():
    candles = read(GOOD, "2024-01-02,1.5,3,1,2e0,0")
    assert candles.days.tolist() == [np.datetime64("2024-01-01"), np.datetime64("2024-01-02")]
    assert candles.columns["close"].tolist() == [1.5, 2.0]
    assert candles.columns["volume"].tolist() == [1000.0, 0.0]
    assert candles.lines.tolist() == [2, 3]
    assert candles.problems == []


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("2024-01-02,1,2,1,0,5", "bad_price"),
        ("2024-01-02,1,2,1,-1,5", "bad_price"),
        ("2024-01-02,1,2,1,,5", "bad_price"),
        ("2024-01-02,1,2,1,nan,5", "bad_price"),
        ("2024-01-02,1,2,1,inf,5", "bad_price"),
        ("2024-01-02,1,2,1,1e400,5", "bad_price"),
        ("2024-01-02,1,2,1,1_000,5", "bad_price"),
        ("2024-01-02,1,2,1,one,5", "bad_price"),
        ("2024-01-02,1,2,1,١,5", "bad_price"),
        ("2024-01-02,1,2,1,１,5", "bad_price"),
        (f'2024-01-02,1,2,1,"{"1" * 140_000}",5', "unreadable_row"),
        ("2024-01-02,1,2,1,1.5\x00,5", "bad_price"),
        ("2024-02-30,1,2,1,1,5", "unreadable_row"),
        ("02/01/2024,1,2,1,1,5", "unreadable_row"),
        ("1024-01-02,1,2,1,1,5", "unreadable_row"),
        ("9999-12-31,1,2,1,1,5", "unreadable_row"),
        (",1,2,1,1,5", "unreadable_row"),
        ("2024-01-02,1,2", "unreadable_row"),
        ("2024-01-02,1,2,1,1,000,5", "unreadable_row"),
        ('"2024-01-02,1,2,1,1,5', "unreadable_row"),
    ],
)
def test_a_bad_row_is_reported_by_its_line_and_costs_no_other(row, code):
    candles = read(GOOD, row, "2024-01-03,1,2,1,1.25,7")
    assert faults(candles) == [(code, 3)]
    assert candles.columns["close"].tolist() == [1.5, 1.25]


@pytest.mark.parametrize(
    ("row", "code", "lost"),
    [
        ("2024-01-02,x,2,1,1,5", "bad_number", {"open"}),
        ("2024-01-02,0,2,1,1,5", "bad_number", {"open"}),
        ("2024-01-02,1,nan,1,1,5", "bad_number", {"high"}),
        ("2024-01-02,1,2,1,1,-5", "bad_number", {"volume"}),
        ("2024-01-02,1,2,1,1,inf", "bad_number", {"volume"}),
        ("2024-01-02,1,1,2,1,5", "bad_range", {"high", "low"}),
    ],
)
def test_a_bad_figure_beside_a_good_close_costs_itself_alone(row, code, lost):
    candles = read(row)
    assert faults(candles) == [(code, 2)]
    unknown = {name for name, values in candles.columns.items() if np.isnan(values[0])}
    assert unknown == lost


def test_empty_cells_are_unknown_and_no_fault():
    candles = read("2024-01-01,,,,1.5,")
    assert candles.problems == []
    assert np.isnan(candles.columns["volume"][0])


def test_marks_line_ends_blank_lines_and_cases_of_columns_make_no_difference():
    plain = read(GOOD)
    text = f"\ufeff\r\n Date ,OPEN,High,low,close,volume\r\n\r\n{GOOD}\r\n,,,,,\r\n"
    candles = read_candles("BTC", text.encode())
    assert candles.problems == []
    assert candles.columns.keys() == plain.columns.keys()
    assert all(candles.columns[name] == plain.columns[name] for name in plain.columns)


def test_times_of_a_day_in_utc_are_that_day():
    rows = [f"{day},1,2,1,1.5,9" for day in ("2024-01-01T00:00:00Z", "2024-01-02 23:59:59 UTC")]
    candles = read(*rows, "2024-01-03T00:00:00+02:00,1,2,1,1,9")
    assert candles.days.astype(str).tolist() == ["2024-01-01", "2024-01-02"]
    assert faults(candles) == [("unreadable_row", 4)]


def test_columns_of_other_names_are_ignored_and_known_extras_are_read():
    candles = read(f"{GOOD},x,5", header=f"{HEADER},note,tvl")
    assert candles.problems == []
    assert candles.columns["tvl"].tolist() == [5.0]
    assert read(f"{GOOD},x,y", header=f"{HEADER},note,note").columns["close"].tolist() == [1.5]
    assert "note" not in candles.columns


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"", None),
        (b"\xff\xfe\x00\x01", 1),
        (b"day,price\n2024-01-01,1\n", 1),
        (b"date,close,close\n2024-01-01,1,1\n", 1),
        (b"date,open,high,low,close,volume\n", None),
        (b"date;close\n2024-01-01;1\n", 1),
    ],
)
def test_a_file_without_rows_is_unreadable(data, line):
    candles = read_candles("BTC", data)
    assert faults(candles) == [("unreadable_file", line)]
    assert not len(candles.days)


def test_bytes_that_are_no_utf8_cost_their_row():
    data = f"{HEADER}\n{GOOD}\n2024-01-02,1,2,1,1\xff,5\n".encode("latin-1")
    assert faults(read_candles("BTC", data)) == [("bad_price", 3)]


def test_a_day_ten_years_from_all_others_is_left_out():
    rows = [f"2024-01-{day:02},1,2,1,1.5,9" for day in range(1, 6)]
    for far in ("2004-01-01", "2090-01-01"):
        candles = read(*rows, f"{far},1,2,1,1,9")
        leave_out_far_days(candles)
        assert faults(candles) == [("bad_day", 7)]
        assert len(candles.days) == 5
