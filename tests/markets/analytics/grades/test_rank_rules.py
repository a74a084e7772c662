"""What holds of any ranks and grades: order, units, ties, tiers at their edges, who takes part."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from markets.analytics.grades.grade import (
    GRADES,
    LEAST_COVERAGE,
    Family,
    family_score,
    weighted_mean,
    word_of,
)
from markets.analytics.grades.ranks import rank_among, rank_beside, ranks_of
from markets.analytics.panel import View
from markets.analytics.points.registry import DATA_POINTS
from tests.markets.analytics.paths import as_panel

NAN = np.nan
VALUES = st.lists(
    st.one_of(st.just(NAN), st.floats(-1e6, 1e6).map(lambda value: round(value, 3))),
    min_size=5, max_size=30,
)  # fmt: skip


def ranked(values, among=None):
    row = np.array([values], dtype=float)
    among = np.ones(row.shape, dtype=bool) if among is None else np.array([among])
    return rank_among(row, among)[0]


@given(VALUES, st.randoms(use_true_random=False))
def test_ranks_are_percentiles_of_the_mean_and_follow_the_order_of_the_assets(values, random):
    """Their mean is 50, whoever is tied; SciPy's `percentileofscore` says the same of each."""
    found = ranked(values)
    known = [value for value in values if np.isfinite(value)]
    if len(known) < 5:
        assert np.isnan(found).all()
        return
    assert np.nanmean(found) == pytest.approx(50.0)
    for value, rank in zip(values, found, strict=True):
        if np.isfinite(value):
            assert rank == pytest.approx(stats.percentileofscore(known, value, kind="mean"))
        else:
            assert np.isnan(rank)
    order = random.sample(range(len(values)), len(values))
    assert np.array_equal(ranked([values[place] for place in order]), found[order], equal_nan=True)


@given(VALUES)
def test_one_value_beside_the_others_has_the_rank_that_it_has_among_all(values):
    values.append(values[0] * (1 + 1e-13))  # equal but for its last bits
    for place, rank in enumerate(ranked(values)):
        others = np.array([one for one in np.delete(values, place) if np.isfinite(one)])
        if np.isfinite(values[place]):
            assert rank_beside(values[place], others) == pytest.approx(rank, nan_ok=True)


@given(VALUES, st.floats(1e-9, 1e9))
def test_a_rank_has_no_unit_and_the_opposite_ranks_the_other_way(values, unit):
    found = ranked(values)
    assert np.array_equal(ranked([value * unit for value in values]), found, equal_nan=True)
    opposite = ranked([-value for value in values])
    assert opposite == pytest.approx(100.0 - found, nan_ok=True)


@given(VALUES, st.lists(st.booleans(), min_size=30, max_size=30))
def test_who_takes_no_part_changes_no_rank(values, flags):
    among = flags[: len(values)]
    alone = ranked([value for value, counted in zip(values, among, strict=True) if counted])
    found = ranked(values, among)
    assert np.array_equal(found[np.array(among)], alone, equal_nan=True)
    assert np.isnan(found[~np.array(among)]).all()


def market(caps, *, volume):
    shape = (100, len(caps))
    return View(
        as_panel(
            np.full(shape, 5.0), volume=np.broadcast_to(volume, shape),
            extras={"market_cap": np.broadcast_to(np.array(caps, dtype=float), shape)},
        )
    ).last()  # fmt: skip


@pytest.mark.parametrize(
    ("edge", "is_mid"), [(1e9, True), (np.nextafter(1e9, 0), False),
                         (1e10, True), (np.nextafter(1e10, np.inf), False)]
)  # fmt: skip
def test_a_billion_and_ten_are_both_mid_caps(edge, is_mid):
    """20 mid caps of volumes of 1M to 20M, the first of which has the cap in question."""
    caps = [edge, *[5e9] * 19, *[2e8] * 5]
    volume = 1e6 * np.arange(1.0, 26.0)
    found = ranks_of(market(caps, volume=volume), DATA_POINTS["volume_30"])[0]
    of_all = 100 * (np.arange(25) + 0.5) / 25
    of_mids = 100 * (np.arange(20) + 0.5) / 20
    expected = (of_all[:20] + of_mids) / 2 if is_mid else of_all[:20]
    assert found[:20] == pytest.approx(expected)


def test_a_tier_of_nineteen_is_too_few_and_an_unranked_twentieth_does_not_count():
    caps = [5e9] * 20
    volume = 1e6 * np.arange(1.0, 21.0)
    view = market(caps, volume=volume)
    kinds = ("wrapped", *["coin"] * 19)
    fewer = View(replace(view.panel, kinds=kinds)).last()
    assert ranks_of(fewer, DATA_POINTS["volume_30"])[0, 1:] == pytest.approx(
        100 * (np.arange(19) + 0.5) / 19
    )


def test_a_point_of_no_size_and_an_asset_of_no_cap_have_the_rank_among_all():
    caps = [NAN, *[5e9] * 24]
    view = market(caps, volume=1e6 * np.arange(1.0, 26.0))
    assert ranks_of(view, DATA_POINTS["volume_30"])[0, 0] == pytest.approx(2.0)
    assert not DATA_POINTS["volume_trend"].is_size_bound
    assert ranks_of(view, DATA_POINTS["volume_trend"])[0] == pytest.approx(np.full(25, 50.0))


@pytest.mark.parametrize(
    ("ranks", "score"),
    [
        ([10, 20, NAN, NAN], 15.0), ([10, NAN, NAN, NAN], NAN), ([10, 20, NAN], 15.0),
        ([10, NAN, NAN], NAN), ([10, NAN], 10.0), ([NAN, NAN], NAN), ([0, 0, 0], 0.0),
    ],
)  # fmt: skip
def test_half_of_a_family_must_be_known(ranks, score):
    found = family_score([np.array([rank], dtype=float) for rank in ranks])
    assert found.tolist() == pytest.approx([score], nan_ok=True)


def test_weights_of_families_without_a_score_go_to_the_others():
    families = (Family("a", 50.0, ()), Family("b", 30.0, ()), Family("c", 20.0, ()))
    scores = {
        "a": np.array([80.0, NAN, NAN, NAN]),
        "b": np.array([40.0, 40.0, NAN, NAN]),
        "c": np.array([10.0, 10.0, 10.0, NAN]),
    }
    mean, coverage = weighted_mean(families, scores)
    assert mean.tolist() == pytest.approx([54.0, 28.0, 10.0, NAN], nan_ok=True)
    assert coverage.tolist() == [100.0, 50.0, 20.0, 0.0]


@pytest.mark.parametrize("name", GRADES)
def test_no_family_outweighs_the_least_coverage_by_accident(name):
    """What one family alone covers decides whether a coin is graded by it."""
    weights = {family.name: family.weight for family in GRADES[name]}
    enough = {family for family, weight in weights.items() if weight >= LEAST_COVERAGE}
    assert enough == {
        "trader": {"technical", "risk"}, "investor": {"quality", "usage", "valuation"}
    }[name]  # fmt: skip


@pytest.mark.parametrize(
    ("grade", "word"),
    [(100, "strong"), (80, "strong"), (79.99, "good"), (60, "good"), (40, "fair"), (39.9, "weak"),
     (20, "weak"), (19.9, "poor"), (0, "poor")],
)  # fmt: skip
def test_a_grade_in_a_word(grade, word):
    assert word_of(grade) == word
