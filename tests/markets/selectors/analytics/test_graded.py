"""The table of graded coins, and what moved in it within seven days."""

from datetime import date, timedelta

import pytest

from markets.models import Category
from markets.selectors.analytics.changes import is_new_band
from markets.selectors.analytics.graded import graded
from tests.factories import make_asset
from tests.markets.analyses import store_analysis

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 10)
GRADES = {
    "bitcoin": {"trader": 70, "investor": 30, "trend": 1, "points": {"cap": 9e11}},
    "ethereum": {"trader": 20, "investor": 90, "trend": -1, "points": {"cap": 2e10}},
    "solana": {"trader": None, "investor": 50, "points": {"cap": 5e9}},
    "shrimp": {"trader": 70, "investor": None, "points": {"cap": 1e7}},
    "usd-coin": {"trader": None, "investor": None, "points": {"cap": 3e10}},
}


@pytest.fixture
def stored():
    before = {"bitcoin": {"trader": 75, "investor": 30}, "ethereum": {"trader": 45},
              "shrimp": {"trader": 60}}  # fmt: skip
    store_analysis(TODAY - timedelta(days=7), before)
    store_analysis(TODAY, GRADES)
    layer = Category.objects.create(slug="layer-1", name="Layer 1")
    for slug in ("bitcoin", "solana", "usd-coin"):
        make_asset(slug).categories.add(layer)


def slugs(**asked):
    table = graded(**asked)
    return [row.asset.slug for row in table.rows(table.places)]


def test_there_is_no_table_before_the_first_analysis():
    assert graded() is None


@pytest.mark.usefixtures("stored")
def test_coins_with_a_grade_the_unknown_last_and_equal_ones_by_name():
    assert slugs() == ["bitcoin", "shrimp", "ethereum", "solana"]
    assert slugs(descending=False) == ["ethereum", "bitcoin", "shrimp", "solana"]
    assert slugs(sort="investor") == ["ethereum", "solana", "bitcoin", "shrimp"]
    assert slugs(sort="cap", descending=False) == ["shrimp", "solana", "ethereum", "bitcoin"]
    assert slugs(sort="trader_change") == ["shrimp", "bitcoin", "ethereum", "solana"]
    assert slugs(sort="investor_change")[0] == "bitcoin"


@pytest.mark.usefixtures("stored")
def test_tiers_and_categories_narrow_it():
    assert slugs(tier="large") == ["bitcoin", "ethereum"]
    assert slugs(tier="mid") == ["solana"]
    assert slugs(tier="small", category="layer-1") == []
    assert slugs(category="layer-1") == ["bitcoin", "solana"]


@pytest.mark.usefixtures("stored")
def test_a_row_has_grades_coverage_trend_cap_and_changes():
    table = graded()
    first, *_, last = table.rows(table.places)
    assert (first.trader, first.investor, first.trend, first.cap) == (70, 30, 1, 9e11)
    assert (first.trader_coverage, first.investor_coverage) == (100.0, 60.0)
    assert first.changes == {"trader": -5.0, "investor": 0.0}
    assert (last.asset.slug, last.trader, last.changes) == (
        "solana", None, {"trader": None, "investor": None},
    )  # fmt: skip


@pytest.mark.usefixtures("stored")
def test_what_rose_and_fell_most_is_apart():
    rises, falls = graded(movers=1).movers["trader"]
    assert [(one.slug, one.change) for one in rises] == [("shrimp", 10.0)]
    assert [(one.slug, one.change) for one in falls] == [("ethereum", -25.0)]
    assert graded().movers["investor"] == ([], [])


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize("asked", [{"sort": "slug"}, {"sort": "cap_change"}, {"tier": "huge"}])
def test_another_sort_or_tier_is_refused(asked):
    with pytest.raises(ValueError, match="There is no"):
        graded(**asked)


@pytest.mark.usefixtures("stored")
def test_as_many_queries_for_any_sort(django_assert_num_queries):
    graded()  # the matrix is built
    with django_assert_num_queries(9):
        graded(sort="trader_change")


@pytest.mark.parametrize(
    ("before", "now", "crosses"),
    [(79.9, 90, True), (80, 90, False), (79.9, 89.8, False), (41, 30, True), (39, 20, False),
     (59, 70, True), (100, 0, True), (0, 19.9, False),
     (100 * 9.5 / 30, 100 * 12.5 / 30, True)],  # less than 10 apart in floats
)  # fmt: skip
def test_a_band_is_new_by_ten_points_and_another_word(before, now, crosses):
    assert is_new_band(before, now) is crosses
    assert is_new_band(now, before) is crosses
