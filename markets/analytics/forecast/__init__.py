"""The forecast: quantiles of the log return over the next days, without a drift."""

from markets.analytics.forecast.fan import quantiles
from markets.analytics.forecast.levels import HORIZONS, LEVELS
from markets.analytics.forecast.scenarios import Scenario, interpolate_quantiles, scenarios

__all__ = [
    "HORIZONS",
    "LEVELS",
    "Scenario",
    "interpolate_quantiles",
    "quantiles",
    "scenarios",
]
