import pytest

from tests.portfolios.importers.texts import clean, legs, read

SIMPLE = "Koinly Date,Amount,Currency,Label,TxHash\n"
TRADES = "Koinly Date,Pair,Side,Amount,Total,Fee Amount,Fee Currency,Order ID,Trade ID\n"


def test_the_sign_of_an_amount_is_its_direction():
    parsed = clean(
        SIMPLE + "2018-01-01 14:25 UTC,-1.5,ETH,gift,0xabc\n2018-01-02 14:25 UTC,0.5,BTC,,\n"
    )
    assert parsed.format == "koinly_simple"
    assert [(one.type, *legs(one)[:2]) for one in parsed.rows] == [
        ("gift_given", "1.5 ETH", ""),
        ("deposit", "", "0.5 BTC"),
    ]
    assert parsed.rows[0].note == "tx 0xabc"


@pytest.mark.parametrize(
    ("pair", "side", "expected"),
    [("BTC-USD", "buy", ("buy", "5000 USD", "0.5 BTC")),
     ("BTC/USD", "SELL", ("sell", "0.5 BTC", "5000 USD")),
     ("ETH/BTC", "Buy", ("swap", "5000 BTC", "0.5 ETH"))],
)  # fmt: skip
def test_a_trade_is_an_amount_of_the_first_asset_for_a_total_of_the_second(pair, side, expected):
    parsed = clean(TRADES + f"2018-01-01 14:25 UTC,{pair},{side},0.5,5000,0.1,BNB,O1,T1\n")
    assert parsed.format == "koinly_trades"
    one = parsed.rows[0]
    assert (one.type, *legs(one)) == (*expected, "0.1 BNB")
    assert one.external_id == "T1"


@pytest.mark.parametrize(
    ("cells", "field"),
    [("BTCUSD,buy,1,2", "Pair"), ("BTC-USD,hold,1,2", "Side"), ("BTC-USD,buy,,2", "Amount"),
     ("BTC-USD,buy,1,0", "Total")],
)  # fmt: skip
def test_a_trade_with_a_hole_is_refused_by_column(cells, field):
    parsed = read(TRADES + f"2018-01-01 14:25 UTC,{cells},,,,\n")
    assert [error.field for error in parsed.errors] == [field]


def test_a_row_of_0_is_left_out_and_costs_no_other():
    parsed = clean(SIMPLE + "2018-01-01 14:25 UTC,0.00,ETH,,\n2018-01-02 14:25 UTC,1,BTC,,\n")
    assert [one.line for one in parsed.rows] == [3]
    assert parsed.warnings == ("Rows that move nothing were left out (line 2)",)
    parsed = clean(
        TRADES + "2018-01-01 14:25 UTC,BTC-USD,buy,0,0,0,USD,,\n"
        "2018-01-02 14:25 UTC,BTC-USD,buy,1,2,,,,\n"
    )
    assert [one.line for one in parsed.rows] == [3]
    assert parsed.warnings == ("Rows that move nothing were left out (line 2)",)
