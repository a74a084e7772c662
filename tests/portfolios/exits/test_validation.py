"""Which rules can be armed."""

from decimal import Decimal

import pytest

from portfolios.exits.validation import validate_plan, validate_rule
from tests.portfolios.exits.paths import hour, rule


def fields(kind: str, **given) -> list[str]:
    return [field for field, _ in validate_rule(rule("x", kind, **given))]


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("stop_loss", {"level": "90"}),
        ("stop_loss", {"entry_price": "100", "percent": "-0.1"}),
        ("take_profit", {"entry_price": "100", "percent": "3", "share": "0.001"}),
        ("trailing_stop", {"trail_amount": "5", "activate_at": "120"}),
        ("trailing_stop", {"trail_percent": "0.99", "entry_price": "100"}),
        ("break_even", {"entry_price": "100"}),
        ("break_even", {"entry_price": "100", "activate_at": "120"}),
        ("price_above", {"level": "1e-40"}),
        ("price_below", {"level": "999999999999999999999999999999"}),
    ],
)
def test_a_good_rule_has_no_findings(kind, given):
    assert fields(kind, **given) == []


@pytest.mark.parametrize(
    ("kind", "given", "found"),
    [
        ("stop_loss", {}, ["level"]),
        ("stop_loss", {"level": "90", "percent": "-0.1", "entry_price": "100"}, ["percent"]),
        ("stop_loss", {"percent": "-0.1"}, ["entry_price"]),
        ("take_profit", {"level": "9", "trail_amount": "1"}, ["trail_amount"]),
        ("take_profit", {"level": "9", "trail_percent": "0.1"}, ["trail_percent"]),
        ("take_profit", {"level": "9", "activate_at": "8"}, ["activate_at"]),
        ("price_above", {"entry_price": "9"}, ["level"]),
        ("price_below", {"percent": "-0.5"}, ["entry_price"]),
        ("trailing_stop", {}, ["trail_amount"]),
        ("trailing_stop", {"trail_amount": "1", "trail_percent": "0.1"}, ["trail_percent"]),
        ("trailing_stop", {"trail_amount": "1", "level": "90"}, ["level"]),
        ("trailing_stop", {"percent": "-0.1"}, ["percent", "trail_amount"]),
        ("break_even", {}, ["entry_price"]),
        ("break_even", {"entry_price": "9", "level": "9"}, ["level"]),
        ("break_even", {"entry_price": "9", "trail_percent": "0.1"}, ["trail_percent"]),
    ],
)
def test_what_a_kind_lacks_or_would_never_use_is_told(kind, given, found):
    assert fields(kind, **given) == found


@pytest.mark.parametrize("figure", ["0", "-1", "NaN", "Infinity", "1e30", "1e-41"])
@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("stop_loss", "level"),
        ("stop_loss", "quantity"),
        ("stop_loss", "entry_price"),
        ("trailing_stop", "trail_amount"),
        ("trailing_stop", "activate_at"),
    ],
)
def test_prices_and_quantities_are_above_zero_and_of_a_size_to_reckon_with(kind, field, figure):
    base = {"stop_loss": {"level": "90"}, "trailing_stop": {"trail_amount": "1"}}[kind]
    assert fields(kind, **{**base, field: figure}) == [field]


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("share", ["0.01", "1"], ["0", "-0.5", "1.01", "50", "NaN"]),
        ("percent", ["-0.99", "0", "20"], ["-1", "-10", "NaN", "1e-41"]),
        ("trail_percent", ["0.001", "0.999"], ["0", "-0.1", "1", "10", "sNaN"]),
    ],
)
def test_fractions_keep_to_their_range(field, good, bad):
    kind = "trailing_stop" if field == "trail_percent" else "stop_loss"
    base = {"share": {"level": "9"}, "percent": {"entry_price": "9"}}.get(field, {})
    for figure in good:
        assert fields(kind, **base, **{field: figure}) == []
    for figure in bad:
        assert fields(kind, **base, **{field: figure}) == [field]


def test_an_expiry_lies_after_arming():
    given = {"level": "90", "armed_at": hour(1)}
    assert fields("stop_loss", **given, expires_at=hour(2)) == []
    assert fields("stop_loss", **given, expires_at=hour(1)) == ["expires_at"]


def test_a_position_has_one_quantity_and_a_plan_no_id_twice():
    rules = [
        rule("a", "stop_loss", level="90", quantity="1", group="g"),
        rule("b", "take_profit", level="110", quantity="1.0", group="g"),
        rule("c", "take_profit", level="120", quantity="2", group="g"),
        rule("a", "take_profit", level="120", group="g"),
        rule("d", "price_above", level="120", quantity="7", group="g"),
        rule("e", "stop_loss", level="120", quantity="7", group="other"),
        rule("f", "stop_loss", level="120", quantity="8", asset="ETH", group="g"),
        rule("g", "stop_loss", level="120", quantity="9"),
    ]
    found = [(place, finding.field) for place, finding in validate_plan(rules)]
    assert found == [(2, "quantity"), (3, "id")]
    assert rules[1].quantity == Decimal(1)
