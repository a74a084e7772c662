"""`manage.py replay`: what files may hold, and how bad lines are told."""

import os
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from threading import Thread

import pytest
from django.core.management import CommandError

from portfolios.accounting.core.entries import Leg
from portfolios.accounting.core.types import TransactionType
from portfolios.replay.ledger import HEADER, read_ledger
from tests.portfolios.replay.replays import replay, write_files


@pytest.fixture
def files(tmp_path):
    return partial(write_files, tmp_path)


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
        ("a,b,to_account", "There is no column a, b, and date, type must be there."),
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
    entries, faults = read(f"{','.join(header)}\n{row}\n")
    assert faults == []
    assert (entries[0].id, entries[0].at) == ("x", datetime(2024, 1, 1, tzinfo=UTC))


def read(text: str) -> tuple[list, list]:
    faults: list = []
    return list(read_ledger(text.splitlines(keepends=True), tz=UTC, faults=faults)), faults


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
        "date,asset,price,currency\n2024-W01-1,BTC,1,USD\n",
        "date,asset,price,currency\n2024-01-01,BTC,1e30,USD\n",
        "date,asset,price,currency\n2024-01-01,BTC,1,USD\n2024-01-01,BTC,1e-41,USD\n",
        f"date,asset,price,currency\n2024-01-01,BTC,1,USD\n2024-01-01,ETH,{'9' * 31},USD\n",
    ],
)
def test_bad_prices_are_told(files, prices):
    with pytest.raises(CommandError) as error:
        replay(*files(prices=prices))
    assert error.value.returncode == 2
    assert "prices.csv, line" in str(error.value)


def test_of_several_prices_of_a_day_the_latest_holds(files):
    rows = "2024-01-01,deposit,a,,,,1,BTC,,,,,,,\n"
    header = "date,asset,price,currency\n"
    timed = "2024-01-01T20:00:00Z,BTC,3,USD\n2024-01-01T08:00:00Z,BTC,2,USD\n"
    assert replay(*files(rows, header + timed))["totals"]["value"] == "3"
    # In New York it is still the day before at 04:00 UTC, and its last hour.
    late = "2024-01-02T04:00:00Z,BTC,5,USD\n"
    found = replay(*files(rows, header + late + timed), "--tz=America/New_York")
    assert found["totals"]["value"] == "5"
    days = "2024-01-01,BTC,3,USD\n2024-01-01,BTC,2,USD\n"
    assert replay(*files(rows, header + days))["totals"]["value"] == "2"


def test_a_file_that_is_not_in_order_of_time_gives_the_same_books(files):
    header, *rows = Path(files()[0]).read_text(encoding="utf-8").splitlines(keepends=True)
    named = [row if row.endswith("1\n") else f"{row[:-1]}r{n}\n" for n, row in enumerate(rows)]
    expected = replay(*files("".join(named)))
    assert replay(*files("".join(reversed(named)))) == expected
    late_stray = [*named[1:], named[0]]
    assert replay(*files("".join(late_stray))) == expected


def test_a_bad_line_after_rows_that_were_booked_is_told(files):
    rows = "2024-01-01,deposit,a,,,,1,BTC,,,,,,,\n2024-01-05,depot,a,,,,1,BTC,,,,,,,\n"
    for options in ((), ("--as-of", "2024-01-02")):
        with pytest.raises(CommandError, match=r"line 3, type") as error:
            replay(*files(rows), *options)
        assert error.value.returncode == 2


@pytest.fixture
def piped(tmp_path):
    """Puts text into a pipe, and gives the pipe's path."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    def write(content: bytes) -> str:
        Thread(target=pipe.write_bytes, args=(content,), daemon=True).start()
        return str(pipe)

    return write


def test_a_ledger_may_come_through_a_pipe(files, piped):
    ledger, prices = files()
    assert replay(piped(Path(ledger).read_bytes()), prices) == replay(ledger, prices)


def test_a_pipe_that_is_not_utf8_is_told(files, piped):
    with pytest.raises(CommandError, match=r"is not UTF-8\.") as error:
        replay(piped(b"date,type\n\xff"))
    assert error.value.returncode == 2


def test_the_first_line_that_is_not_utf8_is_told(files, tmp_path):
    arguments = files()
    (tmp_path / "ledger.csv").write_bytes("date,type\n2024-01-01,Zürich\n".encode("latin-1"))
    with pytest.raises(CommandError, match="line 2, text: Not UTF-8: byte 0xfc at 13") as error:
        replay(*arguments)
    assert error.value.returncode == 2


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(CommandError) as error:
        replay(str(tmp_path / "none.csv"))
    assert error.value.returncode == 2
