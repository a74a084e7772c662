import numpy as np
import pytest

from markets.analytics.grades.grade import GRADES, INVESTOR, TRADER, grade_of, word_of
from markets.analytics.grades.ranks import ranks_of
from markets.analytics.panel import View
from markets.analytics.points.registry import DATA_POINTS
from tests.markets.analytics.histories import panel_of, simulate


@pytest.fixture(scope="module")
def view():
    assets = simulate(coins=12, days=450, seed=9)
    assets["C009"] = {name: values[-100:] for name, values in assets["C009"].items()}
    for name in ("fees", "tvl", "active_addresses"):
        del assets["C010"][name]
    return View(panel_of(assets)).last()


def ranks(view, names, asset):
    place = view.panel.assets.index(asset)
    return np.array([ranks_of(view, DATA_POINTS[name])[0, place] for name in names])


def test_weights_are_per_cent_and_points_are_registered():
    for families in GRADES.values():
        assert sum(family.weight for family in families) == 100
        assert all(name in DATA_POINTS for family in families for name in family.points)


def test_a_family_score_is_the_mean_of_its_ranks(view):
    grade = grade_of(view, TRADER)
    place = view.panel.assets.index("C001")
    for family in TRADER:
        expected = ranks(view, family.points, "C001").mean()
        assert grade.parts[family.name][0, place] == pytest.approx(expected)


def test_a_family_needs_half_of_its_ranks(view):
    """After 100 days a coin has two of three technical ranks, and two of four of risk."""
    grade = grade_of(view, TRADER)
    place = view.panel.assets.index("C009")
    known = ranks(view, TRADER[1].points, "C009")
    assert np.isfinite(known).tolist() == [True, True, False, False]
    assert grade.parts["risk"][0, place] == pytest.approx(known[:2].mean())
    investor = grade_of(view, INVESTOR)
    place = view.panel.assets.index("C010")
    assert np.isnan(investor.parts["usage"][0, place])


def test_missing_families_share_their_weight_among_the_others(view):
    grade = grade_of(view, INVESTOR)
    place = view.panel.assets.index("C010")
    quality, valuation = (grade.parts[name][0] for name in ("quality", "valuation"))
    assert grade.coverage[0, place] == 60.0
    means = {}
    for asset in range(len(view.panel.assets)):
        known = [(family.weight, grade.parts[family.name][0, asset]) for family in INVESTOR
                 if np.isfinite(grade.parts[family.name][0, asset])]  # fmt: skip
        if known:
            weights, scores = zip(*known, strict=True)
            means[asset] = np.average(scores, weights=weights)
    assert means[place] == pytest.approx((25 * quality[place] + 35 * valuation[place]) / 60)
    below = sum(other < means[place] for other in means.values())
    assert grade.value[0, place] == pytest.approx(100 * (below + 0.5) / len(means))


def test_a_stablecoin_has_no_grade(view):
    grade = grade_of(view, TRADER)
    place = view.panel.assets.index("USDX")
    assert np.isnan(grade.value[0, place])
    assert grade.coverage[0, place] == 0.0


def test_candles_alone_cover_a_quarter_of_the_investor_grade_which_is_shown():
    assets = simulate(coins=7, days=420, seed=2, extras=False)
    grade = grade_of(View(panel_of(assets)).last(), INVESTOR)
    assert set(grade.coverage[0].tolist()) == {0.0, 25.0}
    assert np.isfinite(grade.value[0]).sum() == 6


def test_under_a_quarter_nothing_is_shown():
    assets = simulate(coins=7, days=120, seed=2)  # neither growth of 180 days nor value locked
    for name in ("tvl", "fees", "transfer_value", "realised_cap", "total_supply", "volume"):
        for columns in assets.values():
            del columns[name]
    grade = grade_of(View(panel_of(assets)).last(), INVESTOR)
    assert grade.coverage.max() < 25
    assert np.isnan(grade.value).all()


def test_grades_have_words():
    assert [word_of(grade) for grade in (100, 80, 79.9, 60, 40, 20, 0)] == [
        "strong", "strong", "good", "good", "fair", "weak", "poor",
    ]  # fmt: skip
