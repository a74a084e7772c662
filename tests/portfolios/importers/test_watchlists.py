"""Files of assets to follow, as several programs write them."""

from decimal import Decimal

import pytest

from portfolios.importers.watchlists import MOST_ROWS, WatchRow, read_watchlist, write_watchlist


def read(text):
    return read_watchlist(text.splitlines(keepends=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("asset,symbol,name\nbitcoin,BTC,Bitcoin\n", ("bitcoin", "BTC", "Bitcoin")),
        ("\ufeffSymbol\nbtc\n", ("", "BTC", "")),
        ("Coin ID,Quantity,Value (USD)\nBitcoin,2,120000\n", ("bitcoin", "", "")),
        ('#,Coin,Price,24h\n1,Bitcoin (BTC),"$60,000",1%\n', ("", "BTC", "Bitcoin")),
        ("#,Coin,Ticker,Price\n1,Bitcoin,btc,60000\n", ("", "BTC", "Bitcoin")),
        ("Name,24h,24h\nBitcoin BTC,1,2\n", ("", "", "Bitcoin BTC")),
        ("coingecko_id;symbol\n", None),
    ],
)
def test_columns_have_many_names(text, expected):
    rows, faults = read(text)
    if expected is None:
        assert rows == []
        assert faults[0].field == "header"
        return
    assert faults == []
    assert [(row.asset, row.symbol, row.name) for row in rows] == [expected]


def test_notes_tags_and_targets_come_along():
    rows, faults = read(
        'Ticker,Notes,Labels,Price target\nbtc,Wait,"layer 1, later","$70,000.50"\n'
    )
    assert faults == []
    assert rows[0].note == "Wait"
    assert rows[0].tags == ("layer 1", "later")
    assert rows[0].target == Decimal("70000.50")


@pytest.mark.parametrize(
    ("written", "target"),
    [("12345678901", "12345678901"), ("$5k", "5000"), ("1e-18", "0.000000000000000001"),
     ("0.1234567890123456785", "0.123456789012345678"), ("9" * 30, "9" * 30), ("1.000", "1"),
     ("5 USD", "5"), ("'5", None)],
)  # fmt: skip
def test_a_target_has_eighteen_places_and_thirty_digits_before_them(written, target):
    rows, faults = read(f'symbol,target\nbtc,"{written}"\n')
    if target is None:
        assert (rows, faults[0].field) == ([], "target")
        return
    assert (rows[0].target, faults) == (Decimal(target), [])


@pytest.mark.parametrize(
    "target", ["soon", "-5", "0", "10%", "€5", "1e60", "1e-19", "1e30", "5 EUR"]
)
def test_a_line_with_a_bad_target_costs_only_itself(target):
    rows, faults = read(f"symbol,target\nbtc,{target}\neth,5\n")
    assert [row.symbol for row in rows] == ["ETH"]
    assert [(fault.line, fault.field) for fault in faults] == [(2, "target")]


def test_a_target_may_be_of_any_size_that_is_stored():
    rows, faults = read("symbol,target\nbtc,12345678901234567890.123456789012345678\n")
    assert faults == []
    assert rows[0].target == Decimal("12345678901234567890.123456789012345678")


def test_faults_name_their_lines():
    rows, faults = read("symbol,note\nbtc,ok\n,empty\na,b,c\n")
    assert [row.symbol for row in rows] == ["BTC"]
    assert [(fault.line, fault.field) for fault in faults] == [(3, "asset"), (4, "row")]


def test_a_repeated_asset_keeps_its_first_line():
    rows, _ = read("symbol,note\nbtc,first\nBTC,second\n")
    assert [(row.symbol, row.note) for row in rows] == [("BTC", "first")]


@pytest.mark.parametrize("text", ["", "\n", "price,volume\n1,2\n", '"symbol\n', "symbol"])
def test_what_is_no_such_file_never_crashes(text):
    rows, _ = read(text)
    assert rows == []


def test_a_file_has_a_most():
    rows, faults = read("symbol\n" + "".join(f"C{n}\n" for n in range(MOST_ROWS + 5)))
    assert len(rows) == MOST_ROWS
    assert len(faults) == 1


def test_what_is_written_is_read_back():
    rows = [
        WatchRow(2, "bitcoin", "BTC", "Bitcoin", '=HYPERLINK("x")', ("a", "b c"), Decimal("0.5")),
        WatchRow(3, "pepe", "PEPE", "Pepe, the frog"),
    ]
    text = write_watchlist(rows)
    assert "'=HYPERLINK" in text
    assert read(text) == (rows, [])
