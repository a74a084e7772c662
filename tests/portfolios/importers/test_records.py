"""Damaged records and odd headers: what each costs, and what it does not."""

import pytest

from tests.portfolios.importers.texts import TIDEMARK_HEADER, clean, deposit, leg, read, tidemark


def test_a_column_named_twice_is_read_where_its_cells_agree():
    header = f"{TIDEMARK_HEADER},Date"
    parsed = read(f"{header}\n{deposit()},2024-01-31\n{deposit('2')},\n{deposit()},x\n")
    assert [row.received for row in parsed.rows] == [leg("1 BTC"), leg("2 BTC")]
    assert [(error.line, error.field) for error in parsed.errors] == [(4, "date")]


def test_a_foreign_column_named_twice_does_not_matter():
    parsed = clean(f"{TIDEMARK_HEADER},mood,mood\n{deposit()},good,bad\n")
    assert len(parsed.rows) == 1


def test_a_quote_that_never_closes_costs_its_own_line_only():
    parsed = read(tidemark(deposit(), '2024-01-31,deposit,"Cold,,,,1,BTC,,,,,,,', deposit("2")))
    assert [row.line for row in parsed.rows] == [2, 4]
    assert [(error.line, error.field) for error in parsed.errors] == [(3, "row")]
    assert "quotation mark" in parsed.errors[0].message


def test_a_file_that_ends_within_a_quoted_cell_has_its_other_rows():
    parsed = read(tidemark(deposit(), '2024-01-31,deposit,"Cold').rstrip("\n"))
    assert len(parsed.rows) == 1
    assert [error.line for error in parsed.errors] == [3]
    assert "cut off" in parsed.errors[0].message


def test_quotation_marks_within_a_quoted_cell_do_not_matter_where_all_cells_are_there():
    row = '2024-01-31,deposit,Cold,,,,1,BTC,,,,,,"from "my" wallet",'
    assert [one.line for one in clean(tidemark(row, deposit())).rows] == [2, 3]


def test_many_unclosed_quotes_are_told_each_on_its_line():
    bad = '2024-01-31,deposit,"Cold,,,,1,BTC,,,,,,,'
    parsed = read(tidemark(*[bad, deposit()] * 50))
    assert len(parsed.rows) == 50
    assert [error.line for error in parsed.errors] == list(range(2, 102, 2))


def test_quotes_that_would_make_one_record_of_each_line_and_all_after_it_do_not():
    lines = ['x","y'] * 3000
    parsed = read(tidemark('2024-01-31,deposit,"Cold', *lines, deposit()))
    assert [error.line for error in parsed.errors] == list(range(2, 3003))
    assert [row.line for row in parsed.rows] == [3003]


def test_a_cell_over_several_lines_is_one_row_and_the_next_keeps_its_number():
    row = '2024-01-31,deposit,Cold,,,,1,BTC,,,,,,"one\ntwo\nthree",'
    assert [one.line for one in clean(tidemark(row, row, deposit())).rows] == [2, 5, 8]


def test_rows_may_lack_cells_at_their_end_that_only_describe():
    header = (
        "Date,Sent Amount,Sent Currency,Received Amount,Received Currency,Label,TxHash,Description"
    )
    parsed = read(f"{header}\n2024-01-31,,,1,BTC,airdrop\n2024-01-31,,,1,BTC\n")
    assert len(parsed.rows) == 1
    assert [error.line for error in parsed.errors] == [3]


def test_a_row_cut_off_is_an_error_on_its_line_and_the_rest_is_read():
    parsed = read(tidemark(deposit(), "2024-01-31,deposit,Cold,,,,0.0").rstrip("\n"))
    assert len(parsed.rows) == 1
    assert parsed.errors[0].line == 3
    assert "cut off" in parsed.errors[0].message


def test_a_row_with_too_many_cells_is_an_error():
    parsed = read(tidemark(f"{deposit()},surplus"))
    assert "16 cells" in parsed.errors[0].message


@pytest.mark.parametrize("ending", ["", ",,,"])
@pytest.mark.parametrize("header_too", [True, False])
def test_lines_that_a_spreadsheet_saved_whole_as_one_cell_are_read(header_too, ending):
    def wrapped(line):
        return '"' + line.replace('"', '""') + '"' + ending

    rows = ('2024-01-31,deposit,Cold,,,,1,BTC,,,,,,"a, note",', deposit("2"))
    header = wrapped(TIDEMARK_HEADER) if header_too else TIDEMARK_HEADER
    parsed = clean("\n".join((header, *map(wrapped, rows), "")))
    assert [row.received for row in parsed.rows] == [leg("1 BTC"), leg("2 BTC")]
    assert parsed.rows[0].note == "a, note"


def test_a_first_cell_of_several_lines_is_no_row_saved_whole():
    parsed = read(tidemark('"2024-01-31,deposit,Cold\r,,,,1,BTC\n,,,,,,,"', deposit()))
    assert [row.line for row in parsed.rows] == [5]
    assert {error.field for error in parsed.errors} == {"row"}
