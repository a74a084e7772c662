"""`manage.py replay`: its document and its options."""

import gc
from functools import partial
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.portfolios.replay.replays import PRICES, replay, write_files


@pytest.fixture
def files(tmp_path):
    return partial(write_files, tmp_path)


def test_the_document_has_exactly_its_fields(files):
    found = replay(*files())
    assert list(found) == [
        "currency", "method", "scope", "as_of", "rows", "positions", "lots", "disposals", "income",
        "fees", "balances", "cash", "totals", "returns", "daily", "problems",
    ]  # fmt: skip
    assert found["positions"][0] == {
        "asset": "BTC",
        "account": None,
        "quantity": "1.99",
        "cost": "603.633333333333333333333333333333",
        "average_cost": "303.333333333333333333333333333333",
        "price": "480",
        "value": "955.2",
        "unrealised": "351.566666666666666666666666666667",
    }
    assert found["lots"][0] == {
        "asset": "BTC",
        "account": None,
        "acquired_at": "2024-01-02T10:00:00Z",
        "quantity": "3",
        "remaining": "1.99",
        "unit_cost": "303.333333333333333333333333333333",
        "cost": "603.633333333333333333333333333333",
        "transaction": "b1",
    }
    assert found["disposals"][1] == {
        "asset": "BTC",
        "account": "b",
        "type": "sell",
        "acquired_at": "2024-01-02T10:00:00Z",
        "disposed_at": "2024-01-04T00:00:00Z",
        "quantity": "1",
        "cost": "303.333333333333333333333333333333",
        "proceeds": "500",
        "gain": "196.666666666666666666666666666667",
        "term": "short",
        "transaction": "line-5",
        "acquired_by": "b1",
    }


def test_the_rest_of_the_document(files):
    found = replay(*files())
    assert found["income"] == [
        {
            "date": "2024-01-04",
            "type": "staking_reward",
            "asset": "ETH",
            "account": "b",
            "quantity": "0.1",
            "value": "200",
            "transaction": "line-6",
        }
    ]
    assert found["fees"][1] == {
        "date": "2024-01-03",
        "asset": "BTC",
        "quantity": "0.01",
        "value": "3",
        "in_cost": False,
        "transaction": "t1",
    }
    assert found["balances"][0] == {"account": "a", "asset": "USD", "quantity": "90"}
    assert found["cash"] == {"USD": "590"}
    assert found["totals"] == {
        "value": "1745.2",
        "cost": "1393.633333333333333333333333333333",
        "realised": "196.633333333333333333333333333333",
        "unrealised": "351.566666666666666666666666666667",
        "income": "200",
        "fees": "13",
        "net_flow": "1000",
        "fees_not_in_cost": "3",
    }
    assert found["daily"][1] == {
        "date": "2024-01-02",
        "value": "990",
        "inflow": "0",
        "outflow": "0",
        "return": "-0.01",
        "twr": "-0.01",
    }
    assert found["returns"]["twr"] == found["daily"][-1]["twr"] == "0.7452"
    assert found["problems"] == []


def test_options_reach_the_books(files):
    found = replay(*files(), "--method=hifo", "--scope=account", "--no-cash", "--as-of=2024-01-03")
    assert (found["method"], found["scope"], found["as_of"]) == ("hifo", "account", "2024-01-03")
    assert found["positions"][0]["account"] == "b"
    assert found["cash"] == {}
    assert found["daily"][0]["date"] == "2024-01-01"
    assert found["daily"][-1]["date"] == "2024-01-03"


def test_another_currency_and_time_zone(files):
    ledger = "2024-01-01,deposit,a,,,,1,BTC,,,,,,,\n"
    prices = "date,asset,price,currency\n2023-12-31,BTC,90,EUR\n2024-01-01,BTC,100,EUR\n"
    found = replay(*files(ledger, prices), "--currency=EUR", "--tz=Asia/Tokyo")
    assert found["lots"][0]["acquired_at"] == "2023-12-31T15:00:00Z"
    assert found["totals"]["cost"] == "100"
    assert found["daily"][0]["date"] == "2024-01-01"


def test_an_empty_ledger(files):
    found = replay(*files(""))
    assert found["as_of"] is None
    assert found["returns"] == {
        "twr": None, "xirr": None, "max_drawdown": None, "volatility": None,
    }  # fmt: skip
    assert found["daily"] == found["lots"] == []


def test_without_prices_values_are_missing_and_told(files):
    ledger, _ = files("2024-01-02,buy,a,,900,USD,3,BTC,,,,,,,b1\n")
    found = replay(ledger, "--no-cash")
    assert found["positions"][0]["value"] is None
    assert [(one["code"], one["line"], one["id"]) for one in found["problems"]] == [
        ("missing_price", 2, "b1")
    ]


def test_several_rates_are_told(files):
    rows = (
        "2021-01-01,deposit,a,,,,100,USD,,,,,,,\n"
        "2022-01-01,withdrawal,a,,230,USD,,,,,,,,,\n"
        "2023-01-01,deposit,a,,,,132,USD,,,,,,,\n"
    )
    found = replay(*files(rows))
    # The balance ends at 2, so the last flow is 132 − 2 = 130 and the rates move a little.
    assert [one["code"] for one in found["problems"]] == ["negative_balance", "several_rates"]
    assert float(found["returns"]["xirr"]) < 0.1


@pytest.mark.parametrize("currency", ["ZZZ", "", "US"])
def test_a_currency_that_nothing_names_is_told(files, currency):
    with pytest.raises(CommandError, match="is not money, BTC or ETH") as error:
        replay(*files(), f"--currency={currency}")
    assert error.value.returncode == 2


@pytest.mark.parametrize(
    ("asked", "currency"), [("eur", "EUR"), ("eth", "ETH"), ("DOGE", "DOGE"), ("usdx", "usdx")]
)
def test_books_can_be_kept_in_money_btc_eth_or_what_has_a_price(files, asked, currency):
    prices = f"{PRICES}2024-01-01,DOGE,0.1,USD\n2024-01-01,usdx,1,USD\n"
    assert replay(*files(prices=prices), f"--currency={asked}")["currency"] == currency


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ("--tz=Mars/Base", "'Mars/Base' is no time zone"),
        ("--tz=../etc/passwd", "is no time zone"),
        ("--tz=", "is no time zone"),
        ("--as-of=2024-02-30", "'2024-02-30' is no day"),
        ("--as-of=2024-W01-1", "is no day"),
        ("--as-of=9999-12-31", "is no day"),
    ],
)
def test_options_that_cannot_be_read_are_told(files, option, told):
    with pytest.raises(CommandError, match=told):
        replay(*files(), option)


def test_a_replay_within_another_process_leaves_its_garbage_collection_on(files):
    gc.enable()
    replay(*files())
    assert gc.isenabled()


def test_the_table_is_readable(files):
    out = StringIO()
    call_command("replay", *files(), stdout=out)
    assert "time-weighted return" in out.getvalue()
    assert "1,745.20" in out.getvalue()
