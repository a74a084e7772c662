"""The picture of a rehearsal: lines, their breaks, and where marks stand."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace as Stand

import pytest

from portfolios.exits.records import Price
from portfolios.exits.types import Kind
from portfolios.models import Trigger
from portfolios.selectors.exits.rehearsal import AssetPath
from portfolios.templatetags.rehearsal import (
    HEIGHT,
    WIDTH,
    kind_of,
    rehearsal_chart,
    rehearsal_marks,
    rehearsal_points,
)

START = datetime(2024, 1, 1, tzinfo=UTC)


def path_of(prices: list, levels: dict | None = None, fired: dict | None = None, *, hours=24):
    """Prices so many hours apart, levels by id, and at which place each fired."""
    path = [
        Price("bitcoin", START + timedelta(hours=hours * place), Decimal(str(price)))
        for place, price in enumerate(prices)
    ]
    levels = {
        key: [None if one is None else Decimal(one) for one in line]
        for key, line in (levels or {}).items()
    }
    rules = [
        Stand(
            watch=Stand(
                rule=Stand(id=key, kind=Kind.STOP_LOSS),
                fired_by=path[fired[key]] if fired and key in fired else None,
            ),
            trigger=Trigger(kind="stop_loss"),
        )
        for key in levels
    ]
    return AssetPath("bitcoin", "BTC", path, levels, rules)


def points(text: str) -> list[tuple[float, float]]:
    return [tuple(map(float, pair.split(","))) for pair in text.split()]


def test_the_axis_spans_the_prices_with_an_edge():
    chart = rehearsal_chart(path_of([100, 200, 150]), "USD")
    assert (chart["low"], chart["high"]) == (94, 206)
    # 106 of 112 up, and down from the top: 0, the middle and the end of the width.
    assert points(chart["price"]) == [
        (0, pytest.approx(HEIGHT * 106 / 112, abs=0.05)),
        (0, pytest.approx(HEIGHT * 106 / 112, abs=0.05)),
        (WIDTH / 2, pytest.approx(HEIGHT * 6 / 112, abs=0.05)),
        (WIDTH, pytest.approx(HEIGHT * 56 / 112, abs=0.05)),
    ]


def test_levels_near_the_prices_widen_the_axis_and_far_ones_do_not():
    near = rehearsal_chart(path_of([100, 200], {"a": [70, 70], "b": [10, 10]}), "USD")
    assert near["low"] == pytest.approx(70 - 0.06 * 130)
    assert [len(points(line["points"])) for line in near["lines"]] == [2]


def test_a_level_that_ends_with_the_first_price_makes_no_room():
    chart = rehearsal_chart(path_of([100, 200], {"a": [70, None]}, {"a": 0}), "USD")
    assert chart["low"] == 94


def test_a_line_is_broken_where_its_level_is_not_in_force():
    lines = rehearsal_chart(path_of([1, 2, 1, 2, 1], {"a": [1, 1, None, 2, 2]}), "USD")["lines"]
    assert [[x for x, _ in points(line["points"])] for line in lines] == [
        [0, WIDTH / 4],
        [3 * WIDTH / 4, WIDTH],
    ]


def test_a_level_that_stands_still_is_drawn_by_its_ends():
    [line] = rehearsal_chart(path_of([5, 6, 5, 6, 5], {"a": [5, 5, 5, 6, 6]}), "USD")["lines"]
    assert [x for x, _ in points(line["points"])] == [0, WIDTH / 2, 3 * WIDTH / 4, WIDTH]


def test_what_fired_is_marked_at_its_price_and_moment():
    chart = rehearsal_chart(path_of([100, 80, 120], {"a": [90, 90, None]}, {"a": 1}), "USD")
    [mark] = chart["marks"]
    assert (mark["kind"], mark["x"], chart["fired"]) == ("stop", "50.00", 1)
    # 80 in an axis from 77.6 to 122.4
    assert mark["y"] == f"{100 * (122.4 - 80) / 44.8:.2f}"


@pytest.mark.parametrize("prices", [[], [100]])
def test_a_path_of_one_price_is_no_line(prices):
    assert rehearsal_chart(path_of(prices), "USD") == {"lines": []}


@pytest.mark.parametrize("price", [100, "0.00000001"])
def test_a_price_that_never_moves_is_a_line_across_the_middle(price):
    chart = rehearsal_chart(path_of([price, price]), "USD")
    assert {y for _, y in points(chart["price"])} == {HEIGHT / 2}


def test_prices_of_one_instant_are_drawn_above_each_other():
    chart = rehearsal_chart(path_of([1, 2], hours=0), "USD")
    assert {x for x, _ in points(chart["price"])} == {0}


def test_a_day_of_several_prices_is_a_bar_with_the_level_at_its_end():
    body = rehearsal_points(
        path_of([5, 3, 9, 7, 6, 8, 2, 4], {"a": [2, 2, 3, 4, None, 4, 4, 5]}, hours=6), "USD"
    )
    series = body["series"]
    assert [series[name] for name in ("open", "high", "low", "close")] == [
        ["5", "6"], ["9", "8"], ["3", "2"], ["7", "4"],
    ]  # fmt: skip
    assert series["level_a"] == ["4", "5"]
    assert body["levels"] == [{"key": "level_a", "label": "Stop-loss", "sign": "stop"}]


def test_a_day_of_one_price_is_a_close_alone():
    series = rehearsal_points(path_of([5, 3]), "USD")["series"]
    assert (series["close"], "open" in series) == (["5", "3"], False)


def test_signs_say_what_fired_when_and_at_which_price():
    path = path_of([100, 80, 70], {"a": [90, 90, None], "b": [75, 75, 75]}, {"a": 1, "b": 2})
    assert rehearsal_marks(path, "USD") == {
        "signs": [
            {"time": 1704153600, "kind": "sell", "text": "Stop-loss fired at $80.00"},
            {"time": 1704240000, "kind": "sell", "text": "Stop-loss fired at $70.00"},
        ]
    }


@pytest.mark.parametrize("kind", list(Kind))
def test_the_sign_of_each_kind(kind):
    expected = {"take_profit": "target", "price_above": "alert", "price_below": "alert"}
    assert kind_of(kind) == expected.get(kind, "stop")
