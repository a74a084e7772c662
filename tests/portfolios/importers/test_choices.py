"""What a person chooses for a file: types for rows that are unread, and the decimal mark."""

import pytest

from portfolios.accounting.core.types import TransactionType
from portfolios.importers.kinds import CHOICES, SKIP
from tests.portfolios.importers.texts import clean, legs, read

KRAKEN = '"txid","refid","time","type","subtype","aclass","asset","amount","fee","balance"'
SEMICOLONS = "Date;Sent Amount;Sent Currency;Received Amount;Received Currency\n"


def kraken(*amounts, kind="teleport", asset="XXBT"):
    rows = [
        f'"L{at}","R{at}","2024-03-19 12:00:00","{kind}","","currency","{asset}",{amount},0,1'
        for at, amount in enumerate(amounts)
    ]
    return "\n".join((KRAKEN, *rows, ""))


def test_every_type_but_a_transfer_and_an_opening_balance_can_be_chosen():
    left_out = {TransactionType.TRANSFER, TransactionType.OPENING_BALANCE}
    assert set(CHOICES) == {*TransactionType, SKIP} - left_out
    assert all(CHOICES.values())


@pytest.mark.parametrize(
    ("amount", "code", "expected"),
    [
        ("1.5", "staking_reward", ("", "1.5 BTC", "")),
        ("1.5", "gift_received", ("", "1.5 BTC", "")),
        ("-1.5", "payment_made", ("1.5 BTC", "", "")),
        ("-1.5", "fee", ("", "", "1.5 BTC")),
    ],
)
def test_a_row_is_built_by_the_type_chosen_for_it(amount, code, expected):
    parsed = clean(kraken(amount), kinds={"TelePort": code})
    assert parsed.unread == ()
    assert [(row.type, legs(row)) for row in parsed.rows] == [(code, expected)]


@pytest.mark.parametrize(
    ("amount", "code"),
    [("-1.5", "staking_reward"), ("1.5", "withdrawal"), ("1.5", "swap"), ("1.5", "fee")],
)
def test_a_type_that_does_not_fit_the_legs_is_an_error_on_its_line(amount, code):
    parsed = read(kraken("2.5", amount), kinds={"teleport": code})
    wrong = [error for error in parsed.errors if error.line == 3]
    assert wrong[0].field == "type"
    assert "teleport" in wrong[0].message


def test_rows_left_out_by_choice_are_counted():
    parsed = clean(kraken("1.5", "2.5"), kinds={"teleport": "skip"})
    assert (parsed.rows, parsed.unread) == ((), ())
    assert "2 rows were left out" in parsed.warnings[0]


def test_a_choice_that_is_none_is_refused():
    with pytest.raises(ValueError, match="transfer"):
        read(kraken("1.5"), kinds={"teleport": "transfer"})
    with pytest.raises(ValueError, match="decimal mark"):
        read(kraken("1.5"), decimal_mark="'")


@pytest.mark.parametrize("amount", ["1.000", "12.345", "1,000"])
@pytest.mark.parametrize("column", ["{};EUR;2;ETH", "2;EUR;{};ETH", "{};ETH;;", ";;{};EUR"])
def test_a_file_that_leaves_the_decimal_mark_open_asks_for_it(amount, column):
    text = SEMICOLONS + f"2021-01-24 10:00 UTC;{column.format(amount)}\n"
    parsed = read(text)
    assert parsed.asks_decimal_mark
    assert parsed.rows == ()
    assert [error.line for error in parsed.errors] == [2]
    assert "decimal mark" in parsed.errors[0].message


@pytest.mark.parametrize(
    ("mark", "other", "expected"),
    [(".", "2", "1 EUR"), (",", "2", "1000 EUR"), (None, "0.5", "1 EUR"), (None, "0,5", "1000 EUR"),
     (None, "1.234,5", "1000 EUR")],
)  # fmt: skip
def test_a_mark_given_or_another_cell_decides(mark, other, expected):
    text = SEMICOLONS + f"2021-01-24 10:00 UTC;1.000;EUR;{other};ETH\n"
    parsed = clean(text, decimal_mark=mark)
    assert not parsed.asks_decimal_mark
    assert legs(parsed.rows[0])[0] == expected


def test_kraken_always_writes_a_point_unless_a_spreadsheet_saved_the_file():
    assert legs(clean(kraken("1.125", kind="deposit")).rows[0])[1] == "1.125 BTC"
    assert read(kraken("1.125", kind="deposit").replace(",", ";")).asks_decimal_mark


def test_tidemark_csv_is_defined_with_a_point():
    header = "date,type,account,sent_amount,sent_asset,received_amount,received_asset\n"
    text = header + "2024-01-31,deposit,Cold,,,12.345,BTC\n"
    assert legs(clean(text).rows[0])[1] == "12.345 BTC"
    assert read(text.replace(",", ";")).asks_decimal_mark
