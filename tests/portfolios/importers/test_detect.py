"""Which format a file is said to be in, and which is never said."""

import pytest

from portfolios.importers.registry import FORMATS
from tests.portfolios.importers.texts import TIDEMARK_HEADER, read

OTHERS = {
    "Bitstamp": "ID,Account,Type,Subtype,Datetime,Amount,Amount currency,Value,Value currency,Rate,"
    "Rate currency,Fee,Fee currency,Order ID",
    "Bitstamp, old": "Type,Datetime,Account,Amount,Value,Rate,Fee,Sub Type",
    "Revolut": "Symbol,Type,Quantity,Price,Value,Fees,Date",
    "Revolut, old": "Type,Product,Started Date,Completed Date,Description,Amount,Currency,"
    "Fiat amount,Fiat amount (inc. fees),Fee,Base currency,State,Balance",
    "Binance": "User_ID,UTC_Time,Account,Operation,Coin,Change,Remark",
    "Binance trades": "Date(UTC),Market,Type,Price,Amount,Total,Fee,Fee Coin",
    "CoinTracker": "Date,Received Quantity,Received Currency,Sent Quantity,Sent Currency,"
    "Fee Amount,Fee Currency,Tag",
    "CoinTracking": '"Type","Buy","Cur.","Sell","Cur.","Fee","Cur.","Exchange","Date"',
    "Coinbase Pro": "portfolio,type,time,amount,balance,amount/balance unit,transfer id,trade id",
    "Gate.io": "no,time,action_desc,action_data,type,change_amount,amount,total",
    "Uphold": "Date,Destination,Destination Amount,Destination Currency,Fee Amount,Fee Currency,Id,"
    "Origin,Origin Amount,Origin Currency,Status,Type",
    "Bitvavo": "Timezone,Date,Time,Type,Currency,Amount,Quote Currency,Quote Price,"
    "Received / Paid Currency,Received / Paid Amount,Fee currency,Fee amount,Status",
    "CoinLedger": "Timestamp (UTC),Type,Internal Id,Platform,Asset,Amount,Description",
}


def refusal(header):
    parsed = read(f"{header}\n{',1' * header.count(',')}\n")
    assert parsed.refused
    assert parsed.format == ""
    return parsed.errors[0].message


@pytest.mark.parametrize("source", OTHERS)
def test_the_export_of_another_source_looks_like_none_of_ours(source):
    message = refusal(OTHERS[source])
    assert "looks like" not in message
    assert OTHERS[source][:60] in message
    for found in FORMATS.values():
        assert found.title in message


def test_the_header_shown_is_the_widest_of_the_first_lines():
    assert "when,what,how much" in refusal("My report\n\nwhen,what,how much")


@pytest.mark.parametrize(
    ("header", "title", "lacking"),
    [
        (TIDEMARK_HEADER.replace("type,", ""), "Tidemark CSV", "type"),
        ("txid,refid,time,type,asset,amount", "Kraken ledgers", "fee"),
        ("Transaction Type,Asset,Quantity Transacted,Notes", "Coinbase", "timestamp"),
        ("Sent Amount,Sent Currency,Received Amount,Received Currency", "Koinly", "date"),
    ],
)
def test_a_format_is_named_where_what_is_distinctive_of_it_is_there(header, title, lacking):
    message = refusal(header)
    assert f"looks like {title}" in message
    assert f"lacks {lacking}." in message


@pytest.mark.parametrize(
    "header",
    ["txid,ordertxid,pair,time,type,ordertype,price,cost,fee,vol,margin,misc,ledgers",
     '"txid","ordertxid","pair","aclass","subclass","time","type","ordertype","price","cost",'
     '"fee","vol","margin","misc","ledgers","posttxid","posstatuscode"'],
)  # fmt: skip
def test_krakens_trades_are_sent_for_the_ledgers(header):
    assert "Export the ledgers instead" in refusal(header)


@pytest.mark.parametrize("code", sorted(FORMATS))
def test_each_format_is_known_by_its_own_header(code):
    found = FORMATS[code]
    parsed = read(f"{found.header_example}\n{',' * found.header_example.count(',')}x\n")
    assert parsed.format == code
