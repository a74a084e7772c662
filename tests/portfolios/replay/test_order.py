"""Files that list the rows of one instant in an order in which they cannot have happened."""

import pytest

from tests.portfolios.replay.replays import replay, write_files

PRICES = """\
date,asset,price,currency
2019-03-23,BTC,4000,USD
2019-03-23,USDT,1,USD
2019-03-23,ETH,400,USD
2019-03-23,LTC,200,USD
"""
AT = "2019-03-24T10:05:00Z"
NEWEST_FIRST = [
    f"{AT},swap,Ex,,10,ETH,20,LTC,,,,,,,t3",
    f"{AT},swap,Ex,,1,BTC,10,ETH,,,,,,,t2",
    f"{AT},buy,Ex,,4000,USD,1,BTC,,,,,,,t1",
]
SALE_FOR_A_COIN = [
    "2019-03-23T10:00:00Z,buy,Ex,,4000,USD,1,BTC,,,,,,,b0",
    f"{AT},sell,Ex,,1,BTC,4000,USDT,,,,,,,t1",
    f"{AT},buy,Ex,,4000,USDT,10,ETH,,,,,,,t2",
]
ONE_DATE = [
    "2019-03-23,buy,Main,,4000,USD,1,BTC,,,,,,,b0",
    "2019-03-24,transfer,Main,Cold,1,BTC,,,,,,,,,t3",
    "2019-03-24,swap,Main,,39000,USDT,1,BTC,,,,,,,t2",
    "2019-03-24,swap,Main,,1,BTC,40000,USDT,,,,,,,t1",
]
DAYS = [
    "2019-03-25,sell,Ex,,2,LTC,400,USD,,,,,,,d5",
    "2019-03-25,swap,Ex,,1,ETH,2,LTC,,,,,,,d4",
    "2019-03-24,swap,Ex,,1,BTC,1,ETH,,,,,,,d3",
    "2019-03-24,buy,Ex,,4000,USDT,1,BTC,,,,,,,d2",
    "2019-03-24,deposit,Ex,,,,4000,USDT,,,,,,,d1",
]


def holdings(document: dict) -> dict[str, str]:
    return {held["asset"]: held["quantity"] for held in document["positions"]}


def total(document: dict, name: str) -> str:
    return document["totals"][name]


@pytest.mark.parametrize("scope", ["account", "portfolio"])
@pytest.mark.parametrize("turned", [False, True], ids=["as listed", "the other way round"])
@pytest.mark.parametrize(
    ("rows", "held", "cost", "realised"),
    [
        (NEWEST_FIRST, {"LTC": "20"}, "4000", "0"),
        (SALE_FOR_A_COIN, {"ETH": "10"}, "4000", "0"),
        (ONE_DATE, {"BTC": "1", "USDT": "1000"}, "5000", "1000"),
        (DAYS, {}, "0", "-3600"),
    ],
    ids=["newest first", "sale for a coin", "one date", "dates, newest first"],
)
def test_no_coin_is_invented(tmp_path, rows, turned, held, cost, realised, scope):
    listed = rows[::-1] if turned else rows
    files = write_files(tmp_path, "\n".join(listed), PRICES)
    found = replay(*files, "--no-cash", "--scope", scope)
    assert found["problems"] == []
    assert holdings(found) == held
    assert (total(found, "cost"), total(found, "realised")) == (cost, realised)


def test_fills_of_one_second_follow_the_direction_of_their_file(tmp_path):
    """Twenty fills back and forth within a second, newest first, after a later purchase."""
    fills = []
    for number in range(10):
        fills.append(f"{AT},swap,Ex,,1,BTC,{4000 + number},USDT,,,,,,,s{number}")
        fills.append(f"{AT},swap,Ex,,{4000 + number},USDT,1,BTC,,,,,,,b{number}")
    first = "2019-03-23,buy,Ex,,4000,USD,1,BTC,,,,,,,first"
    last = "2019-03-26,buy,Ex,,4000,USD,1,BTC,,,,,,,last"
    found = replay(*write_files(tmp_path, "\n".join([last, *fills[::-1], first]), PRICES))
    assert [one["code"] for one in found["problems"]] == ["negative_balance"]
    assert holdings(found) == {"BTC": "2"}
    closed = [one["transaction"] for one in found["disposals"]]
    assert closed == [fill.rsplit(",", 1)[1] for fill in fills]


def test_a_coin_is_missing_only_where_no_row_brings_it(tmp_path):
    rows = f"{AT},swap,Ex,,1,B,1,C,,,,,,,second\n{AT},swap,Ex,,1,A,1,B,,,,,,,first"
    found = replay(*write_files(tmp_path, rows, PRICES), "--no-cash")
    gaps = [one for one in found["problems"] if one["code"] == "missing_acquisition"]
    assert [(one["id"], one["message"].split()[1]) for one in gaps] == [("first", "A")]
