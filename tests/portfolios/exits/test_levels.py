"""Single rules over price paths, worked out by hand."""

from decimal import Decimal

import pytest

from markets.numbers import plain
from tests.portfolios.exits.paths import Walk, hour, rule


def walk(kind: str, prices: str, **given) -> Walk:
    return Walk([rule("x", kind, **given)], prices)


@pytest.mark.parametrize(
    ("kind", "given", "prices", "fires_at"),
    [
        ("stop_loss", {"level": "90"}, "100 91 90.01 95", None),
        ("stop_loss", {"level": "90"}, "100 90 80", 1),
        ("stop_loss", {"level": "90"}, "100 91 70 95", 2),
        ("stop_loss", {"level": "90"}, "85 100", 0),
        ("stop_loss", {"entry_price": "100", "percent": "-0.1"}, "90.000001 90", 1),
        ("stop_loss", {"entry_price": "80", "percent": "0.25"}, "120 101 100", 2),
        ("stop_loss", {"entry_price": "80", "percent": "0"}, "81 80", 1),
        ("take_profit", {"level": "120"}, "100 119.99 120", 2),
        ("take_profit", {"level": "120"}, "100 150 90", 1),
        ("take_profit", {"level": "120"}, "130", 0),
        ("take_profit", {"entry_price": "80", "percent": "0.5"}, "119 120", 1),
        ("price_above", {"level": "120"}, "119 120", 1),
        ("price_above", {"entry_price": "100", "percent": "0.2"}, "119 121", 1),
        ("price_below", {"level": "90"}, "91 90", 1),
        ("price_below", {"entry_price": "100", "percent": "-0.1"}, "91 50", 1),
    ],
)
def test_a_fixed_level_fires_at_it_or_through_it(kind, given, prices, fires_at):
    found = walk(kind, prices, **given)
    assert found.fired == ([] if fires_at is None else [f"{fires_at}:x"])
    assert found.status("x") == ("armed" if fires_at is None else "fired")


def test_a_gap_fires_at_the_price_seen_and_keeps_the_level():
    found = walk("stop_loss", "100 70 60", level="90")
    watch = found.watches["x"]
    assert (watch.fired_by.amount, watch.fired_by.at, watch.level) == (70, hour(1), 90)
    assert watch.high_water is None


def test_what_ended_is_not_compared_any_more():
    found = walk("stop_loss", "100 90 80 200", level="90")
    assert found.levels_of("x") == "90 90 . ."
    assert found.fired == ["1:x"]


@pytest.mark.parametrize(
    ("given", "prices", "levels", "mark", "fires_at"),
    [
        # Bought at 100 with a trail of 10%: up to 110, and sold on the way down at 99.
        ({"entry_price": "100", "trail_percent": "0.1"}, "100 110 105 99", "90 99 99 99", 110, 3),
        ({"trail_percent": "0.1"}, "100 110 105 99.01 120 108", "90 99 99 99 108 108", 120, 5),
        ({"trail_amount": "5"}, "100 103 99 98 97", "95 98 98 98 .", 103, 3),
        # A fall from the very first price, and through a gap.
        ({"trail_amount": "5"}, "100 60", "95 95", 100, 1),
        # The entry is above the first price: the mark starts there.
        ({"entry_price": "120", "trail_percent": "0.1"}, "110 109 108", "108 108 108", 120, 2),
        ({"entry_price": "120", "trail_percent": "0.1"}, "100", "108", 120, 0),
        # The entry is under the first price: the price is the mark.
        ({"entry_price": "80", "trail_percent": "0.1"}, "100 95 90", "90 90 90", 100, 2),
        # A new high raises the level before it is compared, and never fires its own trail.
        ({"trail_amount": "0.01"}, "1 2 3 4", "0.99 1.99 2.99 3.99", 4, None),
        # A trail wider than the price: no price reaches it.
        ({"trail_amount": "150"}, "100 1 160 10", "-50 -50 10 10", 160, 3),
    ],
)
def test_a_trail_follows_the_highest_price(given, prices, levels, mark, fires_at):
    found = walk("trailing_stop", prices, **given)
    assert found.levels_of("x") == levels
    assert found.watches["x"].high_water == mark
    assert found.fired == ([] if fires_at is None else [f"{fires_at}:x"])


def test_a_trail_starts_at_its_activation_price():
    given = {"entry_price": "100", "trail_percent": "0.1", "activate_at": "120"}
    found = walk("trailing_stop", "100 80 119 120 110 130 117", **given)
    assert found.levels_of("x") == "- - - 108 108 117 117"
    assert found.fired == ["6:x"]


def test_a_trail_that_waits_keeps_its_mark_and_has_no_level():
    given = {"trail_percent": "0.1", "activate_at": "120"}
    watch = walk("trailing_stop", "100 110 50", **given).watches["x"]
    assert (watch.status, watch.level, watch.high_water) == ("armed", None, 110)


def test_a_trail_once_active_stays_so_under_its_activation_price():
    given = {"trail_percent": "0.5", "activate_at": "100"}
    found = walk("trailing_stop", "100 60 51 50", **given)
    assert found.levels_of("x") == "50 50 50 50"
    assert found.fired == ["3:x"]


def test_the_entry_does_not_activate_a_trail():
    given = {"entry_price": "130", "trail_percent": "0.1", "activate_at": "120"}
    found = walk("trailing_stop", "119 120", **given)
    assert found.levels_of("x") == "- 117"


@pytest.mark.parametrize(
    ("given", "prices", "levels", "fires_at"),
    [
        ({"activate_at": "110"}, "100 90 109.99 110 101 100", "- - - 100 100 100", 5),
        ({"activate_at": "110"}, "100 50 100", "- - -", None),
        ({"activate_at": "110"}, "150 99 100", "100 100 .", 1),
        ({}, "105 101 99", "100 100 100", 2),
        ({}, "100", "100", 0),
    ],
)
def test_a_break_even_stop_is_in_force_from_its_activation_price(given, prices, levels, fires_at):
    found = walk("break_even", prices, entry_price="100", **given)
    assert found.levels_of("x") == levels
    assert found.fired == ([] if fires_at is None else [f"{fires_at}:x"])


def test_prices_before_arming_are_not_seen():
    given = {"trail_percent": "0.1", "armed_at": hour(2)}
    found = walk("trailing_stop", "500 1 100 95 90", **given)
    assert found.levels_of("x") == ". . 90 90 90"
    assert found.watches["x"].high_water == 100
    assert found.fired == ["4:x"]


def test_a_rule_sees_the_price_of_the_instant_it_is_armed_at():
    assert walk("stop_loss", "100 80 80", level="90", armed_at=hour(1)).fired == ["1:x"]
    assert walk("stop_loss", "80 100", level="90", armed_at=hour(1)).fired == []


def test_activation_before_arming_does_not_count():
    given = {"entry_price": "100", "activate_at": "110", "armed_at": hour(1)}
    assert walk("break_even", "120 105 99", **given).fired == []


def test_a_rule_expires_with_the_first_price_at_its_end():
    found = walk("stop_loss", "100 100 80", level="90", expires_at=hour(2))
    assert (found.status("x"), found.fired) == ("expired", [])
    assert found.levels_of("x") == "90 90 ."
    assert walk("stop_loss", "100 80", level="90", expires_at=hour(2)).fired == ["1:x"]


def test_levels_are_exact_far_beyond_the_default_precision():
    given = {"entry_price": "999999999999999999999999999999.000000000000000001"}
    found = walk("stop_loss", "1", percent="-0.123456789012345678", **given)
    assert found.levels_of("x") == (
        "876543210987654321999999999999.123456789012345678876543210987654322"
    )
    price = "0.0000000000000000012345678901234567"
    found = walk("trailing_stop", price, trail_percent="0.123456789")
    # 12345678901234567 × 876543211 = 10821521026063099222374637.
    assert found.levels_of("x") == "0.0000000000000000010821521026063099222374637"


def test_breach_is_told_exactly_on_the_last_digit():
    level = "0.1000000000000000000000000000000000000001"
    assert walk("stop_loss", level, level=level).fired == ["0:x"]
    assert walk("stop_loss", level[:-1] + "2", level=level).fired == []


def test_a_step_that_changes_nothing_gives_the_same_state():
    found = walk("trailing_stop", "100 99 ETH:5 100 101", trail_percent="0.1")
    states = found.states
    assert states[1] is states[2] is states[3] is states[4]
    assert states[5] is not states[4]
    assert states[1].watches["BTC"][0].high_water == Decimal(100)


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        ("1E+3", "1000"),
        ("-0.00", "0"),
        ("10.500", "10.5"),
        ("100", "100"),
        ("1E-41", f"0.{0:040}1"),
    ],
)
def test_figures_are_written_in_full(figure, text):
    assert plain(Decimal(figure)) == text
