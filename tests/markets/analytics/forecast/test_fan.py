"""The fan against a plain loop over months, and what must not change it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from markets.analytics.forecast import HORIZONS, LEVELS, quantiles
from markets.analytics.forecast.features import features, market_means
from markets.analytics.forecast.variance import daily_variance
from markets.analytics.panel import View
from tests.markets.analytics.paths import changed, reordered, simulated, until

PANEL = simulated(640, 5)
FAN = quantiles(View(PANEL))


def fan(panel, horizons=HORIZONS):
    return quantiles(View(panel), horizons)


def by_loops(panel, t, horizon):
    """The definition, sentence by sentence, for one day of coins without holes."""
    close, returns, (rows, assets) = panel.close, View(panel).log, panel.close.shape
    variance = daily_variance(View(panel))
    is_coin = np.ones((rows, assets), dtype=bool)
    explained_by = features(variance, returns, market_means([(variance, is_coin)], days=rows))
    fitted = max(f for f in range(t + 1) if panel.days[f].astype(object).day == 1)
    x, y, where = [], [], []
    for s in range(fitted - horizon + 1):
        for asset in range(assets):
            if np.isfinite(explained_by[s, asset]).all():
                x.append(explained_by[s, asset])
                y.append(np.log(np.mean(variance[s + 1 : s + horizon + 1, asset])))
                where.append((s, asset))
    x, y = np.array(x), np.array(y)
    beta = np.linalg.solve(x.T @ x + 1e-3 * np.eye(9), x.T @ y)
    own = [[] for _ in range(assets)]
    for (s, asset), row in zip(where, x, strict=True):
        if s > fitted - horizon - 730:
            outcome = np.log(close[s + horizon, asset] / close[s, asset])
            own[asset].append(outcome / np.exp(0.5 * row @ beta))
    result = []
    for asset in range(assets):
        levels = [*LEVELS, 0.5]
        shape = np.quantile(own[asset], levels) + np.quantile(np.concatenate(own), levels)
        part = np.exp(0.5 * explained_by[t, asset] @ beta) * (shape[:-1] - shape[-1]) / 2
        square = np.mean(returns[1:31, asset] ** 2)
        for r in returns[31 : t + 1, asset]:
            square = 0.97 * square + 0.03 * r**2
        student = np.sqrt(square * horizon / 2) * stats.t.ppf(LEVELS, 4)
        result.append((part + student) / 2)
    return np.array(result)


@pytest.mark.parametrize("horizon", HORIZONS)
def test_it_equals_the_definition(horizon):
    row = fan(PANEL, [horizon])[horizon][612]
    assert row == pytest.approx(by_loops(PANEL, 612, horizon), rel=1e-9, abs=1e-15)


def test_it_begins_with_365_returns_and_its_median_is_no_drift():
    row = FAN[7]
    assert np.isnan(row[:365]).all()
    assert np.isfinite(row[365:]).all()
    assert row[365:, :, 3] == pytest.approx(0, abs=1e-12)
    assert (np.diff(row[365:], axis=-1) > 0).all()


@settings(max_examples=15, deadline=None)
@given(st.integers(380, 639))
def test_no_row_uses_a_later_one(rows):
    cut = fan(until(PANEL, rows))
    for horizon, whole in FAN.items():
        assert np.allclose(whole[:rows], cut[horizon], rtol=0, atol=1e-12, equal_nan=True)


@settings(max_examples=10, deadline=None)
@given(st.permutations(range(5)), st.lists(st.floats(1e-6, 1e6), min_size=5, max_size=5))
def test_neither_order_nor_unit_of_the_assets_counts(order, scale):
    moved = fan(changed(reordered(PANEL, order), lambda values: values * scale))
    for horizon, whole in FAN.items():
        assert np.allclose(whole[:, order], moved[horizon], rtol=1e-9, atol=1e-9, equal_nan=True)


@pytest.mark.parametrize("kind", ["stablecoin", "fiat"])
def test_nobody_learns_from_money_nor_forecasts_it(kind):
    beside = fan(replace(PANEL, kinds=(*PANEL.kinds[:4], kind)))
    for horizon, alone in fan(reordered(PANEL, range(4))).items():
        assert np.allclose(beside[horizon][:, :4], alone, rtol=0, atol=1e-12, equal_nan=True)
        assert np.isnan(beside[horizon][:, 4]).all()


def test_a_wrapped_coin_has_a_forecast_and_teaches_nobody():
    beside = fan(replace(PANEL, kinds=(*PANEL.kinds[:4], "wrapped")))[7]
    alone = fan(reordered(PANEL, range(4)))[7]
    assert np.allclose(beside[:, :4], alone, rtol=0, atol=1e-12, equal_nan=True)
    assert np.isfinite(beside[365:, 4]).all()


def with_last(rows, value=np.nan):
    """The panel with unknown days of its first asset."""

    def change(values):
        values = values.copy()
        values[rows, 0] = value
        return values

    return fan(changed(PANEL, change))[7]


def test_a_coin_that_ended_keeps_the_forecasts_of_its_past():
    ended = with_last(slice(600, None))
    assert np.isfinite(ended[602, 0]).all()  # the hole is not yet a gap
    assert np.isnan(ended[603:, 0]).all()
    assert np.isfinite(ended[600:, 1:]).all()


def test_a_gap_takes_thirty_returns_to_mend():
    gapped = with_last(slice(500, 510))
    assert np.isnan(gapped[503:540, 0]).all()
    assert np.isfinite(gapped[540:, 0]).all()


def test_a_pool_needs_300_outcomes_known_on_the_first_of_the_month():
    late = changed(PANEL, lambda values: np.where(np.arange(640)[:, None] < 230, np.nan, values))
    alone = fan(reordered(late, [0]), [30])[30][:, 0]
    # 365 returns on row 595; 285 outcomes on 1 August, 316 on 1 September, row 608.
    assert np.isnan(alone[:608]).all()
    assert np.isfinite(alone[608:]).all()


def test_without_a_coin_there_is_nothing_to_learn():
    assert np.isnan(fan(replace(PANEL, kinds=("fund",) * 5))[1]).all()
