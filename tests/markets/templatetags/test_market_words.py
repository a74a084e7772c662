"""Figures and fields of the market in words."""

import pytest
from django.http import QueryDict

from markets.analytics.market.regime import WORDS
from markets.selectors.screener.query import read_query
from markets.templatetags.market_words import (
    field_name,
    points_change,
    rule_text,
    share,
    tier_name,
    translated,
)


@pytest.mark.parametrize(
    ("name", "text"),
    [("q", "Name or symbol"), ("min2", "Range 2, from"), ("max8", "Range 8, to"),
     ("formula3", "Formula 3"), ("range1", "Range 1"), ("odd", "odd"), ("columns", "Columns")],
)  # fmt: skip
def test_a_field_of_the_screener_has_words(name, text):
    assert field_name(name) == text


def test_whatever_the_screener_finds_wrong_names_a_field_that_has_words():
    query = "kind=x&tier=x&above=x&columns=x&formula1=((&range2=x&min3=1&range4=price&min4=x&sort=x"
    errors = read_query(QueryDict(query)).errors
    assert errors.keys() == {
        "kind", "tier", "above", "columns", "formula1", "range2", "range3", "min4", "sort",
    }  # fmt: skip
    for name in errors:
        assert field_name(name) != name, name


def test_shares_from_0_to_100_are_per_cents():
    assert (share(54.321), share(0.0), share(None), share(54.321, 0)) == (
        "54.3%",
        "0.0%",
        "–",
        "54%",
    )
    assert "1.5 points" in points_change(1.5)
    assert "–" in points_change(None)


@pytest.mark.parametrize(
    ("change", "places", "text"),
    [(-1.2, 0, "−1 point"), (0.96, 0, "+1 point"), (1.04, 1, "+1.0 point"), (-1.5, 0, "−2 points"),
     (0.3, 0, "0 points"), (-0.04, 1, "0.0 points"), (2.0, 1, "+2.0 points")],
)  # fmt: skip
def test_points_are_counted_as_they_are_shown(change, places, text):
    assert f">{text}<" in points_change(change, places)


def test_rules_tiers_and_regimes_have_words():
    assert rule_text("coins_lead").startswith("60% of coins")
    assert [tier_name(tier) for tier in ("large", "mid", "small")] == ["large", "mid", "small"]
    for word in WORDS.values():
        assert translated(word) == word
    assert translated("") == ""
