"""What holds for files of every format: encodings, delimiters, sizes, broken files."""

import io
import zipfile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolios.importers import base
from tests.portfolios.importers.texts import TIDEMARK_HEADER, clean, deposit, leg, read, tidemark

NO_NULLS = st.characters(exclude_characters="\x00", exclude_categories=["Cs"])


def refusal(content) -> str:
    parsed = read(content)
    assert parsed.refused
    assert parsed.rows == ()
    assert [error.line for error in parsed.errors] == [base.FILE_LINE]
    return parsed.errors[0].message


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_a_file_reads_the_same_in_every_unicode_encoding(encoding):
    text = tidemark("2024-01-31,deposit,Kälte,,,,1,BTC,,,,,,冷,")
    parsed = clean(text.encode(encoding))
    assert parsed.rows[0].account == "Kälte"
    assert parsed.rows[0].note == "冷"
    assert parsed.warnings == ()


def test_a_file_that_is_not_unicode_is_read_as_latin_1_and_says_so():
    parsed = clean(tidemark("2024-01-31,deposit,Kälte,,,,1,BTC,,,,,,,").encode("latin-1"))
    assert parsed.rows[0].account == "Kälte"
    assert "Latin-1" in parsed.warnings[0]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_line_end_is_taken(newline):
    parsed = clean(tidemark(deposit("1"), deposit("2"), newline=newline))
    assert [row.line for row in parsed.rows] == [2, 3]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_delimiter_is_taken(delimiter):
    text = tidemark("2024-01-31,deposit,Cold,,,,1.5,BTC,,,,,,,").replace(",", delimiter)
    assert clean(text).rows[0].received == leg("1.5 BTC")


def test_semicolons_with_decimal_commas_are_what_spreadsheets_save():
    text = tidemark("31.01.2024 13:45;deposit;Cold;;;;1.234,56;EUR;;;;;;;")
    parsed = clean(text.replace(TIDEMARK_HEADER, TIDEMARK_HEADER.replace(",", ";")))
    assert parsed.rows[0].received == leg("1234.56 EUR")


def test_a_quoted_cell_may_hold_line_breaks_and_quotes():
    parsed = clean(
        tidemark('2024-01-31,deposit,Cold,,,,1,BTC,,,,,,"one\ntwo ""three""",', deposit())
    )
    assert parsed.rows[0].note == 'one\ntwo "three"'
    assert [row.line for row in parsed.rows] == [2, 4]


def test_header_names_are_known_in_any_case_and_spacing():
    shouted = TIDEMARK_HEADER.upper().replace("_", " ").replace(",", " , ")
    assert clean(f"{shouted}\n{deposit()}\n").rows[0].received == leg("1 BTC")


def test_columns_may_stand_in_any_order_and_unknown_ones_are_named():
    text = "mood,received_asset,received_amount,sent_asset,sent_amount,account,type,date\n"
    parsed = clean(text + "fine,BTC,1,,,Cold,deposit,2024-01-31\n")
    assert parsed.rows[0].received == leg("1 BTC")
    assert "mood" in parsed.warnings[0]


def test_empty_lines_are_no_rows():
    assert len(clean(tidemark("", deposit(), ",,,,,,,,,,,,,,", " ", deposit("2"))).rows) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"  \r\n \n", "empty"),
        (b"\x00\x01\x02\xff" * 50, "binary"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x1f\x8b\x08abc", "gzip"),
        (b"<!DOCTYPE html><p>no</p>", "web page"),
        (b"hello, world\n1,2\n", "no known format"),
        (TIDEMARK_HEADER.encode(), "no rows"),
        (b"\xff\xfe" + "date,type".encode("utf-16-le") + b"\x00", "damaged"),
    ],
)
def test_what_is_no_ledger_is_refused_with_its_reason(content, said):
    assert said in refusal(content)


def test_a_workbook_is_told_to_be_saved_as_csv():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
    assert "save it as CSV" in refusal(buffer.getvalue())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_single_bytes_of_windows_latin_1_are_read_in_a_file_that_is_utf_8_else(encoding):
    text = tidemark("2024-01-31,deposit,Kälte,,,,1,BTC,,,,,,X,").encode(encoding)
    parsed = clean(text.replace(b"X", b"\x80 caf\xe9 \x81"))
    assert parsed.rows[0].account == "Kälte"
    assert parsed.rows[0].note == "€ café"
    assert "Latin-1" in parsed.warnings[0]


def test_every_bad_row_is_named_at_once():
    parsed = read(tidemark(deposit("NaN"), deposit(), deposit("-1"), deposit(date="1970-01-01")))
    assert [(error.line, error.field) for error in parsed.errors] == [
        (2, "received_amount"),
        (4, "received_amount"),
        (5, "date"),
    ]
    assert len(parsed.rows) == 1


def test_a_file_over_the_byte_limit_is_refused(monkeypatch):
    monkeypatch.setattr("portfolios.importers.reader.MAX_BYTES", 1000)
    assert "at most" in refusal(tidemark(*[deposit()] * 100))


def test_a_file_over_the_row_limit_is_refused(monkeypatch):
    monkeypatch.setattr("portfolios.importers.survey.MAX_ROWS", 3)
    assert len(clean(tidemark(*[deposit()] * 3)).rows) == 3
    assert "more than 3 rows" in refusal(tidemark(*[deposit()] * 4))


def test_numbers_and_dates_are_settled_by_the_whole_file_not_by_the_row():
    parsed = clean(tidemark(deposit("1,234", "02/01/2024"), deposit("0,5", "31/01/2024")))
    assert parsed.rows[0].received == leg("1.234 BTC")
    assert (parsed.rows[0].executed_at.month, parsed.rows[0].executed_at.day) == (1, 2)


def test_clock_times_are_read_in_the_zone_given():
    parsed = clean(tidemark(deposit(date="2024-07-01 12:00")), tz=ZoneInfo("Asia/Kolkata"))
    assert parsed.rows[0].executed_at.isoformat() == "2024-07-01T06:30:00+00:00"


def test_the_same_file_twice_has_the_same_ids():
    text = tidemark(deposit("1"), deposit("2"), deposit("1"))
    first, second = clean(text), clean(text)
    assert [row.external_id for row in first.rows] == [row.external_id for row in second.rows]


def test_two_identical_rows_of_a_file_both_count():
    ids = [row.external_id for row in clean(tidemark(deposit(), deposit())).rows]
    assert len(set(ids)) == 2


def test_a_row_keeps_its_id_in_another_delimiter_spelling_and_note():
    one = clean(tidemark("2024-01-31,deposit,Cold,,,,1.50,btc,,,,,,first,"))
    other = clean(tidemark("2024-01-31T00:00:00Z,Deposit,Cold,,,,1.5,BTC,,,,,,second,"))
    assert one.rows[0].external_id == other.rows[0].external_id


def test_a_row_listed_twice_under_one_id_counts_once():
    row = "2024-01-31,deposit,Cold,,,,1,BTC,,,,,,,abc"
    parsed = clean(tidemark(row, row))
    assert [one.external_id for one in parsed.rows] == ["abc"]
    assert "listed twice" in parsed.warnings[0]


def test_different_rows_under_one_id_both_count():
    row = "2024-01-31,deposit,Cold,,,,{},BTC,,,,,,,abc"
    parsed = clean(tidemark(row.format(1), row.format(2)))
    assert len({one.external_id for one in parsed.rows}) == 2
    assert "same id" in parsed.warnings[0]


def test_an_id_too_long_to_keep_is_shortened_without_clashing():
    row = "2024-01-31,deposit,Cold,,,,1,BTC,,,,,,,{}"
    parsed = clean(tidemark(row.format("x" * 300 + "1"), row.format("x" * 300 + "2")))
    ids = {one.external_id for one in parsed.rows}
    assert len(ids) == 2
    assert all(len(one) <= base.MAX_ID_LENGTH for one in ids)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_make_the_reader_raise(content):
    for start in (b"", f"{TIDEMARK_HEADER}\n".encode(), b"\xff\xfe", b"\xef\xbb\xbf"):
        parsed = read(start + content)
        assert parsed.errors or parsed.rows or parsed.format


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.text(NO_NULLS, max_size=12), min_size=15, max_size=15), max_size=4))
def test_no_cells_make_the_reader_raise(rows):
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    parsed = read(tidemark(*lines))
    assert parsed.format == "tidemark"
