"""What stands around a chart: its points as a table, its change, its signs."""

import json
from datetime import UTC, date, datetime
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest

from markets.analytics.charts.bars import Step
from markets.analytics.charts.chart import Chart
from markets.analytics.charts.periods import Period
from markets.analytics.market.levels import Level, Levels
from markets.analytics.record.trades import Trade
from markets.templatetags.charts import (
    chart_change,
    chart_profit,
    chart_table,
    chart_words,
    market_marks,
    pane_count,
    range_name,
)

DAY = 86400
START = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())


def chart_of(count: int, *, period=Period.ALL, step=Step.DAY, currency="USD", **series) -> Chart:
    time = START + DAY * np.arange(count, dtype=np.int64)
    columns = {name: np.array(values, dtype=float) for name, values in series.items()}
    opening = {name: float(values[0]) for name, values in columns.items() if len(values)}
    return Chart(period, step, time, columns, opening=opening, currency=currency)


@pytest.mark.parametrize("count", [0, 1, 30, 31, 32, 62, 63, 500])
def test_a_table_has_at_most_31_rows_from_the_last_point_on_at_even_steps(count):
    closes = [100.0 + number for number in range(count)]
    table = chart_table(chart_of(count, close=closes), "Prices")
    days = [date.fromisoformat(day) for day, _ in table["rows"]]
    assert len(days) == min(count, 31) if count <= 31 else 15 < len(days) <= 31
    assert table["is_thinned"] == (count > 31)
    if count:
        assert days[0] == date.fromordinal(date(2026, 1, 1).toordinal() + count - 1)
    steps = {(later - earlier).days for later, earlier in pairwise(days)}
    assert len(steps) <= 1


@pytest.mark.parametrize(("closes", "change"), [([], None), ([50.0], None), ([50.0, 60.0], 0.5)])
def test_a_price_has_grown_over_a_range_of_which_there_are_two_points(closes, change):
    assert chart_change(chart_of(len(closes), close=closes), 75.0) == change


def test_columns_stand_in_one_order_each_written_as_what_it_is():
    nan = float("nan")
    chart = chart_of(
        2, currency="EUR", drawdown=[-0.25, nan], value=[1000, 2000.5], close=[0.00012, nan],
        rsi_14=[55.55, nan], **{"return": [0.5, -0.5]},
    )  # fmt: skip
    table = chart_table(chart, "All")
    assert [str(one) for one in table["headings"]] == [
        "Close", "RSI 14", "Value", "Return", "Drawdown",
    ]  # fmt: skip
    (last_day, last), (first_day, first) = table["rows"]
    assert (first_day, last_day) == ("2026-01-01", "2026-01-02")
    assert first[1:3] == ["55.5", "€1,000.00"]
    assert first[0].startswith("€0.00012")
    assert first[4] == "−25.00%"
    assert last[:2] == ["–", "–"]
    assert last[4] == "–"
    assert [str(one) for one in chart_table(chart, "One", "value", "sma_50")["headings"]] == [
        "Value"
    ]


def test_the_range_is_named_or_dated():
    whole = chart_of(3, close=[1, 2, 3])
    assert range_name(whole) == "since 2026-01-01"
    assert range_name(chart_of(0, close=[])) == "All"
    assert range_name(chart_of(3, period=Period.WEEK, close=[1, 2, 3])) == "7D"


def test_a_change_goes_up_to_the_price_of_now():
    chart = chart_of(3, close=[100, 150, 120])
    assert chart_change(chart) == pytest.approx(0.2)
    assert chart_change(chart, 50.0) == pytest.approx(-0.5)
    assert chart_change(chart_of(0, close=[])) is None
    assert chart_change(chart_of(2, value=[1, 2])) is None


def test_a_profit_is_the_value_less_what_was_put_in():
    chart = chart_of(3, value=[100, 150, 120], paid=[100, 140, 90])
    assert chart_profit(chart, 125) == 35
    assert chart_profit(chart.in_percent(["value", "paid"]), 125) is None
    assert chart_profit(chart_of(3, close=[1, 2, 3]), 5) is None
    assert chart_profit(chart_of(0, paid=[]), 5) is None


def test_each_pane_is_counted_once():
    assert pane_count(chart_of(1, close=[1])) == 1
    assert pane_count(chart_of(1, close=[1], volume=[1], macd=[1], macd_signal=[1])) == 3


def test_words_are_json_and_name_every_series_of_a_table():
    words = json.loads(chart_words("invested"))
    assert (words["series"]["paid"], words["series"]["macd_hist"]) == ("Invested", "Histogram")
    assert json.loads(chart_words(""))["series"]["paid"] == "Paid in"
    assert "{day}" in words["week"]


def test_an_analysis_is_marked_by_its_levels_and_the_turns_of_its_signal():
    assert market_marks(None) == {"levels": [], "signals": []}
    trades = [Trade(date(2026, 1, 2), 1.0, date(2026, 1, 5), 2.0, 1.0),
              Trade(date(2026, 1, 9), 1.0, None, 2.0, 1.0)]  # fmt: skip
    analysis = SimpleNamespace(
        levels=Levels((Level(90.0, 1.0, 2),), (Level(110.0, 1.0, 3),)),
        signalled=SimpleNamespace(trades=trades),
    )
    marks = market_marks(analysis)
    assert [(one["kind"], one["price"]) for one in marks["levels"]] == [
        ("support", 90.0), ("resistance", 110.0),
    ]  # fmt: skip
    assert [(one["kind"], (one["time"] - START) // DAY) for one in marks["signals"]] == [
        ("entry", 1), ("exit", 4), ("entry", 8),
    ]  # fmt: skip
