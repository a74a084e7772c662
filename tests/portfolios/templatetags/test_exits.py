"""The ladder of an exit plan: what stands where, and what it says in words."""

from decimal import Decimal
from types import SimpleNamespace as Stand

import pytest

from portfolios.models import Trigger
from portfolios.selectors.exits.typed_levels import LevelFacts, LevelMeaning, TypedLevel
from portfolios.templatetags.exits import (
    away,
    meaning_in_words,
    price_ladder,
    sign_of,
    tells_to_sell,
    typed_ladder,
)

BITCOIN = Stand(symbol="BTC")


def level(kind: str, amount: str | None, distance: str | None = "0.1"):
    return Stand(
        trigger=Trigger(kind=kind),
        amount=amount and Decimal(amount),
        distance=distance and Decimal(distance),
    )


def planned(*levels, price: str | None = "100", cost: str | None = None):
    holding = Stand(price=price and Decimal(price), average_cost=cost and Decimal(cost))
    return Stand(asset=BITCOIN, holding=holding, levels=levels)


def drawn(entry) -> dict[str, list[tuple[str, str]]]:
    """(kind, price) of what is drawn over and under the axis, from left to right."""
    [*_, full] = price_ladder(entry, "USD")["layouts"]
    return {
        row: [
            (one["kind"], one["price"])
            for one in sorted(full[row], key=lambda one: float(one["x"]))
        ]
        for row in ("above", "below")
    }


def test_levels_stand_over_the_axis_and_the_price_and_cost_under_it():
    entry = planned(
        level("take_profit", "150"), level("stop_loss", "90", "-0.1"), level("price_above", "1999"),
        level("trailing_stop", "95", "-0.05"), cost="80",
    )  # fmt: skip
    assert drawn(entry) == {
        "above": [
            ("stop", "$90.00"), ("trail", "$95.00"), ("target", "$150.00"), ("alert", "$1,999"),
        ],
        "below": [("cost", "$80.00"), ("now", "$100.00")],
    }  # fmt: skip


def test_bands_reach_from_the_price_to_the_nearest_stop_and_target():
    entry = planned(
        level("stop_loss", "50"), level("break_even", "80"), level("take_profit", "125"),
        level("take_profit", "400"), level("price_below", "95"), level("stop_loss", "110"),
    )  # fmt: skip
    ladder = price_ladder(entry, "USD")
    at = {one["price"]: one["x"] for one in ladder["layouts"][2]["above"]}
    now = ladder["layouts"][2]["below"][0]["x"]
    assert ladder["bands"] == [
        {"kind": "stop", "from": at["$80.00"], "to": now},
        {"kind": "target", "from": now, "to": at["$125.00"]},
    ]


@pytest.mark.parametrize(
    "levels",
    [
        [],
        [level("trailing_stop", None, None)],  # waits for its price
        [level("trailing_stop", "0", "-1")],  # trails as far under the mark as that is high
        [level("trailing_stop", "-5", "-1.05")],
    ],
)
def test_without_a_level_that_a_price_can_reach_nothing_is_drawn(levels):
    assert price_ladder(planned(*levels), "USD") == {"layouts": []}


def test_without_a_price_nothing_is_drawn():
    assert price_ladder(planned(level("stop_loss", "9"), price=None), "USD") == {"layouts": []}


def test_what_is_only_watched_has_its_price_from_a_level_and_its_distance():
    entry = Stand(asset=BITCOIN, holding=None, levels=[level("price_above", "150", "0.5")])
    assert drawn(entry)["below"] == [("now", "$100.00")]


def test_the_picture_is_told_from_low_to_high():
    entry = planned(level("take_profit", "150"), level("stop_loss", "90"), cost="95")
    label = price_ladder(entry, "USD")["label"]
    assert label.startswith("BTC from low to high: stop $90.00, avg. cost $95.00, now $100.00")
    assert label.endswith("target $150.00")


def test_every_layout_places_the_marks_alike_and_labels_what_it_has_room_for():
    entry = planned(*(level("take_profit", str(101 + number)) for number in range(12)))
    layouts = price_ladder(entry, "USD")["layouts"]
    places = [[one["x"] for one in layout["above"]] for layout in layouts]
    assert places[0] == places[1] == places[2]
    labelled = [sum(1 for one in lay["above"] if one["label_x"] is not None) for lay in layouts]
    assert labelled == sorted(labelled)
    assert 0 < labelled[0] < labelled[2] <= 12


def typed(kind: str, price: str, *, field: str = "level") -> LevelMeaning:
    one = TypedLevel(kind, Decimal(price), field=field)
    return LevelMeaning(one, Decimal(price) / 100 - 1, None, None, None)


def test_typed_levels_have_room_beyond_the_outermost():
    levels = [typed("stop", "70"), typed("target", "200")]
    facts = LevelFacts(BITCOIN, Decimal(100), Decimal(80), Decimal(1), levels)
    found = typed_ladder(facts, "USD", ",")
    assert (found["low"], found["high"]) == (pytest.approx(70 / 1.15), pytest.approx(230))
    assert [(one["kind"], one["meaning"].level.field) for one in found["above"]] == [
        ("stop", "level"),
        ("target", "level"),
    ]
    assert [one["kind"] for one in found["below"]] == ["now", "cost"]
    assert all(4 < float(one["x"]) < 96 for one in (*found["above"], *found["below"]))
    assert [band["kind"] for band in found["bands"]] == ["stop", "target"]


def test_nothing_typed_leaves_the_price_and_the_cost():
    found = typed_ladder(LevelFacts(BITCOIN, Decimal(100), None, Decimal(0), []), "USD")
    assert (found["above"], found["bands"]) == ([], [])
    assert [one["kind"] for one in found["below"]] == ["now"]


@pytest.mark.parametrize(
    ("distance", "text"),
    [("-0.123", "12.3% under"), ("0.05", "5.0% over"), ("0", "0.0% over"), (None, "")],
)
def test_how_far_a_level_is(distance, text):
    assert away(level("stop_loss", "1", distance)) == text


def test_what_a_typed_level_means():
    one = Stand(from_price=Decimal("-0.1"), from_cost=Decimal("0.35"))
    assert meaning_in_words(one) == "10.0% under the price, 35.0% over your average cost"
    one = Stand(from_price=Decimal("0.5"), from_cost=Decimal("-0.25"))
    assert meaning_in_words(one) == "50.0% over the price, 25.0% under your average cost"
    assert meaning_in_words(Stand(from_price=Decimal(0), from_cost=None)) == "0.0% over the price"


@pytest.mark.parametrize(
    ("kind", "sign", "sells"),
    [
        ("stop_loss", "stop", True),
        ("trailing_stop", "stop", True),
        ("break_even", "stop", True),
        ("take_profit", "target", True),
        ("price_above", "alert", False),
        ("price_below", "alert", False),
        ("price_move", "alert", False),
    ],
)
def test_the_sign_of_a_kind_and_whether_it_sells(kind, sign, sells):
    assert sign_of(Trigger(kind=kind)) == sign
    assert tells_to_sell(Stand(kind=kind, quantity=Decimal(1))) is sells
    assert not tells_to_sell(Stand(kind=kind, quantity=Decimal(0)))


def test_equal_per_cents_are_equal_distances():
    """50 is half of 100 as 100 is of 200."""
    entry = planned(level("stop_loss", "50"), level("take_profit", "200"))
    [*_, full] = price_ladder(entry, "USD")["layouts"]
    stop, target = (float(one["x"]) for one in full["above"])
    now = float(full["below"][0]["x"])
    assert now - stop == pytest.approx(target - now, abs=0.02)
