"""`manage.py replay`: files in, JSON or a table out, bad lines told."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from portfolios.accounting.entries import Leg
from portfolios.accounting.replay.ledger import HEADER, read_ledger
from portfolios.accounting.types import TransactionType

LEDGER = """\
2024-01-01,deposit,a,,,,1000,USD,,,,,,,d1
2024-01-02T10:00:00Z,buy,a,,900,USD,3,BTC,10,USD,,,,,b1
2024-01-03 10:00:00 UTC,transfer,a,b,3,BTC,2.99,BTC,,,,,,,t1
2024-01-04,sell,b,,1,BTC,500,USD,0,,,,,"x, y",
2024-01-04,staking_reward,b,,,,0.1,ETH,,,200,USD,,,
"""
PRICES = """\
date,asset,price,currency
2024-01-01,BTC,300,USD
2024-01-04,BTC,480,USD
2024-01-04,ETH,2000,USD
"""


@pytest.fixture
def files(tmp_path):
    def write(ledger: str = LEDGER, prices: str = PRICES, *, header: str = ",".join(HEADER)):
        (tmp_path / "ledger.csv").write_text(f"{header}\n{ledger}", encoding="utf-8")
        (tmp_path / "prices.csv").write_text(prices, encoding="utf-8")
        return str(tmp_path / "ledger.csv"), f"--prices={tmp_path / 'prices.csv'}"

    return write


def replay(*arguments: str) -> dict:
    out = StringIO()
    call_command("replay", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_document_has_exactly_its_fields(files):
    found = replay(*files())
    assert list(found) == [
        "currency", "method", "scope", "as_of", "positions", "lots", "disposals", "income",
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


def test_every_bad_line_is_told_and_nothing_worked_out(files):
    rows = (
        "2024-13-01,deposit,a,,,,1000,USD,,,,,,,\n"
        "2024-01-01,depot,,,,,10x,USD,,,,,,,\n"
        "2024-01-01,buy,a,,,,1,BTC,,,,,,,\n"
        "2024-01-01,buy,a,,5,,1,BTC,,,,,,,\n"
        "2024-01-01,deposit,a,,,,1,BTC\n"
        '2024-01-01,deposit,a,,,,-1,BTC,,,,,,"two\nlines",\n'
        "2024-01-01,deposit,a,,,,NaN,BTC,,,,,,,\n"
        "2024-01-01,deposit,a,,,,1,BTC,,,,,,,\n"
    )
    with pytest.raises(CommandError) as error:
        replay(*files(rows))
    assert error.value.returncode == 2
    told = [line.split(", line ")[1] for line in str(error.value).splitlines()[1:]]
    assert [line.split(": ")[0] for line in told] == [
        "2, date", "3, received_amount", "3, type", "4, sent_amount",
        "5, sent_amount", "6, row", "7, received_amount", "9, received_amount",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("a,b,c", "There is no column a, b, c, and date, type must be there."),
        ("", "date, type must be there."),
        (",".join(HEADER[1:]), "date must be there."),
        (",".join((*HEADER, "x")), "There is no column x."),
        (",".join((*HEADER, "id")), "id stands there twice."),
    ],
)
def test_a_bad_header_is_told(files, header, told):
    with pytest.raises(CommandError) as error:
        replay(*files(header=header))
    assert error.value.returncode == 2
    assert f"line 1, header: {told}" in str(error.value)


def test_columns_may_stand_in_any_order():
    header = (*HEADER[1:], HEADER[0])
    row = "deposit,a,,,,1,BTC,,,,,,,x,2024-01-01"
    entries, faults = read_ledger([",".join(header) + "\n", row + "\n"], tz=UTC)
    assert faults == []
    assert (entries[0].id, entries[0].at) == ("x", datetime(2024, 1, 1, tzinfo=UTC))


def read(text: str) -> tuple[list, list]:
    return read_ledger(text.splitlines(keepends=True), tz=UTC)


def test_columns_that_a_ledger_does_not_need_may_be_missing():
    entries, faults = read("Type,DATE,received_amount,received_asset\nairdrop,2024-01-01,1,BTC\n")
    assert faults == []
    assert (entries[0].account, entries[0].received) == ("", Leg("BTC", Decimal(1)))
    entries, faults = read(f"{','.join(HEADER)},tags\n2024-01-01,lost,a,,1,BTC{',' * 9},x;y\n")
    assert (faults, len(entries)) == ([], 1)


def test_a_row_may_have_no_account(files):
    rows = (
        "2024-01-01,deposit,,,,,3,BTC,,,30,USD,,,d1\n"
        "2024-01-02,transfer,,b,1,BTC,,,,,,,,,t1\n"
        "2024-01-03,withdrawal,,,4,BTC,,,,,40,USD,,,w1\n"
    )
    found = replay(*files(rows), "--scope=account")
    assert [(one["account"], one["quantity"]) for one in found["lots"]] == [
        ("", "2"), ("b", "1"), ("", "2"),
    ]  # fmt: skip
    assert found["balances"] == [{"account": "b", "asset": "BTC", "quantity": "1"}]
    assert found["problems"][0]["message"] == "2 BTC taken out were never brought in."


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ("2024-01-01,Staking Reward,a,,0,,1,ETH,0,,,,,,", TransactionType.STAKING_REWARD),
        ("2024-01-01,GIFT-GIVEN,a,,1,ETH,0.0,USD,,USD,,,,,", TransactionType.GIFT_GIVEN),
        ("2024-01-01,transfer,a,b,,,1,ETH,,,,,,,", TransactionType.TRANSFER),
    ],
)
def test_rows_as_other_programs_write_them(row, kind):
    entries, faults = read(f"{','.join(HEADER)}\n{row}\n,,,,,,,,,,,,,,\n")
    assert faults == []
    assert entries[0].type is kind
    assert (entries[0].sent or entries[0].received) == Leg("ETH", Decimal(1))


def test_a_net_worth_of_nothing_is_one_and_an_amount_of_nothing_is_none():
    rows = (
        "2024-01-01,deposit,a,,,,1,ETH,,,0,USD,,,\n"
        "2024-01-02,swap,a,,0,BTC,1,ETH,,,,,,,\n"
        "2024-01-03,deposit,a,,,,1,ETH,,,0,,,,\n"
    )
    entries, faults = read(f"{','.join(HEADER)}\n{rows}")
    assert entries[0].net_worth == Leg("USD", Decimal(0))
    assert [(fault.line, fault.field) for fault in faults] == [
        (3, "sent_amount"), (4, "net_worth_amount"),
    ]  # fmt: skip


def test_coins_can_be_bought_and_sold_for_nothing(files):
    rows = (
        "2024-01-01,buy,a,,0,USD,2,BTC,1,USD,,,,,b1\n"
        "2024-01-02,sell,a,,1,BTC,0.00,EUR,,,,,,,s1\n"
        "2024-01-03,sell,a,,1,BTC,0,USD,2,USD,,,,,s2\n"
    )
    found = replay(*files(rows), "--no-cash")
    assert [(one["cost"], one["proceeds"]) for one in found["disposals"]] == [
        ("0.5", "0"), ("0.5", "-2"),
    ]  # fmt: skip
    assert found["totals"]["realised"] == "-3"
    with pytest.raises(CommandError, match="line 2, received_amount"):
        replay(*files("2024-01-01,buy,a,,1,USD,0,BTC,,,,,,,\n"))


def test_quantities_have_as_many_places_as_the_figures_that_are_printed(files):
    rows = (
        "2024-01-01,deposit,a,,,,0.666666666666666666666666666667,BTC,,,20,USD,,,\n"
        "2024-01-02,deposit,a,,,,1e-30,BTC,,,0,USD,,,\n"
    )
    found = replay(*files(rows))
    assert found["balances"][0]["quantity"] == "0.666666666666666666666666666668"
    with pytest.raises(CommandError, match="At most 30 digits may stand after"):
        replay(*files(rows.replace("1e-30", "1e-31")))


@pytest.mark.parametrize(
    "prices",
    [
        "date,asset,price\n",
        "date,asset,price,currency\n2024-01-01,BTC,abc,USD\n",
        "date,asset,price,currency\n2024-01-01,BTC,-1,USD\n",
        "date,asset,price,currency\nyesterday,BTC,1,USD\n",
        "date,asset,price,currency\n2024-01-01,,1,USD\n",
    ],
)
def test_bad_prices_are_told(files, prices):
    with pytest.raises(CommandError) as error:
        replay(*files(prices=prices))
    assert error.value.returncode == 2
    assert "prices.csv, line" in str(error.value)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(CommandError) as error:
        replay(str(tmp_path / "none.csv"))
    assert error.value.returncode == 2


def test_the_table_is_readable(files):
    out = StringIO()
    call_command("replay", *files(), stdout=out)
    assert "time-weighted return" in out.getvalue()
    assert "1,745.20" in out.getvalue()
