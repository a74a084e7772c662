"""`manage.py replay` refuses what the app refuses, and reads names as the app does."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.core.management import CommandError

from portfolios.accounting.core.instants import instant_fault
from tests.portfolios.replay.replays import replay, write_files

PRICES = "date,asset,price,currency\n"


@pytest.fixture
def files(tmp_path):
    return partial(write_files, tmp_path)


def refused(files, rows: str, *options: str, prices: str = PRICES) -> str:
    with pytest.raises(CommandError) as error:
        replay(*files(rows, prices), *options)
    assert error.value.returncode == 2
    return str(error.value)


def deposit(date: str, asset: str = "BTC", account: str = "a") -> str:
    return f"{date},deposit,{account},,,,1,{asset},,,5,USD,,,\n"


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("2024-03-31T02:30:00", "Europe/Berlin"),
        ("2024-03-31 02:00", "Europe/Berlin"),
        ("2024-03-10T02:59:59", "America/New_York"),
        ("2018-11-04T00:00:00", "America/Sao_Paulo"),
        ("2011-12-30T12:00:00", "Pacific/Apia"),
    ],
)
def test_a_wall_time_that_the_clocks_skipped_is_refused(files, text, zone):
    told = refused(files, deposit("2024-01-01") + deposit(text), f"--tz={zone}")
    assert f"line 3, date: '{text}' is a time that the clocks skipped in {zone}." in told


def test_a_price_at_a_time_that_the_clocks_skipped_is_refused(files):
    prices = f"{PRICES}2024-03-31T02:30:00,BTC,1,USD\n"
    told = refused(files, deposit("2024-01-01"), "--tz=Europe/Berlin", prices=prices)
    assert "prices.csv, line 2, date: '2024-03-31T02:30:00' is a time that the clocks" in told


def test_a_date_alone_is_the_first_instant_of_a_day_without_a_midnight(files):
    found = replay(*files(deposit("2018-11-04"), PRICES), "--tz=America/Sao_Paulo")
    assert found["lots"][0]["acquired_at"] == "2018-11-04T03:00:00Z"
    twice = replay(*files(deposit("2024-10-27T02:30:00"), PRICES), "--tz=Europe/Berlin")
    assert twice["lots"][0]["acquired_at"] == "2024-10-27T00:30:00Z"


@pytest.mark.parametrize("text", ["1970-01-01", "2009-01-02T23:59:59Z", "1900-01-01"])
def test_a_coin_before_the_first_block_is_refused(files, text):
    assert f"line 2, date: '{text}' lies before 2009-01-03" in refused(files, deposit(text))
    assert replay(*files(deposit("2009-01-03"), PRICES))["lots"]


def test_money_alone_may_be_as_old_as_the_central_bank_s_rates(files):
    assert replay(*files(deposit("1999-01-01", "USD"), PRICES))["cash"] == {"USD": "1"}
    assert "lies before 1999-01-01." in refused(files, deposit("1970-01-01", "USD"))


def test_a_date_in_the_future_is_refused(files):
    now = datetime.now(UTC)
    assert "lies in the future" in refused(files, deposit("2100-01-01"))
    assert replay(*files(deposit((now + timedelta(hours=1)).isoformat()), PRICES))["lots"]


def test_the_bounds_of_a_row_s_instant():
    now = datetime(2024, 1, 1, tzinfo=UTC)
    assert instant_fault(now + timedelta(days=1), now=now) == ""
    assert instant_fault(now + timedelta(days=1, seconds=1), now=now) == "lies in the future"
    assert instant_fault(datetime(2500, 1, 1, tzinfo=UTC), now=None) == ""


@pytest.mark.parametrize("text", ["2024-01-31x13:45:00", "2024-01-31_13:45", "2024-01-3113:45"])
def test_a_time_stands_behind_a_t_or_a_space(files, text):
    assert "is not an ISO date" in refused(files, deposit(text))


def test_a_null_character_is_refused(files):
    told = refused(files, "2024-01-01,deposit,a,,,,1,BTC,,,,,,no\x00te,\n")
    assert "line 2, row: The row holds a null character." in told


@pytest.mark.parametrize("symbol", ["B TC", "B" * 41, "B\u200bTC", "B\tTC"])
def test_what_is_no_asset_s_code_is_refused(files, symbol):
    assert "line 2, received_amount:" in refused(files, deposit("2024-01-01", symbol))
    prices = f"{PRICES}2024-01-01,{symbol},1,USD\n"
    assert "prices.csv, line 2, asset:" in refused(files, deposit("2024-01-01"), prices=prices)


def test_an_account_s_name_is_as_long_as_the_app_s_at_most(files):
    assert "line 2, account: An account's name has at most 80" in refused(
        files, deposit("2024-01-01", account="x" * 81)
    )
    assert replay(*files(deposit("2024-01-01", account="x" * 80), PRICES))["lots"]


def test_assets_and_accounts_are_the_same_in_any_case(files):
    rows = (
        "2024-01-01,buy,Main,,10,usd,1,wBTC,,,,,,,b\n2024-01-02,sell,MAIN,,1,WBTC,15,Usd,,,,,,,s\n"
    )
    found = replay(
        *files(rows, f"{PRICES}2024-01-01,wBTC,10,usd\n"), "--scope=account", "--no-cash"
    )
    assert found["totals"]["realised"] == "5"
    assert found["problems"] == []
    assert [one["asset"] for one in found["disposals"]] == ["wBTC"]


def test_a_price_that_lacks_only_its_rate_names_the_rate(files):
    prices = f"{PRICES}2024-01-01,BTC,100,USD\n2024-01-05,EUR,1.1,USD\n"
    row = "2024-01-01,deposit,a,,,,1,BTC,,,,,,,d\n"
    found = replay(*files(row, prices), "--currency=EUR")
    assert [one["message"] for one in found["problems"]] == [
        "No rate of USD in EUR on or before 2024-01-01: it counts as 0.",
    ]
    bought = replay(*files("2024-01-01,buy,a,,90,EUR,1,XYZ,,,,,,,b\n", prices), "--no-cash")
    assert bought["problems"][0]["message"] == (
        "No rate of EUR in USD on or before 2024-01-01: it counts as 0."
    )
    gift = replay(*files("2024-01-01,deposit,a,,,,1,XYZ,,,9,EUR,,,b\n", prices))
    assert "No rate of EUR in USD" in gift["problems"][0]["message"]
    coin = replay(*files("2024-01-01,deposit,a,,,,1,XYZ,,,,,,,b\n", prices), "--currency=EUR")
    assert "No price of XYZ" in coin["problems"][0]["message"]
