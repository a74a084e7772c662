"""Data points in their units, grades in words."""

import pytest

from markets.templatetags.points import grade, missing_text, point_label, point_value


@pytest.mark.parametrize(
    ("point", "value", "text"),
    [("ret_30d", 0.1234, "12.3%"), ("ret_30d", -0.00456, "−0.46%"), ("cap", 1.5e9, "$1.50B"),
     ("rsi_14", 55.55, "55.5"), ("sharpe_90", -1.256, "−1.26"), ("age_days", 1.0, "1 day"),
     ("rank", 12.0, "#12"), ("hit_90", 52.34, "52.3%"), ("supply_growth_365", 0.05, "5.0% a year"),
     ("trend_slope_90", 0.0012, "0.12% a day"), ("commits_4w", 120.0, "120"),
     ("amihud_30", 2e-9, "0.20% per $1M"), ("vol_30", None, "–"), ("vol_30", float("nan"), "–")],
)  # fmt: skip
def test_a_value_is_written_in_its_unit(point, value, text):
    assert point_value(value, point) == text


def test_points_and_reasons_have_words():
    assert point_label("vol_30") == "Volatility, 30 days"
    assert missing_text("history") == "its history is too short"
    assert missing_text(None) == "it would divide by zero"


def test_a_grade_has_a_word_and_says_that_it_is_provisional():
    assert grade(81.2, 100.0) == {
        "value": "81",
        "word": "strong",
        "tone": "good",
        "provisional": False,
    }
    assert grade(20.0, 59.0)["provisional"]
    assert grade(None, 10.0) == {"value": None}
