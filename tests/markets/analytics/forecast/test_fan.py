"""The fan against a plain loop over months, and what must not change it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from markets.analytics.forecast import HORIZONS, LEVELS, forecast_quantiles
from markets.analytics.forecast.features import features
from markets.analytics.forecast.variance import daily_variance
from tests.markets.analytics.paths import simulated

CANDLES = simulated(640, 5)


def fan(candles, *, is_coin=None, is_forecast=None, horizons=HORIZONS):
    return forecast_quantiles(
        candles.close, candles.returns, ranges=candles.ranges, days=candles.days,
        is_coin=candles.every if is_coin is None else is_coin,
        is_forecast=candles.every if is_forecast is None else is_forecast,
        horizons=horizons,
    )  # fmt: skip


def by_loops(candles, t, horizon):
    """Section by section of the definition, for one day; every coin learns and is forecast."""
    rows, assets = candles.close.shape
    variance = daily_variance(*candles.ranges, candles.close)
    explained_by = features(variance, candles.returns, candles.every)
    fitted = max(f for f in range(t + 1) if candles.days[f].astype(object).day == 1)
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
            outcome = np.log(candles.close[s + horizon, asset] / candles.close[s, asset])
            own[asset].append(outcome / np.exp(0.5 * row @ beta))
    result = []
    for asset in range(assets):
        levels = [*LEVELS, 0.5]
        shape = np.quantile(own[asset], levels) + np.quantile(np.concatenate(own), levels)
        part = np.exp(0.5 * explained_by[t, asset] @ beta) * (shape[:-1] - shape[-1]) / 2
        square = np.mean(candles.returns[1:31, asset] ** 2)
        for r in candles.returns[31 : t + 1, asset]:
            square = 0.97 * square + 0.03 * r**2
        student = np.sqrt(square * horizon / 2) * stats.t.ppf(LEVELS, 4)
        result.append((part + student) / 2)
    return np.array(result)


@pytest.mark.parametrize("horizon", HORIZONS)
def test_it_equals_the_definition(horizon):
    row = fan(CANDLES, horizons=[horizon])[horizon][612]
    assert row == pytest.approx(by_loops(CANDLES, 612, horizon), rel=1e-9)


def test_it_begins_with_365_returns_and_its_median_is_no_drift():
    row = fan(CANDLES)[7]
    assert np.isnan(row[:365]).all()
    assert np.isfinite(row[365:]).all()
    assert row[365:, :, 3] == pytest.approx(0, abs=1e-12)
    assert (np.diff(row[365:], axis=-1) > 0).all()


@settings(max_examples=15, deadline=None)
@given(st.integers(380, 639))
def test_no_row_uses_a_later_one(rows):
    whole, cut = fan(CANDLES), fan(CANDLES.until(rows))
    for horizon in HORIZONS:
        assert np.allclose(whole[horizon][:rows], cut[horizon], rtol=0, atol=1e-12, equal_nan=True)


@settings(max_examples=10, deadline=None)
@given(st.permutations(range(5)), st.lists(st.floats(1e-6, 1e6), min_size=5, max_size=5))
def test_neither_order_nor_unit_of_the_assets_counts(order, scale):
    moved = type(CANDLES)(
        CANDLES.days,
        *(prices[:, order] * scale for prices in (*CANDLES.ranges, CANDLES.close)),
    )
    for horizon, quantiles in fan(CANDLES).items():
        moved_quantiles = fan(moved)[horizon]
        assert np.allclose(
            quantiles[:, order], moved_quantiles, rtol=1e-9, atol=1e-9, equal_nan=True
        )


def test_nobody_learns_from_a_stablecoin_nor_forecasts_it():
    is_coin = CANDLES.every.copy()
    is_coin[:, 4] = False
    alone = type(CANDLES)(
        CANDLES.days, *(prices[:, :4] for prices in (*CANDLES.ranges, CANDLES.close))
    )
    beside = fan(CANDLES, is_coin=is_coin, is_forecast=is_coin)
    for horizon, quantiles in fan(alone).items():
        assert np.allclose(
            beside[horizon][:, :4], quantiles, rtol=0, atol=1e-12, equal_nan=True
        )  # fmt: skip
        assert np.isnan(beside[horizon][:, 4]).all()


def test_a_coin_that_ended_has_no_forecast_and_its_past_keeps_one():
    prices = [series.copy() for series in (*CANDLES.ranges, CANDLES.close)]
    for series in prices:
        series[600:, 0] = np.nan
    ended = fan(type(CANDLES)(CANDLES.days, *prices))[7]
    assert np.isnan(ended[600:, 0]).all()
    assert np.isfinite(ended[599, 0]).all()
    assert np.isfinite(ended[600:, 1:]).all()


def test_too_small_a_pool_gives_none():
    is_coin = CANDLES.every.copy()
    is_coin[:300] = is_coin[:, 1:] = False
    quantiles = fan(CANDLES.until(600), is_coin=is_coin[:600], horizons=[30])[30]
    assert np.isnan(quantiles).all()
