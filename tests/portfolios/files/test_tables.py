"""CSV with a known header: what is read, what is passed over, what is reported."""

import pytest

from portfolios.files.tables import read_table

HEADER = ("date", "asset", "price")


def table(text: str, **options) -> tuple[list, list]:
    """The rows with their lines, and the faults as (line, field, message)."""
    faults = []
    rows = read_table(text.splitlines(keepends=True), header=HEADER, faults=faults, **options)
    return list(rows), [(one.line, one.field, one.message) for one in faults]


def test_cells_are_stripped_and_lines_counted():
    assert table("date,asset,price\n a , b,c \nd,e,f\n") == (
        [(2, ["a", "b", "c"]), (3, ["d", "e", "f"])],
        [],
    )


def test_columns_may_stand_in_any_order_and_case():
    rows, faults = table("Price,DATE,asset\n5,2024-01-01,BTC\n")
    assert (rows, faults) == ([(2, ["2024-01-01", "BTC", "5"])], [])


def test_a_byte_order_mark_is_no_part_of_a_name():
    assert table("\ufeffdate,asset,price\n1,2,3\n") == ([(2, ["1", "2", "3"])], [])


def test_a_column_that_is_not_required_is_empty_where_it_is_missing():
    rows, faults = table("asset,date\nBTC,2024-01-01\n", required=("date", "asset"))
    assert (rows, faults) == ([(2, ["2024-01-01", "BTC", ""])], [])


def test_a_column_that_is_passed_over_is_not_given():
    rows, faults = table("date,note,asset,price\n1,hello,2,3\n", passed_over=("note",))
    assert (rows, faults) == ([(2, ["1", "2", "3"])], [])


def test_a_record_over_several_lines_has_the_line_it_begins_on():
    rows, _ = table('date,asset,price\n1,"two\nlines",3\n4,5,6\n')
    assert rows == [(2, ["1", "two\nlines", "3"]), (4, ["4", "5", "6"])]


@pytest.mark.parametrize("empty", ["\n", ",,\n", " , ,\t\n"])
def test_lines_without_content_are_skipped(empty):
    assert table(f"date,asset,price\n{empty}1,2,3\n") == ([(3, ["1", "2", "3"])], [])


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("date,asset,cost", "There is no column cost, and price must be there."),
        ("date,date,asset,price", "date stands there twice."),
        ("", "date, asset, price must be there."),
        ('date,asset,"price', "Not readable as CSV: unexpected end of data."),
    ],
)
def test_nothing_is_read_under_a_bad_header(header, message):
    rows, faults = table(f"{header}\n1,2,3\n" if '"' not in header else header)
    assert rows == []
    assert faults == [(1, "header", f"{message} The header is date,asset,price.")]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("1,2", "2 cells where the header has 3."),
        ("1,2,3,4", "4 cells where the header has 3."),
        ("1,2\x00,3", "The row holds a null character."),
    ],
)
def test_one_bad_row_costs_no_other(row, message):
    rows, faults = table(f"date,asset,price\n{row}\n4,5,6\n")
    assert rows == [(3, ["4", "5", "6"])]
    assert faults == [(2, "row", message)]


def test_what_follows_an_unreadable_line_is_not_guessed():
    rows, faults = table('date,asset,price\n1,2,3\n4,"5"x,6\n7,8,9\n')
    assert rows == [(2, ["1", "2", "3"])]
    assert [(line, field) for line, field, _ in faults] == [(3, "row")]
