"""Why a grade is what it is: shares that add up, and what a change would come to."""

import numpy as np
import pytest

from markets.analytics.grades.grade import GRADES, Family, grade_of
from markets.analytics.grades.ranks import ranks_of
from markets.analytics.grades.reasons import explain_grade
from markets.analytics.panel import View
from markets.analytics.points.registry import DATA_POINTS
from tests.markets.analytics.histories import panel_of, simulate

FAMILIES = (Family("one", 60.0, ("a", "b")), Family("other", 40.0, ("c",)))


def ranks(**columns):
    return {name: np.array(values, dtype=float) for name, values in columns.items()}


RANKS = ranks(
    a=[10, 30, 50, 70, 90, np.nan],
    b=[30, 20, 50, 70, 90, np.nan],
    c=[20, 40, np.nan, 60, 80, 100],
)
GRADED = np.array([True, True, True, True, True, False])


def explain(place):
    return explain_grade(FAMILIES, RANKS, place=place, graded=GRADED)


def test_contributions_add_up_to_the_mean():
    found = explain(0)
    assert found.mean == pytest.approx(0.6 * 20 + 0.4 * 20)
    assert [family.contribution for family in found.families] == pytest.approx([-18.0, -12.0])
    assert found.mean == 50 + sum(family.contribution for family in found.families)
    assert found.grade == 10.0  # the lowest of five


def test_a_missing_family_has_no_share():
    one, other = explain(2).families
    assert (one.share, other.share, other.score) == (100.0, 0.0, None)
    assert other.points[0].rank is None
    assert one.points[0].grade_at_middle == explain(2).grade


def test_levers_say_what_the_grade_would_be_if_a_rank_were_in_the_middle():
    """From 20 the mean rises by 0.6 × 40 ÷ 2 with a, by 0.4 × 30 with c: to 32 each, over 31."""
    found = explain(0)
    assert {point.id: point.grade_at_middle for point in found.levers} == {"a": 30.0, "c": 30.0}
    assert explain(1).mean == pytest.approx(31.0)
    assert {point.id for point in explain(4).levers} == set()


def test_what_has_no_grade_has_no_reasons():
    assert explain(5) is None


@pytest.mark.parametrize("name", GRADES)
def test_the_grade_that_is_explained_is_the_grade(name):
    view = View(panel_of(simulate(coins=12, days=450, seed=9))).last()
    grade = grade_of(view, GRADES[name])
    points = [point for family in GRADES[name] for point in family.points]
    found = {point: ranks_of(view, DATA_POINTS[point])[0] for point in points}
    graded = np.isfinite(grade.value[0])
    for place in np.flatnonzero(graded):
        reasons = explain_grade(GRADES[name], found, place=place, graded=graded)
        assert reasons.grade == pytest.approx(grade.value[0, place])
        for family in reasons.families:
            stored = grade.parts[family.name][0, place]
            assert family.score == (pytest.approx(stored) if np.isfinite(stored) else None)
