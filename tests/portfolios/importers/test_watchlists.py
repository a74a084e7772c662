"""Files of assets to follow, as several programs write them."""

from decimal import Decimal

import pytest

from portfolios.importers.watchlists import MOST_ROWS, WatchRow, read_watchlist, write_watchlist


def read(text):
    return read_watchlist(text if isinstance(text, bytes) else text.encode())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("asset,symbol,name\nbitcoin,BTC,Bitcoin\n", ("bitcoin", "BTC", "Bitcoin")),
        ("\ufeffSymbol\nbtc\n", ("", "BTC", "")),
        ("Coin ID,Quantity,Value (USD)\nBitcoin,2,120000\n", ("bitcoin", "", "")),
        ('#,Coin,Price,24h\n1,Bitcoin (BTC),"$60,000",1%\n', ("", "BTC", "Bitcoin")),
        ("#,Coin,Ticker,Price\n1,Bitcoin,btc,60000\n", ("", "BTC", "Bitcoin")),
        ("Name,24h,24h\nBitcoin BTC,1,2\n", ("", "", "Bitcoin BTC")),
        ("coingecko_id,symbol\n", None),
        ("coingecko_id;symbol\nbitcoin;btc\n", ("bitcoin", "BTC", "")),
        ("price;volume\n1;2\n", None),
    ],
)
def test_columns_have_many_names(text, expected):
    rows, faults = read(text)
    if expected is None:
        assert rows == []
        assert not faults or faults[0].field == "header"
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


def test_tags_are_parted_by_commas_or_semicolons():
    rows, _ = read("Ticker,Labels\nbtc,store; L1 ;\n")
    assert rows[0].tags == ("store", "L1")


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


AS_SAVED = [
    "symbol;name;target\nbtc;Bitcoin;70000\n",
    "symbol\tname\ttarget\nbtc\tBitcoin\t70000\n",
    "symbol|name|target\nbtc|Bitcoin|70000\n",
    '"symbol","name","target"\n"btc","Bitcoin","70000"\n',
    'sep=;\n"Symbol";"Name";"Target"\n"btc";"Bitcoin";"70000"\n',
    "My list;;\n\nsymbol;name;target\nbtc;Bitcoin;70000\n",
    "symbol;name;target\rbtc;Bitcoin;70000\r",
    '"symbol,name,target"\n"btc,Bitcoin,70000"\n',
]


@pytest.mark.parametrize("text", AS_SAVED)
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_a_list_is_read_however_a_spreadsheet_saved_it(text, encoding):
    rows, faults = read(text.encode(encoding))
    assert faults == []
    (row,) = rows
    assert (row.symbol, row.name, row.target) == ("BTC", "Bitcoin", 70000)


def test_letters_of_an_older_encoding_are_read():
    (row,) = read("symbol;note\nbtc;Größe\n".encode("cp1252"))[0]
    assert row.note == "Größe"


@pytest.mark.parametrize(
    ("targets", "first"),
    [
        (["70.000,5", "1.500"], "70000.5"), (["1,5", "1.500"], "1.5"), (["1.5", "1.500"], "1.5"),
        (["1.500", "1,5"], "1500"), (["1.500", "2000"], None), (["1.500.000", "3"], "1500000"),
    ],
)  # fmt: skip
def test_the_decimal_mark_is_that_of_the_files_other_targets(targets, first):
    lines = [f"c{place};{target}" for place, target in enumerate(targets)]
    rows, faults = read("\n".join(["symbol;target", *lines]))
    if first is None:
        assert [(fault.line, fault.field) for fault in faults] == [(2, "target")]
        assert "two ways" in faults[0].message
        return
    assert faults == []
    assert rows[0].target == Decimal(first)


def test_a_list_without_a_header_is_not_read_from_an_asset_that_is_called_as_one():
    for text in ("BTC\nID\nETH\n", "BTC;1\nID;2\nETH;3\n"):
        rows, faults = read(text)
        assert rows == []
        assert [(fault.line, fault.field) for fault in faults] == [(1, "header")]


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"%PDF-1.4", b"\x00\x01\x02\x03" * 9, b""])
def test_what_is_no_text_has_one_fault_that_says_so(content):
    rows, faults = read(content)
    assert rows == []
    assert [(fault.line, fault.field) for fault in faults] == [(0, "file")]


def test_a_lost_quotation_mark_swallows_no_other_line():
    rows, faults = read('symbol,note\nbtc,"open\neth,ok\nsol,fine\n')
    assert [(row.symbol, row.note) for row in rows] == [
        ("BTC", "open"), ("ETH", "ok"), ("SOL", "fine"),
    ]  # fmt: skip
    assert faults == []
