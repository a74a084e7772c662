"""The fan of a forecast, its scenarios, and the year behind it."""

from datetime import date

import pytest

from markets.analytics.market.levels import Level, Levels
from markets.analytics.record.trades import Trade
from markets.templatetags.forecasts import fan, scenario_rows, signal_year

DAY = date(2026, 3, 10)
LEVELS = (-0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3)
NAN = float("nan")


def test_a_fan_has_three_bands_around_a_base_without_drift():
    drawn = fan([90.0, NAN, 100.0], {1: LEVELS, 7: LEVELS}, "BTC", DAY)
    assert [band["share"] for band in drawn["bands"]] == [90, 80, 50]
    heights = {point.split(",")[1] for point in drawn["base"].split()}
    assert len(heights) == 1
    assert len(drawn["past"]) == 2  # the unknown day breaks the line


@pytest.mark.parametrize("past", [[], [100.0, NAN]])
def test_no_fan_without_a_close_to_begin_at(past):
    assert fan(past, {1: LEVELS}, "BTC", DAY) == {"bands": []}
    assert fan([100.0], {}, "BTC", DAY) == {"bands": []}


def test_scenarios_are_the_10_50_and_90_per_cent_prices():
    (row,) = scenario_rows({30: LEVELS}, 100.0)
    assert [one["name"] for one in row["scenarios"]] == ["bear", "base", "bull"]
    assert [one["price"] for one in row["scenarios"]] == pytest.approx([81.873, 100, 122.140], 1e-5)


def test_a_year_shades_stretches_in_the_market_and_draws_levels_in_sight():
    trades = [Trade(date(2026, 3, 8), 1.0, date(2026, 3, 9), 2.0, 1.0),
              Trade(date(2020, 1, 1), 1.0, date(2020, 2, 1), 2.0, 1.0)]  # fmt: skip
    levels = Levels((Level(1.5, 1.0, 2),), (Level(99.0, 1.0, 2),))
    drawn = signal_year([1.0, 2.0, 1.0, 2.0], DAY, trades, levels, "BTC")
    assert drawn["held"] == [{"x": "200.0", "width": "200.0"}]
    assert [mark["kind"] for mark in drawn["marks"]] == ["support"]
    assert signal_year([NAN], DAY, [], Levels((), ()), "BTC") == {"lines": []}
