"""What is stored of a day equals the same day of an analysis of the whole history."""

import numpy as np
import pytest

from markets.analytics.analysis import analyse
from markets.analytics.daily import PARTS, POINTS, analyse_days
from markets.analytics.points.registry import MISSING
from tests.markets.analytics.histories import panel_of, simulate

ROWS = 4


@pytest.fixture(scope="module")
def panel():
    return panel_of(simulate(coins=40, days=620))


@pytest.fixture(scope="module")
def whole(panel):
    return analyse(panel, horizons=(1, 7, 30))


@pytest.fixture(scope="module", params=[1, ROWS])
def daily(request, panel):
    return analyse_days(panel, rows=request.param, point_rows=request.param)


def test_the_last_days_have_the_figures_of_the_whole_history(whole, daily):
    rows = len(daily.days)
    for name, grade in whole.grades.items():
        np.testing.assert_array_equal(daily.grades[name].value, grade.value[-rows:])
        np.testing.assert_array_equal(daily.grades[name].coverage, grade.coverage[-rows:])
    for name, values in whole.signals._asdict().items():
        np.testing.assert_array_equal(getattr(daily.signals, name), values[-rows:])
    for horizon, fans in whole.quantiles.items():
        np.testing.assert_array_equal(daily.quantiles[horizon], fans[-rows:])
    for name, values in whole.market.items():
        np.testing.assert_array_equal(daily.market[name], values[-rows:])


def test_the_last_day_has_the_data_points_of_the_analysis_and_why_others_are_missing(whole, daily):
    for place, name in enumerate(POINTS):
        found = whole.points[name]
        np.testing.assert_allclose(
            daily.points.values[-1, :, place], found.values, rtol=1e-12, err_msg=name
        )
        codes = daily.points.missing[-1, :, place]
        assert [MISSING[code] for code in codes] == found.missing, name


def test_parts_are_named_by_grade_and_family():
    assert PARTS[:3] == ("trader.technical", "trader.risk", "trader.liquidity")
    assert len(PARTS) == 7
