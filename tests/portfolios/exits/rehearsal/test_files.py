"""Plans and paths as files: what is written is read as it was, and bad cells are named."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolios.exits.records import Price
from portfolios.exits.rehearsal.files import plan_lines, price_lines
from portfolios.exits.rehearsal.plans import HEADER, read_plan
from portfolios.exits.rehearsal.prices import read_prices
from portfolios.exits.rehearsal.run import Rehearsal
from tests.portfolios.exits.paths import Walk, hour, rule
from tests.portfolios.exits.strategies import paths, plans

# Cells are stripped, and may hold anything else that a name does.
names = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00\r"), min_size=1, max_size=8
).filter(lambda text: text.strip() == text)


def as_read(lines) -> list[str]:
    """Lines as a file has them, in which a quoted cell may go over several."""
    return list(StringIO("".join(lines), newline=""))


def plan_of(*rows: str) -> tuple[list, list[tuple[int, str]]]:
    rules, faults = read_plan([",".join(HEADER) + "\n", *(f"{row}\n" for row in rows)])
    return rules, [(fault.line, fault.field) for fault in faults]


def prices_of(*rows: str) -> tuple[list[tuple], list[tuple[int, str]]]:
    faults = []
    prices = list(read_prices(["at,asset,price\n", *(f"{row}\n" for row in rows)], faults=faults))
    found = [(price.asset, str(price.amount)) for price in prices]
    return found, [(fault.line, fault.field) for fault in faults]


@settings(max_examples=15)
@given(plans(), st.lists(names, min_size=7, max_size=7, unique=True))
def test_a_plan_is_read_as_it_was_written(rules, keys):
    named = [
        replace(one, id=key, group=one.group and key, expires_at=None)
        for one, key in zip(rules, keys, strict=False)
    ]
    read, faults = read_plan(as_read(plan_lines(named)))
    assert (read, faults) == (named, [])


@settings(max_examples=20)
@given(paths(), st.integers(0, 999_999))
def test_a_path_is_read_as_it_was_written(prices, microseconds):
    moved = [price._replace(at=price.at + timedelta(microseconds=microseconds)) for price in prices]
    faults = []
    read = list(read_prices(as_read(price_lines(moved)), faults=faults))
    assert ([price._replace(source=None) for price in read], faults) == (moved, [])


def test_instants_of_any_zone_are_written_in_utc():
    at = datetime.fromisoformat("2024-07-01T02:30:00.250000+02:00")
    lines = list(price_lines([Price("BTC", at, Decimal("1E+3"))]))
    assert lines[1] == "2024-07-01T00:30:00.250000Z,BTC,1000\n"
    rules = [rule("a", "stop_loss", level="9E-1", armed_at=at)]
    assert list(plan_lines(rules))[1].split(",")[-1] == "2024-07-01T00:30:00.250000Z\n"


def test_an_empty_cell_leaves_what_a_rule_is_without_it():
    [only], faults = plan_of("a,BTC,stop_loss,,,90,,,,,,,")
    assert faults == []
    assert (only.share, only.group, only.armed_at, only.quantity) == (1, None, None, None)


def test_a_date_alone_and_a_time_without_an_offset_are_utc():
    rules, faults = plan_of(
        "a,BTC,stop_loss,,,90,,,,,,,2024-01-02", "b,BTC,stop_loss,,,90,,,,,,,2024-01-02 05:00"
    )
    assert faults == []
    assert [one.armed_at.isoformat() for one in rules] == [
        "2024-01-02T00:00:00+00:00",
        "2024-01-02T05:00:00+00:00",
    ]


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        (["a,BTC,stop_loss,,5,90,,,,,,g,", "b,BTC,take_profit,,6,110,,,,,,g,"], [(3, "quantity")]),
        (["a,BTC,stop_loss,,5,90,,,,,,g,", "b,ETH,take_profit,,6,110,,,,,,g,"], []),
        (["a,BTC,stop_loss,,5,90,,,,,,g,", "b,BTC,price_above,,6,110,,,,,,g,"], []),
        (["a,BTC,stop_loss,,5,90,,,,,,,", "b,BTC,take_profit,,6,110,,,,,,,"], []),
        (["a,BTC,stop_loss,,,,,,,,,,", "b,BTC,nonsense,,,1,,,,,,,"], [(2, "level"), (3, "kind")]),
        (["a,BTC,trailing_stop,x,,,,1e41,,,,,"], [(2, "entry_price"), (2, "trail_amount")]),
        (["a,BTC,stop_loss,,,90,,,,,,,2024-13-01"], [(2, "armed_at")]),
        (["a,BTC,stop_loss,,,90,,,,,0.0,,"], [(2, "share")]),
        (["a,BTC,stop_loss,,,1e-41,,,,,,,"], [(2, "level")]),
    ],
)
def test_every_fault_names_its_line_and_column(rows, faults):
    assert plan_of(*rows)[1] == faults


def test_an_id_that_stands_twice_names_the_first_line():
    header = ",".join(HEADER)
    row = "same,BTC,stop_loss,,,90,,,,,,,"
    _, [fault] = read_plan([f"{header}\n", f"{row}\n", "\n", f"{row}\n"])
    assert (fault.line, fault.field) == (4, "id")
    assert "Line 2" in fault.message


@pytest.mark.parametrize(
    ("rows", "found", "faults"),
    [
        (["2024-01-01,BTC,1", "2024-01-01,ETH,2"], [("BTC", "1"), ("ETH", "2")], []),
        (["2024-01-02,BTC,1", "2024-01-01,BTC,2"], [("BTC", "1")], [(3, "at")]),
        # The same instant in another form goes on from it.
        (["2024-01-02T00:00Z,BTC,1", "2024-01-02T01:00+01:00,BTC,2"],
         [("BTC", "1"), ("BTC", "2")], []),
        (["2024-01-01,,1"], [], [(2, "asset")]),
        (["2024-01-01,BTC,0"], [], [(2, "price")]),
        (["2024-01-01,BTC,-3"], [], [(2, "price")]),
        (["2024-01-01,BTC,1e30"], [], [(2, "price")]),
        (["2024-01-01,BTC,1e-41"], [], [(2, "price")]),
        (["2024-01-01,BTC,"], [], [(2, "price")]),
        (["yesterday,BTC,5", "yesterday,BTC,6"], [], [(2, "at"), (3, "at")]),
        (["never,,x"], [], [(2, "asset"), (2, "at"), (2, "price")]),
        # After a fault no price is given, and the lines are still read.
        (["2024-01-01,BTC,x", "2024-01-02,BTC,1", "2024-01-03,BTC,y"], [],
         [(2, "price"), (4, "price")]),
        # What follows a line that is out of order is measured by that line.
        (["2024-01-03,BTC,1", "2024-01-01,BTC,2", "2024-01-02,BTC,3"], [("BTC", "1")], [(3, "at")]),
    ],
)  # fmt: skip
def test_prices_come_in_order_of_time_until_the_first_fault(rows, found, faults):
    prices, told = prices_of(*rows)
    assert (prices, sorted(told)) == (found, faults)


@settings(max_examples=20)
@given(plans(), paths())
def test_a_rehearsal_tells_of_each_step_what_the_machine_does(rules, prices):
    """In the plan's order at the end, whatever the assets, and again for the same rules."""
    walk = Walk(rules, prices)
    rehearsal = Rehearsal(rules, prices=iter(prices))
    steps = list(rehearsal.steps())
    assert [step.price for step in steps] == prices
    assert [step.levels for step in steps] == walk.levels
    fired = [f"{place}:{watch.rule.id}" for place, step in enumerate(steps) for watch in step.fired]
    assert fired == walk.fired
    assert [watch.rule.id for watch in rehearsal.outcome()] == [one.id for one in rules]
    assert {watch.rule.id: watch for watch in rehearsal.outcome()} == walk.watches


def test_before_its_first_step_a_rehearsal_tells_how_the_rules_are_armed():
    rules = [rule("a", "stop_loss", level="90"), rule("b", "trailing_stop", trail_amount="1")]
    rehearsal = Rehearsal(rules, prices=[Price("BTC", hour(0), Decimal(80))])
    before = [(watch.status, watch.level) for watch in rehearsal.outcome()]
    assert before == [("armed", 90), ("armed", None)]
    next(rehearsal.steps())
    assert [watch.status for watch in rehearsal.outcome()] == ["fired", "armed"]
    assert rehearsal.outcome()[0].fired_by.at == datetime(2024, 1, 1, tzinfo=UTC)
