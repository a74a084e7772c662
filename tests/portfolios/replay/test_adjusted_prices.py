"""`manage.py replay`: prices adjusted for splits are told, and can be said to be."""

from functools import partial

import pytest
from django.core.management import CommandError

from tests.portfolios.replay.replays import replay, write_files

ROWS = (
    "2014-01-01T00:00:00Z,buy,A,,25000,DKK,25,NOV,,,,,,,b1\n"
    "2014-01-02T00:00:00Z,split,A,,25,NOV,125,NOV,,,,,,,x1\n"
    "2014-01-03T00:00:00Z,transfer,A,B,50,NOV,50,NOV,,,,,,,t1\n"
    "2014-01-04T00:00:00Z,split,A,,75,NOV,150,NOV,,,,,,,x2a\n"
    "2014-01-04T00:00:00Z,split,B,,50,NOV,100,NOV,,,,,,,x2b\n"
    "2014-01-05T00:00:00Z,sell,B,,100,NOV,12000,DKK,,,,,,,s1\n"
)
FLAT = ["25000", "25000", "25000", "25000", "18000"]
OPTIONS = ("--currency=DKK", "--no-cash")


def prices(*daily: int) -> str:
    rows = (f"2014-01-0{day},NOV,{price},DKK\n" for day, price in enumerate(daily, start=1))
    return "date,asset,price,currency\n" + "".join(rows)


@pytest.fixture
def files(tmp_path):
    return partial(write_files, tmp_path)


def told(found: dict) -> list[tuple[str, str]]:
    return [(one["code"], one["id"]) for one in found["problems"]]


@pytest.mark.parametrize("scope", ["portfolio", "account"])
def test_adjusted_prices_are_told_and_the_choice_makes_the_value_flat(files, scope):
    given = files(ROWS, prices(100, 100, 100, 100, 120))
    found = replay(*given, *OPTIONS, f"--scope={scope}")
    assert told(found) == [("prices_adjusted", "x1"), ("prices_adjusted", "x2a")]
    assert "NOV look adjusted for the split of 2014-01-02" in found["problems"][0]["message"]
    chosen = replay(*given, *OPTIONS, f"--scope={scope}", "--adjusted-prices=nov")
    assert ([day["value"] for day in chosen["daily"]], told(chosen)) == (FLAT, [])


def test_prices_as_they_were_need_no_word(files):
    found = replay(*files(ROWS, prices(1000, 200, 200, 100, 120)), *OPTIONS)
    assert ([day["value"] for day in found["daily"]], told(found)) == (FLAT, [])


def test_what_is_no_asset_is_refused(files):
    with pytest.raises(CommandError, match="--adjusted-prices") as error:
        replay(*files(ROWS, prices(100)), *OPTIONS, "--adjusted-prices=N V")
    assert error.value.returncode == 2
