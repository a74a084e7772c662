"""A day is analysed once, and stored as it was known."""

import numpy as np
import pytest

from markets.analytics.analysis import analyse
from markets.analytics.daily import PARTS, POINTS
from markets.analytics.points.registry import MISSING
from markets.models import (
    Assessment,
    AssetPoints,
    CategoryDay,
    MarketDay,
)
from markets.selectors.panel import load_panel
from markets.services.analytics.days import analyse_day
from tests.markets.analyses import BACK_COMPUTED
from tests.markets.services.analytics.conftest import DAYS, LAST

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def run(market):
    return analyse_day(LAST)


def number(value):
    return None if np.isnan(value) else value


def test_a_stored_day_is_that_of_an_analysis_of_the_whole_history(run):
    whole = analyse(load_panel(until=LAST, days=DAYS), horizons=(1, 7, 30))
    stored = {row.asset.slug: row for row in Assessment.objects.filter(run=run)}
    assert set(stored) == set(whole.panel.assets)
    for place, slug in enumerate(whole.panel.assets):
        row = stored[slug]
        for name, grade in whole.grades.items():
            assert getattr(row, name) == number(grade.value[-1, place])
            assert getattr(row, f"{name}_coverage") == grade.coverage[-1, place]
        assert (row.signal, row.trend) == tuple(
            number(values[-1, place]) for values in whole.signals
        )
        fans = np.concatenate([whole.quantiles[horizon][-1, place] for horizon in (1, 7, 30)])
        if np.isfinite(fans).any():
            np.testing.assert_allclose(row.quantiles, fans, rtol=1e-6)
        else:
            assert row.quantiles == []
    (day,) = MarketDay.objects.filter(run=run)
    assert {name: day.figures[name] for name in whole.market} == {
        name: number(values[-1]) for name, values in whole.market.items()
    }


def test_its_data_points_stand_in_the_order_of_the_run(run):
    whole = analyse(load_panel(until=LAST, days=DAYS), horizons=(1,))
    assert run.points == list(POINTS)
    assert run.parts == list(PARTS)
    for row in AssetPoints.objects.filter(run=run):
        place = whole.panel.assets.index(row.asset.slug)
        for point, value, code in zip(run.points, row.values, row.missing, strict=True):
            found = whole.points[point]
            np.testing.assert_equal(value, found.values[place])
            assert MISSING[code] == found.missing[place]


def test_categories_have_their_day(run):
    assert CategoryDay.objects.filter(run=run, day=LAST).count() == 3


def test_a_day_is_stored_once(run):
    before = Assessment.objects.count()
    again = analyse_day(LAST)
    assert (again.pk, Assessment.objects.count()) == (run.pk, before)


def test_a_correction_is_a_version_beside_the_first(run):
    corrected = analyse_day(LAST, correction=True)
    assert (corrected.version, corrected.origin) == (2, BACK_COMPUTED)
    assert Assessment.objects.filter(run=run).exists()
