"""Words around data points: comparisons, records, links, fields, shares."""

import re
from types import SimpleNamespace

import pytest
from django.utils import translation

from markets.analytics.points.labels import FAMILIES, GROUPS, REASONS
from markets.analytics.points.registry import DATA_POINTS
from markets.templatetags.market_words import (
    field_name,
    grade_name,
    points_change,
    quadrant_name,
    share,
)
from markets.templatetags.names import asset_in_words, asset_name, currencies_called
from markets.templatetags.pictures import bar, interval, line_chart, sparkline
from markets.templatetags.points import (
    anchor,
    comparison_texts,
    entry,
    family_label,
    grade,
    grade_change,
    group_label,
    has_values,
    missing_text,
    point_formula,
    profile_links,
    record_term,
)


def test_points_stand_beside_the_median_of_peers():
    found = [SimpleNamespace(point="cap_tvl", value=1.5, median=2.25),
             SimpleNamespace(point="tvl_growth_30", value=-0.1, median=0.05)]  # fmt: skip
    first, second = comparison_texts(found).split("), ")
    assert first.endswith("(1.50 against 2.25")
    assert second.endswith("(−10.0% against 5.0%)")
    assert comparison_texts([]) == ""


def test_links_of_a_profile_come_in_one_order_and_only_where_there_are_some():
    links = {"reddit": ["https://r"], "homepage": ["https://a", "https://b"], "chats": [],
             "odd": ["https://x"]}  # fmt: skip
    found = profile_links(SimpleNamespace(links=links))
    assert [(name, addresses) for name, _, addresses in found] == [
        ("homepage", [("https://a", "a"), ("https://b", "b")]), ("reddit", [("https://r", "r")]),
    ]  # fmt: skip
    assert profile_links(None) == []


@pytest.mark.parametrize(
    ("addresses", "texts"),
    [
        (["https://github.com/a/one", "https://www.github.com/a/two/"], ["a/one", "a/two"]),
        (["https://github.com/a/one", "https://gitlab.com/a/two"], ["github.com", "gitlab.com"]),
        (["https://e.org/", "https://e.org/token/0x1?a=b"], ["e.org", "token/0x1"]),
        (["https://[", "https://["], ["https://[", "https://["]),
        (["https://e.org/" + "a" * 50, "https://e.org/b"], ["…" + "a" * 40, "b"]),
    ],
)
def test_links_to_one_host_are_told_apart_by_their_paths(addresses, texts):
    ((_, _, found),) = profile_links(SimpleNamespace(links={"repositories": addresses}))
    assert found == list(zip(addresses, texts, strict=True))


def test_what_has_no_words_is_shown_as_it_is():
    for name, words in ((group_label, GROUPS), (family_label, FAMILIES)):
        for key, text in words.items():
            assert name(key) == text
        assert name("no_such") == "no_such"
    assert point_formula("no_such") == ""
    assert all(point_formula(point) for point in DATA_POINTS)
    assert all(missing_text(reason) for reason in REASONS)


@pytest.mark.parametrize(
    ("value", "coverage", "shown", "provisional"),
    [(0.0, 100.0, "0", False), (100.0, 59.9, "100", True), (49.5, 60.0, "50", False),
     (50.5, None, "50", False)],
)  # fmt: skip
def test_a_grade_is_whole_and_provisional_under_60_per_cent(value, coverage, shown, provisional):
    found = grade(value, coverage)
    assert (found["value"], found["provisional"]) == (shown, provisional)
    assert grade("") == grade(None) == {"value": None}


def test_a_change_of_a_grade_has_its_sign_and_tone():
    for value, places, tone, text in ((3.4, 0, "up", "+3"), (-0.25, 1, "down", "−0.2"),
                                      (0.2, 0, "flat", "0"), (None, 0, "flat", "–")):  # fmt: skip
        assert grade_change(value, places) == f'<span class="{tone}">{text}</span>'


def test_records_lead_to_their_places_and_terms():
    subjects = ("grade:trader", "grade:investor", "signal", "forecast", "narratives", "other")
    assert list(map(anchor, subjects)) == [
        "grades", "investor", "signals", "forecasts", "narratives", "other",
    ]  # fmt: skip
    assert list(map(record_term, subjects)) == [
        "rank-correlation", "rank-correlation", "signal", "pinball-loss", "turn", "track-record",
    ]  # fmt: skip


def test_small_filters():
    assert has_values([SimpleNamespace(value=None), SimpleNamespace(value=0.0)])
    assert not has_values([SimpleNamespace(value=None)])
    assert (entry({"a": 1}, "a"), entry({}, "a")) == (1, None)
    assert [field_name(one) for one in ("range12", "formula1", "q2", "")] == [
        "Range 12", "Formula 1", "Name or symbol", "",
    ]  # fmt: skip
    assert (grade_name("trader"), quadrant_name("improving")) == ("Trader grade", "Improving")
    assert [share(one, 2) for one in (100.0, -0.001, 12.345)] == ["100.00%", "0.00%", "12.34%"]
    assert points_change(-0.04) == '<span class="flat">0.0 points</span>'


def money(code: str, name: str) -> SimpleNamespace:
    return SimpleNamespace(symbol=code, name=name, kind="fiat")


def test_currencies_are_called_in_the_readers_language_in_all_its_regions():
    for language in ("de", "de-at", "de-ch", "de-li"):
        with translation.override(language):
            assert asset_name(money("JPY", "Japanese yen")) == "Japanischer Yen"
            assert asset_in_words(money("JPY", "Japanese yen")) == "Japanischer Yen (JPY)"
            # One unit and several are other words.
            for text in ("japanischer yen", " Japanische Yen "):
                assert currencies_called(text) == ["JPY"], (language, text)
            assert currencies_called("Japan") == []
            assert "JPY" in currencies_called("Japan", inexact=True)
            assert currencies_called("  ") == currencies_called("", inexact=True) == []
            # A code that the CLDR does not know keeps the name that it is stored with.
            assert asset_name(money("ZZZ", "Zorkmid")) == "Zorkmid"
    assert currencies_called("Japanese yen") == []
    assert asset_name(money("JPY", "Japanese yen")) == "Japanese yen"


def test_inexact_names_that_begin_so_come_first():
    """US-Dollar begins with it, Australischer Dollar holds it."""
    with translation.override("de"):
        found = currencies_called("us", inexact=True)
    assert found.index("USD") < found.index("AUD")


def test_a_line_of_prices_needs_no_zero_and_one_value_is_a_line_in_the_middle():
    points = [{"time": "a", "p": 100.0}, {"time": "b", "p": 110.0}]
    assert line_chart(points, "L", "p", of_prices=True)["low"] == 100.0
    assert line_chart(points, "L", "p")["low"] == 0.0
    assert line_chart(points, "L", "p", low=90)["is_free"]
    (line,) = line_chart([{"time": "a", "p": 0.0}], "L", "p")["lines"]
    assert line["points"] == "0.0,0.0"
    found = sparkline([None, 1.0, None, 3.0, 2.0], "L")
    assert re.findall(r'points="(.*?)"', found) == ["25.0,24.0", "75.0,0.0 100.0,12.0"]
    assert sparkline([None, 1.0, None], "L") == ""


def test_bars_and_intervals_never_leave_their_places():
    assert (bar(5.0, 1.0)["length"], bar(-5.0, 1.0)["start"]) == ("100.0", "0.0")
    assert (bar(0.0, 0.0)["length"], bar(1.0, 0.0)["length"]) == ("0.0", "0.0")
    found = interval({"value": -9.0, "low": None, "high": 2.0}, 0.0, 1.0, neutral=7.0)
    assert (found["value"], found["neutral"], found["from"]) == ("0.0", "200.0", None)
    level = interval({"value": 1.0, "low": 1.0, "high": 1.0}, 1.0, 1.0)
    assert (level["value"], level["from"], level["to"]) == ("0.0", "0.0", "0.0")
