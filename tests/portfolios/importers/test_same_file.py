"""One file, saved in many ways: columns moved, other delimiters, encodings and quotes."""

import codecs
import csv
import io
import random

import pytest

from portfolios.importers.coinbase.layout import COINBASE
from portfolios.importers.koinly.layouts import (
    KOINLY,
    KOINLY_BULK,
    KOINLY_HISTORY,
    KOINLY_SIMPLE,
    KOINLY_TRADES,
)
from portfolios.importers.kraken.layout import KRAKEN
from portfolios.importers.tidemark import TIDEMARK
from tests.portfolios.importers.texts import read

# By format: cells by column, as many as tell what a row is; the others stay empty.
ROWS = {
    TIDEMARK: [
        {"date": "2024-01-31 10:00:00", "type": "buy", "account": "Bank", "sent_amount": "1000.5",
         "sent_asset": "EUR", "received_amount": "0.02500", "received_asset": "BTC",
         "fee_amount": "1.25", "fee_asset": "EUR", "label": "Zürich, lunch", "id": "a1"},
        {"date": "2024-02-01 10:00:00", "type": "transfer", "account": "Bank",
         "to_account": "Cold", "sent_amount": "0.02", "sent_asset": "BTC",
         "received_amount": "0.0199", "received_asset": "BTC", "description": "“quoted”",
         "id": "a2"},
    ],
    KOINLY: [
        {"Date": "2024-01-31 10:00:00 UTC", "Received Amount": "0.5", "Received Currency": "ETH",
         "Net Worth Amount": "1200.50", "Net Worth Currency": "USD", "Label": "staking",
         "Description": "épargne", "TxHash": "0xabc"},
        {"Date": "2024-01-31 11:00:00 UTC", "Sent Amount": "0.1", "Sent Currency": "ETH",
         "Fee Amount": "0.0021", "Fee Currency": "ETH"},
    ],
    KOINLY_HISTORY: [
        {"Date": "2024-01-31 10:00:00 UTC", "Type": "exchange", "Sending Wallet": "Börse",
         "Sent Amount": "1.5", "Sent Currency": "BTC", "Receiving Wallet": "Ledger",
         "Received Amount": "20.25", "Received Currency": "ETH", "Net Value (EUR)": "45000.75"},
    ],
    KOINLY_BULK: [
        {"ID (read-only)": "A1", "Date (UTC)": "2024-01-31 10:00:00 UTC", "Type": "crypto_deposit",
         "To Wallet (read-only)": "Ledger;7", "To Wallet ID": "7", "To Amount": "1.5",
         "To Currency": "BTC;1", "Net Worth Amount": "45000.75", "Net Worth Currency": "EUR;2",
         "Description": "Grüße"},
    ],
    KOINLY_SIMPLE: [
        {"Koinly Date": "2018-01-01 14:25 UTC", "Amount": "-0.55", "Currency": "BTC",
         "Label": "gift", "TxHash": "0xé"},
    ],
    KOINLY_TRADES: [
        {"Koinly Date": "2018-01-01 14:25 UTC", "Pair": "BTC-EUR", "Side": "Buy", "Amount": "0.15",
         "Total": "1500.5", "Fee Amount": "1.5", "Fee Currency": "EUR", "Trade ID": "T1"},
    ],
    COINBASE: [
        {"ID": "c1", "Timestamp": "2024-05-01 10:00:00 UTC", "Transaction Type": "Buy",
         "Asset": "ETH", "Quantity Transacted": "0.55", "Price Currency": "EUR",
         "Subtotal": "€100.50", "Total (inclusive of fees and/or spread)": "€102.00",
         "Fees and/or Spread": "€1.50", "Notes": "Bought 0.55 ETH for 102 EUR"},
    ],
    KRAKEN: [
        {"txid": "L1", "refid": "R1", "time": "2024-03-19 12:00:00", "type": "trade",
         "asset": "ZEUR", "amount": "-100.5000", "fee": "0.2500", "balance": "0.0000"},
        {"txid": "L2", "refid": "R1", "time": "2024-03-19 12:00:00", "type": "trade",
         "asset": "XXBT", "amount": "0.0025", "fee": "0", "balance": "0.0025"},
    ],
}  # fmt: skip
FORMATS = pytest.mark.parametrize("found", ROWS, ids=lambda one: one.code)


def titles_of(found) -> list[str]:
    return next(csv.reader([found.header_example]))


def written(found, *, titles=None, delimiter=",", quoting=csv.QUOTE_MINIMAL, end="\n") -> str:
    """The format's rows as a file."""
    titles = titles or titles_of(found)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=end)
    writer.writerow(titles)
    writer.writerows([row.get(title, "") for title in titles] for row in ROWS[found])
    return text.getvalue()


def rows_of(content: str | bytes, found) -> tuple:
    parsed = read(content)
    assert (parsed.format, parsed.errors, parsed.unread) == (found.code, (), ())
    assert parsed.rows
    return parsed.rows


@FORMATS
def test_columns_stand_in_any_order(found):
    titles = titles_of(found)
    expected = rows_of(written(found), found)
    for seed in range(5):
        shuffled = random.Random(seed).sample(titles, len(titles))
        assert rows_of(written(found, titles=shuffled), found) == expected, shuffled


@FORMATS
@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_any_delimiter_parts_the_cells(found, delimiter):
    other = written(found, delimiter=delimiter)
    if found is KOINLY_BULK and delimiter == ";":
        assert '"BTC;1"' in other
    assert rows_of(other, found) == rows_of(written(found), found)


@FORMATS
def test_quotes_and_line_ends_make_no_difference(found):
    expected = rows_of(written(found), found)
    for quoting in (csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC):
        for end in ("\n", "\r\n"):
            assert rows_of(written(found, quoting=quoting, end=end), found) == expected
    assert rows_of(written(found).rstrip("\n"), found) == expected
    assert rows_of(written(found).replace("\n", ",,\n"), found) == expected


@FORMATS
def test_every_encoding_of_unicode_is_read(found):
    text = written(found)
    expected = rows_of(text, found)
    for encoding, mark in [
        ("utf-8", b""), ("utf-8", codecs.BOM_UTF8), ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE), ("utf-16-le", b""), ("utf-16-be", b""),
        ("utf-32-le", codecs.BOM_UTF32_LE), ("utf-32-be", codecs.BOM_UTF32_BE),
    ]:  # fmt: skip
        assert rows_of(mark + text.encode(encoding), found) == expected, (encoding, mark)


@FORMATS
def test_titles_are_known_in_any_case_and_with_other_gaps(found):
    expected = rows_of(written(found), found)
    header, _, rest = written(found).partition("\n")
    for other in (header.upper(), header.lower(), header.replace(" ", "_"), header.title()):
        assert rows_of(f"{other}\n{rest}", found) == expected, other


@FORMATS
def test_lines_before_the_header_move_lines_and_nothing_else(found):
    expected = rows_of(written(found), found)
    title = "Transactions\nUser,Pat Example,pat@example.org\n\n"
    moved = rows_of(title + written(found), found)
    assert [row.line - 3 for row in moved] == [row.line for row in expected]
    assert [row.external_id for row in moved] == [row.external_id for row in expected]


@FORMATS
def test_empty_lines_and_foreign_columns_cost_nothing(found):
    text = written(found)
    expected = rows_of(text, found)
    gaps = rows_of(text.replace("\n", "\n\n , \n"), found)
    assert [row.external_id for row in gaps] == [row.external_id for row in expected]
    lines = text.rstrip("\n").split("\n")
    wider = "\n".join([f"Mood,{lines[0]}", *(f"fine,{line}" for line in lines[1:])])
    assert rows_of(wider, found) == expected
    assert "Mood" in read(wider).warnings[-1]


@FORMATS
def test_the_same_file_again_gives_the_same_ids_and_twice_in_one_file_gives_others(found):
    text = written(found)
    expected = rows_of(text, found)
    assert rows_of(text, found) == expected
    _, _, rest = text.partition("\n")
    ids = [row.external_id for row in rows_of(text + rest, found)]
    assert len(set(ids)) == len(ids)
    own = any(row.get(name) for row in ROWS[found] for name in ("id", "ID", "ID (read-only)",
                                                                 "txid", "Trade ID"))  # fmt: skip
    # An id of the source's tells that a line is listed twice; without one, both lines count.
    assert len(ids) == (1 if own else 2) * len(expected)
