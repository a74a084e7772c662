"""Data points in their units, grades in words."""

import re
from types import SimpleNamespace

import pytest

from markets.analytics.market.cautions import LIMITS
from markets.analytics.points.registry import DATA_POINTS
from markets.templatetags.points import (
    away_from,
    caution_text,
    estimate,
    explorer_address,
    grade,
    host_of,
    largest,
    missing_text,
    point_label,
    point_value,
    trend_word,
)


@pytest.mark.parametrize(
    ("point", "value", "text"),
    [("ret_30d", 0.1234, "12.3%"), ("ret_30d", -0.00456, "−0.46%"), ("cap", 1.5e9, "$1.50B"),
     ("rsi_14", 55.55, "55.5"), ("sharpe_90", -1.256, "−1.26"), ("age_days", 1.0, "1 day"),
     ("rank", 12.0, "#12"), ("hit_90", 52.34, "52.3%"), ("supply_growth_365", 0.05, "5.0% a year"),
     ("trend_slope_90", 0.0012, "0.12% a day"), ("commits_4w", 120.0, "120"),
     ("age_days", 1.4, "1 day"), ("age_days", 1.5, "2 days"), ("age_days", 0.4, "0 days"),
     ("sharpe_90", -0.004, "0.00"), ("rsi_14", -0.04, "0.0"), ("sharpe_90", -0.005001, "−0.01"),
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


@pytest.mark.parametrize(
    ("address", "host"),
    [("https://www.example.org/a?b#c", "example.org"), ("https://Example.ORG:8443/", "example.org"),
     ("ftp://user:secret@files.example.org/x", "files.example.org"), ("example.org", "example.org"),
     ("", ""), ("//", "//"), ("https://[", "https://["), ("http://[::1]/", "::1"),
     ("https://www.wwww.example", "wwww.example")],
)  # fmt: skip
def test_an_address_is_named_by_its_host_or_by_itself_where_it_has_none(address, host):
    assert host_of(address) == host


def test_an_explorer_is_led_to_with_the_address_as_one_part_of_its_path():
    contract = SimpleNamespace(chain="ethereum", address="0xAB/../?x=<b>")
    found = explorer_address(contract)
    assert found.startswith("https://")
    assert "%2F" in found and not set("<>? ") & set(found.removeprefix("https://"))
    assert explorer_address(SimpleNamespace(chain="nowhere", address="0x1")) == ""


@pytest.mark.parametrize(
    ("caution", "said"),
    [(("thin", "volume_30", 1.2e5), "Thin: $120,000 is traded a day"),
     (("thin", "turnover_30", 0.0042), "Thin: 0.42% of its market cap"),
     (("suspect_volume", "turnover_30", 1.5), "Doubtful volume: 150.0% of its market cap"),
     (("chasing", "ret_30d", 4.0), "Up 400.0% in 30 days")],
)  # fmt: skip
def test_a_caution_says_its_figure(caution, said):
    code, figure, value = caution
    text = caution_text(SimpleNamespace(code=code, figure=figure, value=value))
    assert text.startswith(said), text


def test_every_caution_that_the_market_knows_has_a_sentence():
    for limit in LIMITS:
        found = SimpleNamespace(code=limit.code, figure=limit.figure, value=limit.limit)
        assert caution_text(found), (limit.code, limit.figure)


def test_every_data_point_writes_any_value_without_an_exponent():
    for name in DATA_POINTS:
        for value in (0.0, 1.0, 1e-9, 0.5, 1e15):
            text = point_value(value, name)
            assert text and not re.search(r"[0-9]e[+-]?[0-9]", text), (name, value, text)


def test_small_words():
    assert [trend_word(trend) for trend in (1, 0, -1, None)] == ["Up", "None yet", "Down", "–"]
    assert largest([1, None, -3.5]) == 3.5
    assert largest([]) == 0
    assert [estimate(value, "") for value in (0.12345, -0.5, None, -0.0001)] == [
        "0.123", "−0.500", "–", "0.000",
    ]  # fmt: skip
    assert estimate(0.1234, "percent") == "12.3%"
    assert away_from(110.0, 100.0) == pytest.approx(0.1)
