"""The whole analysis: no figure of a day rests on a later row, on order, or on a coin's unit."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from markets.analytics.analysis import Analysis, analyse
from markets.analytics.panel import Panel
from markets.analytics.points.registry import DATA_POINTS
from tests.markets.analytics.histories import panel_of, simulate

HORIZONS = (1, 7)
DAYS = 480
PRICES = ("open", "high", "low", "close")


def with_holes(seed: int) -> dict[str, dict[str, np.ndarray]]:
    """Ten assets: one that begins late, one that ends, and holes short and long."""
    assets = simulate(coins=10, days=DAYS, seed=seed)
    random = np.random.default_rng(seed)
    for number, columns in enumerate(assets.values()):
        keep = np.ones(DAYS, dtype=bool)
        for _ in range(number % 4):
            start = random.integers(20, DAYS)
            keep[start : start + random.integers(1, 9)] = False
        keep[: 100 * (number == 5)] = False
        keep[DAYS - 60 * (number == 6) :] = False
        columns.update({name: values[keep] for name, values in columns.items()})
    return assets


def up_to(panel: Panel, rows: int) -> Panel:
    """The panel as its first rows alone give it."""
    begun = np.isfinite(panel.close[:rows]).any(axis=0)
    arrays = {name: getattr(panel, name)[:rows, begun] for name in (*PRICES, "volume")}
    return replace(
        panel,
        days=panel.days[:rows],
        assets=tuple(np.array(panel.assets)[begun].tolist()),
        kinds=("",) * begun.sum(),
        categories=(frozenset(),) * begun.sum(),
        extras={name: values[:rows, begun] for name, values in panel.extras.items()},
        **arrays,
    )


def histories(analysis: Analysis) -> dict[str, np.ndarray]:
    return {
        **{name: grade.value for name, grade in analysis.grades.items()},
        **analysis.signals._asdict(),
        **{f"{horizon} days": fan for horizon, fan in analysis.quantiles.items()},
    }


@pytest.mark.parametrize("seed", [1])
def test_every_day_is_what_it_was_before_later_rows_came(seed):
    panel = panel_of(with_holes(seed))
    whole = analyse(panel, horizons=HORIZONS)
    for rows in (95, 391, DAYS - 3):
        cut = analyse(up_to(panel, rows), horizons=HORIZONS)
        there = np.isin(panel.assets, cut.panel.assets)
        for name, values in histories(cut).items():
            later = histories(whole)[name][:rows]
            assert values == pytest.approx(later[:, there], abs=1e-9, nan_ok=True), name
            assert np.isnan(later[:, ~there]).all(), name
        for name, values in cut.market.items():
            assert values == pytest.approx(whole.market[name][:rows], rel=1e-9, nan_ok=True), name


@pytest.mark.parametrize("seed", [3])
def test_a_coins_unit_makes_no_difference(seed):
    assets = with_holes(seed)
    units = dict(zip(assets, (1e6, 1, 1e-7, 3, 0.1, 1e3, 7e-5, 1e9, 13, 1e-3), strict=True))
    other = {
        asset: {
            name: values * units[asset] if name in PRICES
            else values / units[asset] if name.endswith("_supply") else values
            for name, values in columns.items()
        }
        for asset, columns in assets.items()
    }  # fmt: skip
    first, second = (analyse(panel_of(one), horizons=HORIZONS) for one in (assets, other))
    for name, values in histories(first).items():
        assert histories(second)[name] == pytest.approx(values, abs=1e-9, nan_ok=True), name
    for name, found in first.points.items():
        expected = pytest.approx(found.values, rel=1e-8, abs=1e-10, nan_ok=True)
        assert second.points[name].values == expected, name
        assert second.points[name].missing == found.missing, name


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_hostile_figures_leave_a_finite_value_or_none(data):
    assets = simulate(coins=6, days=130, seed=1)
    figures = st.sampled_from([1e-300, 1e300, 1e308, 5e-324, 1e15, 1e-15, 0.0])
    for columns in assets.values():
        for name in data.draw(st.lists(st.sampled_from([*PRICES, "volume", "market_cap", "tvl"]))):
            figure = data.draw(figures)
            row = data.draw(st.integers(0, 129))
            columns[name] = columns[name].copy()
            columns[name][row] = np.nan if name in PRICES and figure == 0.0 else figure
    for columns in assets.values():
        keep = np.isfinite(columns["close"])
        columns.update({name: values[keep] for name, values in columns.items()})
    found = analyse(panel_of(assets), horizons=(1,))
    assert found.points.keys() == DATA_POINTS.keys()
    for values in histories(found).values():
        assert not np.isinf(values).any()


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10_000), st.integers(91, 200))
def test_a_day_of_truncated_data_is_that_day_of_all(seed, rows):
    panel = up_to(panel_of(with_holes(seed)), 230)
    whole, cut = (analyse(one, horizons=(7,)) for one in (panel, up_to(panel, rows)))
    there = np.isin(panel.assets, cut.panel.assets)
    for name, values in histories(cut).items():
        expected = pytest.approx(histories(whole)[name][:rows, there], abs=1e-9, nan_ok=True)
        assert values == expected, name
