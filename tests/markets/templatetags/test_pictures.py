"""Pictures drawn on the server: what stands where."""

import pytest

from markets.templatetags.pictures import bar, interval, line_chart, sparkline


def drawn(points, *names, **options):
    return [line["points"] for line in line_chart(points, "Label", *names, **options)["lines"]]


def test_lines_share_a_scale_that_holds_zero():
    points = [{"time": "a", "one": 1.0, "other": 3.0}, {"time": "b", "one": -1.0, "other": 1.0}]
    chart = line_chart(points, "Label", "one", "other", "missing")
    assert [line["points"] for line in chart["lines"]] == ["0.0,100.0 600.0,200.0",
                                                           "0.0,0.0 600.0,100.0"]  # fmt: skip
    assert (chart["zero"], chart["low"], chart["high"]) == ("150.0", -1.0, 3.0)
    assert (chart["first"], chart["last"]) == ("a", "b")


def test_no_points_no_lines():
    assert line_chart([], "Label", "one") == {"lines": []}
    assert line_chart([{"time": "a", "one": None}], "Label", "one") == {"lines": []}


def test_a_line_is_broken_where_a_value_is_unknown_and_keeps_to_a_given_scale():
    values = [0.0, 50.0, None, 100.0, 75.0]
    points = [{"time": str(day), "one": value} for day, value in enumerate(values)]
    assert drawn(points, "one", low=0, high=100) == [
        "0.0,200.0 150.0,100.0", "450.0,0.0 600.0,50.0"
    ]  # fmt: skip


def test_a_sparkline_needs_two_values_and_may_be_level():
    assert sparkline([1.0], "Label") == ""
    found = sparkline([2.0, 2.0], '"<b>')
    assert 'aria-label="&quot;&lt;b&gt;"><polyline points="0.0,0.0 100.0,0.0">' in found


def test_an_interval_is_placed_on_the_scale_of_its_table():
    placed = interval({"value": 0.1, "low": -0.1, "high": 0.5}, -0.1, 0.3)
    assert (placed["from"], placed["value"], placed["neutral"]) == ("0.0", "100.0", "50.0")
    assert placed["to"] == "200.0"  # beyond the scale it ends at its edge


@pytest.mark.parametrize("estimate", [None, {"value": None, "low": None, "high": None}])
def test_what_is_unknown_is_not_drawn(estimate):
    assert interval(estimate, 0.0, 1.0) == {"value": None}
    assert bar(None, 1.0) == {"length": None}


def test_bars_go_to_the_side_of_their_sign():
    up, down = bar(0.5, 1.0), bar(-0.25, 1.0)
    assert (up["start"], up["length"], up["side"]) == ("100.0", "50.0", "up")
    assert (down["start"], down["length"], down["side"]) == ("75.0", "25.0", "down")
