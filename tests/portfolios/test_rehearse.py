"""`manage.py rehearse`: a plan and a path in, JSON or a table out."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings

from portfolios.exits.rehearsal.plans import HEADER
from tests.portfolios.exits.paths import Walk
from tests.portfolios.exits.strategies import paths, plans

PLAN = """\
stop,BTC,stop_loss,100,2,,-0.1,,,,,g,
half,BTC,take_profit,100,2,110,,,,,0.5,g,
rest,BTC,take_profit,100,2,120.50,,,,,,g,
trail,BTC,trailing_stop,,3,,,,0.1,105,,,2024-01-02
even,BTC,break_even,100,1,,,,,109,,,
"tell, me",ETH,price_above,,,2.0E+3,,,,,,,2024-01-03T00:00:00+01:00
"""
PRICES = """\
at,asset,price
2024-01-01,BTC,104.0
2024-01-02T00:00:00Z,ETH,1999.90
2024-01-02 12:00:00 UTC,BTC,110
2024-01-02 23:00:00,ETH,2500
2024-01-03T12:00:00+01:00,BTC,99
2024-01-03T12:00:00Z,DOGE,0.00000001
"""


@pytest.fixture
def files(tmp_path):
    def write(plan: str = PLAN, prices: str = PRICES) -> tuple[str, str]:
        header = ",".join(HEADER)
        (tmp_path / "plan.csv").write_text(f"{header}\n{plan}", encoding="utf-8")
        (tmp_path / "prices.csv").write_text(prices, encoding="utf-8")
        return str(tmp_path / "plan.csv"), str(tmp_path / "prices.csv")

    return write


def printed(*arguments: str) -> str:
    out = StringIO()
    call_command("rehearse", *arguments, stdout=out)
    return out.getvalue()


def rehearse(*arguments: str) -> dict:
    return json.loads(printed(*arguments, "--json"))


def test_every_step_is_told(files):
    found = rehearse(*files())
    assert list(found) == ["steps", "triggers"]
    assert found["steps"] == [
        {
            "at": "2024-01-01",
            "asset": "BTC",
            "price": "104",
            "levels": {"stop": "90", "half": "110", "rest": "120.5", "even": None},
            "fired": [],
        },
        {
            "at": "2024-01-02T00:00:00Z",
            "asset": "ETH",
            "price": "1999.9",
            "levels": {},
            "fired": [],
        },
        {
            "at": "2024-01-02 12:00:00 UTC",
            "asset": "BTC",
            "price": "110",
            "levels": {
                "stop": "90", "half": "110", "rest": "120.5", "trail": "99", "even": "100",
            },
            "fired": ["half"],
        },
        {
            "at": "2024-01-02 23:00:00",
            "asset": "ETH",
            "price": "2500",
            "levels": {"tell, me": "2000"},
            "fired": ["tell, me"],
        },
        {
            "at": "2024-01-03T12:00:00+01:00",
            "asset": "BTC",
            "price": "99",
            "levels": {"stop": "90", "rest": "120.5", "trail": "99", "even": "100"},
            "fired": ["even", "trail"],
        },
        {
            "at": "2024-01-03T12:00:00Z",
            "asset": "DOGE",
            "price": "0.00000001",
            "levels": {},
            "fired": [],
        },
    ]  # fmt: skip


def test_where_every_rule_stands_at_the_end(files):
    found = rehearse(*files())["triggers"]
    keys = ("id", "status", "fired_at", "fired_price", "level", "high_water", "quantity")
    assert all(tuple(one) == keys for one in found)
    last = "2024-01-03T12:00:00+01:00"
    assert [tuple(one.values()) for one in found] == [
        ("stop", "armed", None, None, "90", None, None),
        ("half", "fired", "2024-01-02 12:00:00 UTC", "110", "110", None, "1"),
        ("rest", "armed", None, None, "120.5", None, None),
        ("trail", "fired", last, "99", "99", "110", "3"),
        ("even", "fired", last, "99", "100", None, "1"),
        ("tell, me", "fired", "2024-01-02 23:00:00", "2500", "2000", None, None),
    ]


def test_a_used_up_position_cancels_its_group(files):
    prices = "at,asset,price\n2024-01-01,BTC,130\n"
    found = {one["id"]: one for one in rehearse(*files(prices=prices))["triggers"]}
    assert [found[key]["status"] for key in ("half", "rest", "stop")] == [
        "fired", "fired", "cancelled",
    ]  # fmt: skip
    assert [found[key]["quantity"] for key in ("half", "rest", "stop")] == ["1", "1", None]
    assert found["half"]["fired_price"] == found["rest"]["fired_price"] == "130"


def test_no_prices_and_no_rules(files):
    plan, prices = files(prices="at,asset,price\n")
    found = rehearse(plan, prices)
    assert found["steps"] == []
    assert {one["status"] for one in found["triggers"]} == {"armed"}
    assert [one["level"] for one in found["triggers"]][-3:] == [None, None, "2000"]
    found = rehearse(*files(plan="", prices=PRICES))
    assert found["triggers"] == []
    assert len(found["steps"]) == 6


def test_columns_may_stand_in_any_order_after_a_byte_order_mark(files, tmp_path):
    plan, prices = files(prices="\ufeffprice,asset,at\n99,BTC,2024-01-01\n")
    names = HEADER[::-1]
    cells = {"id": "s", "asset": "BTC", "kind": "stop_loss", "level": "100", "quantity": "1"}
    row = ",".join(cells.get(name, "") for name in names)
    Path(plan).write_text(f"\ufeff{','.join(names)}\n{row}\n", encoding="utf-8")
    found = rehearse(plan, prices)
    assert found["triggers"][0]["fired_price"] == "99"


def test_columns_that_no_rule_of_a_plan_uses_may_be_missing(files):
    plan, prices = files(prices="at,asset,price\n2024-01-01,BTC,110\n2024-01-02,BTC,99\n")
    rows = "ID,Asset,kind,entry_price,trail_percent\nt,BTC,trailing_stop,100,0.1\n,,,,\n"
    Path(plan).write_text(rows, encoding="utf-8")
    found = rehearse(plan, prices)
    assert [one["levels"]["t"] for one in found["steps"]] == ["99", "99"]
    assert found["triggers"][0]["fired_at"] == "2024-01-02"


def test_the_table_is_readable(files):
    lines = printed(*files()).splitlines()
    assert lines[0] == "6 rules over 6 prices"
    told = {line.split("  ")[0]: line.split() for line in lines[3:]}
    assert told["half"] == [
        "half", "BTC", "take_profit", "fired", "110", "-", "2024-01-02", "12:00:00", "UTC",
        "110", "1",
    ]  # fmt: skip
    assert told["stop"] == ["stop", "BTC", "stop_loss", "armed", "90", "-", "-", "-", "-"]
    assert len({len(line) for line in lines[2:]}) == 1


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(plans(), paths())
def test_files_say_the_same_as_the_rules(files, rules, prices):
    """Through both files and back from the JSON nothing is lost; expiries have no column."""
    rules = [rule for rule in rules if rule.expires_at is None]
    rows = [
        [("" if (cell := getattr(rule, name)) is None else str(cell)) for name in HEADER]
        for rule in rules
    ]
    plan = "".join(",".join(row) + "\n" for row in rows)
    path = "".join(f"{price.at.isoformat()},{price.asset},{price.amount}\n" for price in prices)
    found = rehearse(*files(plan, f"at,asset,price\n{path}"))
    walk = Walk(rules, prices)
    fired = [f"{place}:{key}" for place, one in enumerate(found["steps"]) for key in one["fired"]]
    assert fired == walk.fired
    for rule in rules:
        levels = [one["levels"].get(rule.id, ".") for one in found["steps"]]
        assert " ".join(level or "-" for level in levels) == walk.levels_of(rule.id)
    for one in found["triggers"]:
        assert one["status"] == walk.status(one["id"])
        assert one["quantity"] == walk.sold(one["id"])


def test_it_runs_with_no_database_and_reads_a_pipe(files):
    plan, prices = files()
    environment = {**os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}
    command = [sys.executable, "manage.py", "rehearse", plan, "/dev/stdin", "--json"]
    done = subprocess.run(
        command,
        input=Path(prices).read_text(encoding="utf-8"),
        capture_output=True,
        text=True,
        env=environment,
        cwd=Path(__file__).parents[2],
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == rehearse(plan, prices)
