"""A line is corrected cell by cell: it keeps its number, and the other lines their reading."""

from decimal import Decimal

import pytest

from portfolios.importers.lines import read_lines
from tests.portfolios.importers.texts import TIDEMARK_HEADER, clean, deposit, read, tidemark

BROKEN = {
    "a number that is none": deposit("NaN"),
    "a row that is cut off": "2024-01-31,deposit",
    "a quotation mark that never closes": '2024-01-31,deposit,"Cold wallet,,,,1,BTC',
    "a cell too many": deposit("1") + "x,y",
    "a type of the future": deposit("1").replace("deposit", "transfer"),
}
WHOLE = {
    "date": "2024-01-31", "type": "deposit", "account": "Cold wallet", "toaccount": "",
    "receivedamount": "2", "receivedasset": "BTC", "sentamount": "", "sentasset": "",
    "description": "",
}  # fmt: skip


@pytest.mark.parametrize("kind", BROKEN)
def test_any_broken_line_can_be_corrected_and_keeps_its_number(kind):
    text = tidemark(deposit("1"), BROKEN[kind], deposit("3"))
    assert [error.line for error in read(text).errors] == [3]
    parsed = clean(text, corrections={3: WHOLE})
    assert [(row.line, row.received.quantity) for row in parsed.rows] == [(2, 1), (3, 2), (4, 3)]


def test_one_cell_is_corrected_and_the_others_stay():
    text = tidemark(deposit("NaN"))
    parsed = clean(text, corrections={2: {"receivedamount": "1.5"}})
    assert (parsed.rows[0].account, parsed.rows[0].received.quantity) == (
        "Cold wallet",
        Decimal("1.5"),
    )


def with_semicolons(*amounts: str) -> str:
    rows = [deposit("AMOUNT").replace(",", ";").replace("AMOUNT", amount) for amount in amounts]
    return "\n".join((TIDEMARK_HEADER.replace(",", ";"), *rows, ""))


def test_what_a_person_wrote_does_not_decide_how_the_file_writes_numbers():
    text = with_semicolons("1.000", "no")
    assert read(text).asks_decimal_mark
    parsed = read(text, corrections={3: {"receivedamount": "2,5"}})
    assert parsed.asks_decimal_mark
    assert [error.line for error in parsed.errors] == [2]


def test_a_wrong_cell_that_was_corrected_no_longer_casts_doubt_on_the_others():
    text = with_semicolons("1.000,5", "2.000", "1,000.5")
    assert read(text).asks_decimal_mark
    parsed = clean(text, corrections={4: {"receivedamount": "1000,5"}})
    assert [row.received.quantity for row in parsed.rows] == [
        Decimal("1000.5"), 2000, Decimal("1000.5")
    ]  # fmt: skip


def test_a_column_named_twice_is_corrected_in_both_places():
    header = f"{TIDEMARK_HEADER},account"
    text = "\n".join((header, deposit("1") + ",Other wallet", ""))
    assert "names this column twice" in read(text).errors[0].message
    (row,) = clean(text, corrections={2: {"account": "Vault"}}).rows
    assert row.account == "Vault"


def test_lines_are_told_by_the_columns_that_the_format_reads():
    header = f"{TIDEMARK_HEADER},mood"
    text = "\n".join((header, deposit("1"), deposit("NaN"), BROKEN["a row that is cut off"], ""))
    lines = read_lines(text.encode(), wanted={3, 4, 99})
    titles = {column.title: column for column in lines.columns}
    assert "received_amount" in titles
    assert "mood" not in titles
    assert sorted(lines.texts) == [3, 4]
    assert lines.text_of(3, titles["received_amount"]) == "NaN"
    assert lines.text_of(4, titles["type"]) == "deposit"
    assert lines.text_of(4, titles["account"]) == ""
    assert titles["received_amount"].is_called("Received Amount")


def test_a_file_of_no_format_has_no_lines():
    assert read_lines(b"\x00\x01", wanted={2}).columns == ()
