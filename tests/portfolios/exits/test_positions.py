"""Rules that share a position: ladders, one cancels the other, several breached by one price."""

import pytest

from tests.portfolios.exits.paths import Walk, hour, rule

SIZE = {"quantity": "10", "group": "g"}


def ladder() -> list:
    return [
        rule("stop", "stop_loss", level="90", **SIZE),
        rule("t1", "take_profit", level="110", share="0.5", **SIZE),
        rule("t2", "take_profit", level="120", share="0.3", **SIZE),
        rule("t3", "take_profit", level="130", share="0.2", **SIZE),
    ]


def outcome(found: Walk) -> dict:
    return {key: (found.status(key), found.sold(key)) for key in found.watches}


def test_a_ladder_sells_shares_of_the_original_and_the_stop_takes_the_rest():
    found = Walk(ladder(), "100 110 120 90")
    assert found.fired == ["1:t1", "2:t2", "3:stop"]
    assert outcome(found) == {
        "stop": ("fired", "2"),
        "t1": ("fired", "5"),
        "t2": ("fired", "3"),
        "t3": ("cancelled", None),
    }


def test_a_ladder_that_is_sold_out_cancels_the_stop():
    found = Walk(ladder(), "100 110 120 130 80")
    assert found.fired == ["1:t1", "2:t2", "3:t3"]
    assert (found.status("stop"), found.sold("stop")) == ("cancelled", None)


def test_a_stop_cancels_all_targets():
    found = Walk(ladder(), "100 89 200")
    assert found.fired == ["1:stop"]
    assert found.sold("stop") == "10"
    assert {found.status(key) for key in ("t1", "t2", "t3")} == {"cancelled"}
    assert found.levels_of("t1") == "110 110 ."


def test_a_gap_over_a_ladder_fires_from_the_lowest_target_up_at_one_price():
    found = Walk(ladder(), "100 125")
    assert found.fired == ["1:t1", "1:t2"]
    assert {found.watches[key].fired_by.amount for key in ("t1", "t2")} == {125}
    assert found.status("stop") == "armed"


def test_of_several_stops_the_highest_fires_and_cancels_the_others():
    rules = [
        rule("low", "stop_loss", level="80", **SIZE),
        rule("high", "stop_loss", level="95", **SIZE),
        rule("trail", "trailing_stop", trail_percent="0.1", **SIZE),
    ]
    found = Walk(rules, "100 70")
    assert found.fired == ["1:high"]
    assert {found.status("low"), found.status("trail")} == {"cancelled"}
    assert Walk(rules, "120 107").fired == ["1:trail"]


def test_stops_that_sell_a_part_each_fire_from_the_highest_down():
    rules = [
        rule("c", "stop_loss", level="80", share="0.5", **SIZE),
        rule("a", "stop_loss", level="95", share="0.4", **SIZE),
        rule("b", "stop_loss", level="85", share="0.4", **SIZE),
    ]
    found = Walk(rules, "100 70")
    assert found.fired == ["1:a", "1:b", "1:c"]
    assert [found.sold(key) for key in "abc"] == ["4", "4", "2"]


def test_of_several_targets_the_lowest_fires_and_cancels_the_others():
    rules = [
        rule("far", "take_profit", level="130", **SIZE),
        rule("near", "take_profit", level="110", **SIZE),
    ]
    found = Walk(rules, "100 140")
    assert found.fired == ["1:near"]
    assert found.status("far") == "cancelled"


def test_of_a_stop_and_a_target_breached_by_one_price_the_stop_goes_first():
    rules = [
        rule("target", "take_profit", level="100", share="0.5", **SIZE),
        rule("stop", "stop_loss", level="110", share="0.7", **SIZE),
    ]
    found = Walk(rules, "105")
    assert found.fired == ["0:stop", "0:target"]
    assert (found.sold("stop"), found.sold("target")) == ("7", "3")


def test_of_equal_levels_the_lower_id_goes_first_whatever_the_order_of_rows():
    rules = [rule(key, "stop_loss", level="90", share="0.6", **SIZE) for key in ("b", "a")]
    for listed in (rules, rules[::-1]):
        found = Walk(listed, "80")
        assert found.fired == ["0:a", "0:b"]
        assert (found.sold("a"), found.sold("b")) == ("6", "4")


def test_what_is_left_when_shares_do_not_add_up_stays_watched():
    rules = [
        rule("t1", "take_profit", level="110", share="0.3333", **SIZE),
        rule("t2", "take_profit", level="120", share="0.3333", **SIZE),
        rule("stop", "stop_loss", level="90", **SIZE),
    ]
    found = Walk(rules, "110 120 90")
    assert found.sold("stop") == "3.334"


def test_a_rule_without_a_group_has_a_position_of_its_own():
    rules = [
        rule("a", "stop_loss", level="90", quantity="4"),
        rule("b", "stop_loss", level="80", quantity="6", share="0.5"),
    ]
    found = Walk(rules, "70")
    assert outcome(found) == {"a": ("fired", "4"), "b": ("fired", "3")}


def test_rules_are_cancelled_before_they_are_armed_too():
    rules = [
        rule("stop", "stop_loss", level="90", **SIZE),
        rule("later", "take_profit", level="110", armed_at=hour(5), **SIZE),
    ]
    assert Walk(rules, "80").status("later") == "cancelled"


def test_a_group_on_two_assets_is_two_positions():
    rules = [
        rule("btc", "stop_loss", level="90", quantity="1", group="g"),
        rule("eth", "stop_loss", level="9", asset="ETH", quantity="5", group="g"),
    ]
    found = Walk(rules, "100 ETH:10 80 ETH:9.5 ETH:8")
    assert found.fired == ["2:btc", "4:eth"]
    assert (found.sold("btc"), found.sold("eth")) == ("1", "5")


def test_two_assets_do_not_see_each_others_prices():
    rules = [
        rule("btc", "trailing_stop", trail_percent="0.1"),
        rule("eth", "trailing_stop", asset="ETH", trail_percent="0.1"),
    ]
    found = Walk(rules, "100 ETH:10 110 ETH:9.5 99 ETH:9")
    assert found.fired == ["4:btc", "5:eth"]
    assert found.levels_of("btc") == "90 . 99 . 99 ."
    assert found.levels_of("eth") == ". 9 . 9 . 9"


@pytest.mark.parametrize(("kind", "price"), [("price_below", "91"), ("price_above", "109")])
def test_an_alert_sells_nothing_and_cancels_nothing(kind, price):
    level = {"price_below": "95", "price_above": "105"}[kind]
    found = Walk([*ladder(), rule("alert", kind, level=level, **SIZE)], f"100 {price}")
    assert found.fired == ["1:alert"]
    assert found.sold("alert") is None
    assert {found.status(one.id) for one in ladder()} == {"armed"}


def test_an_alert_goes_with_its_group_unless_the_same_price_breaches_it():
    rules = [
        rule("stop", "stop_loss", level="90", **SIZE),
        rule("below", "price_below", level="85", group="g"),
        rule("alone", "price_below", level="85"),
    ]
    assert Walk(rules, "88 80").fired == ["0:stop", "1:alone"]
    assert Walk(rules, "88 80").status("below") == "cancelled"
    assert Walk(rules, "80").fired == ["0:stop", "0:alone", "0:below"]


def test_sizes_are_the_groups_and_unknown_where_none_is_given():
    rules = [
        rule("stop", "stop_loss", level="90", quantity="8", group="g"),
        rule("target", "take_profit", level="110", share="0.5", group="g"),
        rule("bare", "stop_loss", level="90"),
    ]
    found = Walk(rules, "110 80")
    assert (found.sold("target"), found.sold("stop")) == ("4", "4")
    assert outcome(found)["bare"] == ("fired", None)


def test_an_alerts_quantity_is_not_the_positions():
    rules = [
        rule("alert", "price_above", level="200", quantity="99", group="g"),
        rule("stop", "stop_loss", level="90", group="g"),
    ]
    assert outcome(Walk(rules, "80"))["stop"] == ("fired", None)


def test_what_is_sold_and_left_is_exact_far_beyond_the_default_precision():
    size = {"quantity": "123456789012345678.000000000000000001", "group": "g"}
    rules = [
        rule("t", "take_profit", level="110", share="0.333333333333333333", **size),
        rule("stop", "stop_loss", level="90", **size),
    ]
    found = Walk(rules, "110 90")
    # (123456789012345678 × 10¹⁸ + 1) × 333333333333333333, with 36 places; the rest to the stop.
    assert found.sold("t") == "41152263004115225.958847736995884774333333333333333333"
    assert found.sold("stop") == "82304526008230452.041152263004115226666666666666666667"
