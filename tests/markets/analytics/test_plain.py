"""The forecast and the market's figures are those of pandas and loops."""

from dataclasses import replace

import numpy as np
import pytest

from markets.analytics.forecast import HORIZONS, quantiles
from markets.analytics.market import market_figures
from markets.analytics.panel import View
from tests.markets.analytics.paths import simulated
from tests.markets.analytics.plain import plain_market, plain_quantiles


@pytest.mark.parametrize("horizon", HORIZONS)
def test_the_forecast(horizon):
    panel = simulated(900, 6)
    found = quantiles(View(panel), [horizon])[horizon]
    expected = plain_quantiles(panel, horizon)
    assert np.isfinite(found[365:]).all()
    assert np.allclose(found, expected, rtol=1e-9, atol=1e-12, equal_nan=True)


def test_the_market():
    panel = simulated(1000, 60)
    sizes = np.arange(60, 0, -1) ** 2 * 1e7
    panel = replace(
        panel, assets=("BTC", *panel.assets[1:]), extras={"market_cap": panel.close * sizes}
    )
    found, expected = market_figures(View(panel)), plain_market(panel)
    assert found.keys() == expected.keys()
    for name, values in expected.items():
        assert np.allclose(found[name], values, rtol=1e-9, atol=1e-9, equal_nan=True), name
    assert set(found["trend"]) == {-1, 0, 1}
    assert set(found["stress"]) == {0, 1}
