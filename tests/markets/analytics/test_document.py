"""The JSON and the text of an analysis: what is unknown, infinite or oddly named."""

import json
from dataclasses import replace

import numpy as np
import pytest

from markets.analytics.analysis import analyse
from markets.analytics.document import write_document
from markets.analytics.forecast import LEVELS
from markets.analytics.panel import Problem
from markets.analytics.report import write_report
from tests.markets.analytics.paths import as_panel, simulated

DAYS = 120


@pytest.fixture(scope="module")
def analysis():
    panel = simulated(DAYS, 7, seed=5)
    names = ("BTC", 'A"B', "Ünï,code", "E\u2028F", "</script>", "=1+1", "G\ufffd")
    extras = {"market_cap": panel.close * 1e9}
    return analyse(replace(panel, assets=names, extras=extras), horizons=(3,))


def document(analysis, *, days=4):
    dates = analysis.panel.days[-days:]

    def refuse(name):
        raise AssertionError(f"{name} in the JSON")

    return json.loads("".join(write_document(analysis, dates=dates)), parse_constant=refuse)


def test_names_of_assets_come_back_as_they_are(analysis):
    found = document(analysis)
    assert tuple(found["assets"]) == analysis.panel.assets
    assert set(found) == {
        "as_of", "from", "horizons", "levels", "dates", "market", "problems", "assets",
    }  # fmt: skip


@pytest.mark.parametrize("days", [1, len(LEVELS), 9])
def test_every_history_has_a_value_a_date(analysis, days):
    """Also one of as many unknown days as a fan has levels."""
    close = analysis.panel.close.copy()
    close[-days - 3 :, 1] = np.nan  # a hole keeps the close for three days
    ended = analyse(replace(analysis.panel, close=close), horizons=(3,))
    found = document(ended, days=days)
    assert len(found["dates"]) == days
    for values in found["market"].values():
        assert len(values) == days
    for asset in found["assets"].values():
        fans = asset["history"].pop("quantiles")
        # No coin has 365 returns yet.
        assert fans == {"3": [None] * days}
        for values in asset["history"].values():
            assert len(values) == days
    assert found["assets"][analysis.panel.assets[1]]["history"]["trader"] == [None] * days


def test_figures_are_those_of_the_arrays_to_the_last_bit(analysis):
    found = document(analysis)
    for place, name in enumerate(analysis.panel.assets):
        points = found["assets"][name]["data_points"]
        for point, values in analysis.points.items():
            value = values.values[place]
            assert points[point]["value"] == (value if np.isfinite(value) else None), point
        for grade, arrays in analysis.grades.items():
            shown = found["assets"][name]["history"][grade]
            expected = [value if np.isfinite(value) else None for value in arrays.value[-4:, place]]
            assert shown == expected


def test_days_before_the_panel_are_unknown_and_counted(analysis):
    first = analysis.panel.days[0]
    dates = np.arange(first - 3, analysis.panel.days[-1] + 1)
    found = json.loads("".join(write_document(analysis, dates=dates)))
    assert (found["from"], found["dates"][0]) == (str(first - 3), str(first - 3))
    assert found["market"]["trend"][:4] == [None, None, None, 0.0]
    assert found["assets"]["BTC"]["history"]["trader"][:3] == [None] * 3
    assert len(found["assets"]["BTC"]["history"]["quantiles"]["3"]) == DAYS + 3


def test_no_zero_has_a_sign_and_no_overflow_a_value():
    close = np.full((DAYS, 6), 100.0)
    close[:, 1] = np.geomspace(1e-300, 1e300, DAYS)
    panel = as_panel(close, assets=("BTC", *"ABCDE"), volume=1e308)
    text = "".join(write_document(analyse(panel, horizons=(1,)), dates=panel.days[-1:]))
    found = json.loads(text)
    assert '"value":-0.0' not in text
    assert found["assets"]["B"]["data_points"]["ret_30d"] == {"value": 0.0, "missing": None}
    assert found["assets"]["A"]["data_points"]["ret_90d"]["value"] is None


def lines(analysis):
    return list(write_report(analysis))


def test_the_text_puts_coins_by_their_trader_grade_and_the_rest_last():
    panel = simulated(DAYS, 8, seed=5)
    kinds = ("coin", "stablecoin", *["coin"] * 6)
    found = analyse(replace(panel, kinds=kinds), horizons=(1, 7))
    shown = lines(found)
    header = next(row for row, line in enumerate(shown) if line.startswith("asset"))
    rows = [line.split() for line in shown[header + 1 : header + 9]]
    grades = [float(row[5]) for row in rows[:-1]]
    assert grades == sorted(grades, reverse=True)
    assert rows[-1][:2] == ["A001", "stablecoin"]
    assert "80% of 7 days" in shown[header]


def test_the_text_counts_its_assets():
    for count, said in ((1, "1 asset, "), (2, "2 assets, ")):
        found = lines(analyse(as_panel(np.full((3, count), 5.0)), horizons=(1,)))
        assert found[0] == f"{said}2021-01-01 to 2021-01-03"


def test_the_text_takes_the_first_horizon_where_there_is_no_week(analysis):
    assert any("80% of 3 days" in line for line in lines(analysis))


def test_the_text_says_what_is_provisional_or_unknown(analysis):
    text = "\n".join(lines(analysis))
    # Without figures of usage, technology and value the investor's grade is that of quality alone.
    assert "good, provisional" in text
    assert "altcoin season –" in text
    assert "nan" not in text.replace("dominance", "")


@pytest.mark.parametrize(("count", "more"), [(0, None), (1, None), (20, None), (23, 3)])
def test_the_text_has_twenty_problems_and_how_many_more(analysis, count, more):
    problems = tuple(
        Problem("bad_price", "BTC", line, "close: 'x'.") for line in range(1, count + 1)
    )
    found = lines(replace(analysis, problems=problems))
    told = [line for line in found if "(bad_price)" in line]
    assert len(told) == min(count, 20)
    if count:
        noun = "1 problem:" if count == 1 else f"{count} problems:"
        assert noun in found
        assert told[0] == "  BTC, line 1: close: 'x'. (bad_price)"
    tail = [line for line in found if "more; --json" in line]
    assert tail == ([f"  … and {more} more; --json has them all."] if more else [])


def test_a_problem_of_no_asset_and_no_line_is_told_alone(analysis):
    found = lines(replace(analysis, problems=(Problem("index_equal", None, None, "No caps."),)))
    assert found[-1] == "  No caps. (index_equal)"
