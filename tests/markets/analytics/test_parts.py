"""An analysis of some assets at a time is that of all at once."""

import numpy as np
import pytest

from markets.analytics import series
from markets.analytics.daily import analyse_days
from markets.analytics.panel import View
from markets.analytics.points.registry import DATA_POINTS, missing_by_parts, values_by_parts
from tests.markets.analytics.histories import panel_of, simulate

ROWS = 3


@pytest.fixture(scope="module")
def panel():
    return panel_of(simulate(coins=11, days=460, seed=6))


@pytest.fixture
def small_parts(monkeypatch):
    """Four assets at a time: the last part has three."""
    monkeypatch.setattr(series, "_PART_CELLS", 4 * 460)


@pytest.mark.usefixtures("small_parts")
def test_a_part_has_its_own_columns_and_what_is_of_all(panel):
    whole = View(panel)
    parts = list(whole.parts())
    assert [len(part.panel.assets) for part in parts] == [4, 4, 3]
    assert sum((part.panel.assets for part in parts), ()) == panel.assets
    for name in ("close", "cap", "log", "age", "kinds", "is_ranked"):
        found = np.concatenate([getattr(part, name) for part in parts], axis=1)
        assert np.array_equal(found, getattr(whole, name), equal_nan=name not in ("is_ranked",))
    assert np.array_equal(parts[2].market_log, whole.market_log, equal_nan=True)
    assert np.array_equal(parts[2].bitcoin, panel.close[:, 0])


def test_few_assets_are_one_part(panel):
    view = View(panel)
    assert list(view.parts()) == [view]


def test_a_day_is_the_same(panel, monkeypatch):
    whole = analyse_days(panel, rows=ROWS, point_rows=1)
    monkeypatch.setattr(series, "_PART_CELLS", 4 * 460)
    parts = analyse_days(panel, rows=ROWS, point_rows=1)
    pairs = [(whole.points.values, parts.points.values), (whole.points.ranks, parts.points.ranks)]
    pairs += zip(whole.signals, parts.signals, strict=True)
    pairs += [(whole.grades[name].value, parts.grades[name].value) for name in whole.grades]
    pairs += [(whole.quantiles[horizon], parts.quantiles[horizon]) for horizon in whole.quantiles]
    pairs += [(whole.market[name], parts.market[name]) for name in whole.market]
    for first, second in pairs:
        assert second == pytest.approx(first, rel=1e-9, abs=1e-12, nan_ok=True)
    assert np.isfinite(parts.quantiles[7]).any()
    assert np.array_equal(whole.points.missing, parts.points.missing)


@pytest.mark.usefixtures("small_parts")
def test_a_view_knows_what_its_parts_computed(panel):
    view = View(panel).last(rows=ROWS)
    point = DATA_POINTS["vol_30"]
    values = values_by_parts(view, [point])
    assert np.shares_memory(view.once(point.compute), values)
    assert missing_by_parts(view, [point], values).shape == (ROWS, 11, 1)
