"""Coinbase's history in the headers of several years, and a line of it."""

from tests.portfolios.importers.texts import clean, legs

NEW = (
    "ID,Timestamp,Transaction Type,Asset,Quantity Transacted,Price Currency,Price at Transaction,"
    "Subtotal,Total (inclusive of fees and/or spread),Fees and/or Spread,Notes"
)
WITH_ADDRESSES = f"{NEW},Sender Address,Recipient Address"
WITHOUT_ID = (
    "Timestamp,Transaction Type,Asset,Quantity Transacted,Spot Price Currency,"
    "Spot Price at Transaction,Subtotal,Total (inclusive of fees and/or spread),"
    "Fees and/or Spread,Notes"
)
OLDEST = (
    "Timestamp,Transaction Type,Asset,Quantity Transacted,EUR Spot Price at Transaction,"
    "EUR Subtotal,EUR Total (inclusive of fees),EUR Fees,Notes"
)
FIRST = (
    "Timestamp,Transaction Type,Asset,Quantity Transacted,EUR Spot Price at Transaction,"
    "EUR Amount Transacted (Inclusive of Coinbase Fees),Address,Notes"
)
PREAMBLE = "\nTransactions\nUser,Pat Example,0f0f0f0f-0000-5000-8000-000000000000\n"


def coinbase(*rows, header=NEW, preamble=""):
    return preamble + "\n".join((header, *rows, ""))


def row(kind, quantity, asset="ETH", money="€100.00,€101.50,€1.50", notes="", number=1):
    return (
        f"id{number},2024-05-0{number} 10:00:00 UTC,{kind},{asset},{quantity},EUR,"
        f"€2500.123456789012345678901,{money},{notes}"
    )


def only(*rows, **options):
    parsed = clean(coinbase(*rows, **options))
    assert parsed.format == "coinbase"
    assert len(parsed.rows) == 1
    return parsed.rows[0]


def facts(*rows, **options):
    """Type, legs and worth of every row of a file without errors."""
    parsed = clean(coinbase(*rows, **options))
    return [(one.type.value, *legs(one)) for one in parsed.rows]
