"""All assets by all figures of the last day, filtered and sorted in memory."""

from datetime import date, timedelta

import numpy as np
import pytest

from markets.models import Category
from markets.selectors.analytics.screener import FIGURES, Bound, screen, screener_matrix
from tests.factories import make_asset
from tests.markets.analyses import store_analysis

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 10)


@pytest.fixture
def matrix():
    store_analysis(TODAY, {
        "bitcoin": {"trader": 70, "points": {"cap": 9e11, "ret_30d": 0.1}},
        "ethereum": {"trader": 20, "points": {"cap": 3e11, "ret_30d": 0.4}},
        "solana": {"trader": None, "points": {"cap": 1e11}},
        "usd-coin": {"points": {"cap": 2e11, "ret_30d": 0.0}},
    })  # fmt: skip
    make_asset("solana").categories.add(Category.objects.create(slug="layer-1", name="Layer 1"))
    return screener_matrix()


def slugs(matrix, *arguments, **options) -> list[str]:
    return matrix.slugs[screen(matrix, *arguments, **options)].tolist()


def test_there_may_be_no_day_yet():
    assert screener_matrix() is None


def test_it_has_every_data_point_and_the_grades(matrix):
    assert matrix.figures == FIGURES
    assert matrix.values.shape == (len(FIGURES), 4)
    assert matrix.column("trader").tolist()[:2] == [70.0, 20.0]
    with pytest.raises(ValueError):
        matrix.column("no_such")


def test_the_largest_come_first(matrix):
    assert slugs(matrix) == ["bitcoin", "ethereum", "usd-coin", "solana"]


def test_the_unknown_come_last_either_way(matrix):
    assert slugs(matrix, sort="ret_30d") == ["ethereum", "bitcoin", "usd-coin", "solana"]
    assert slugs(matrix, sort="ret_30d", descending=False)[0] == "usd-coin"
    assert slugs(matrix, sort="ret_30d", descending=False)[-1] == "solana"


def test_bounds_are_included_and_the_unknown_is_outside(matrix):
    assert slugs(matrix, [Bound("ret_30d", least=0.1)]) == ["bitcoin", "ethereum"]
    assert slugs(matrix, [Bound("ret_30d", least=0.0, most=0.1)]) == ["bitcoin", "usd-coin"]
    assert slugs(matrix, [Bound("ret_30d", most=np.inf)]) == ["bitcoin", "ethereum", "usd-coin"]
    assert slugs(matrix, [Bound("ret_30d", least=0.2, of_ranks=True)]) == ["ethereum"]


def test_kinds_and_categories(matrix):
    assert slugs(matrix, kinds=["stablecoin"]) == ["usd-coin"]
    assert slugs(matrix, category="layer-1") == ["solana"]


def test_it_is_built_once_a_day(matrix, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert screener_matrix() is matrix
    store_analysis(TODAY + timedelta(days=1), {"bitcoin": {}})
    assert screener_matrix().slugs.tolist() == ["bitcoin"]
