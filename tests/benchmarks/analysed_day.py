"""`python -m tests.benchmarks.analysed_day ASSETS DAYS`: a day of so many assets, analysed.

A process of its own, whose memory and CPU tell what a worker needs. Figures beyond candles are
those of the 250 largest.
"""

import sys

import numpy as np

from markets.analytics.daily import analyse_days
from markets.analytics.extras import SparseColumns
from markets.analytics.inputs import INPUTS
from markets.analytics.panel import Panel

LARGEST = 250


def panel_of(assets: int, days: int) -> Panel:
    dice = np.random.default_rng(1)
    columns = {name: np.empty((days, assets)) for name in ("open", "high", "low", "close")}
    level = np.full(assets, 100.0)
    for day in range(days):
        columns["open"][day] = level
        level = level * np.exp(0.04 * dice.standard_normal(assets))
        columns["close"][day] = level
        columns["high"][day] = np.maximum(columns["open"][day], level) * 1.01
        columns["low"][day] = np.minimum(columns["open"][day], level) * 0.99
    shape = (days, assets)
    sparse = {name: {place: 1e6 * dice.random(days) for place in range(LARGEST)} for name in INPUTS}
    return Panel(
        days=np.datetime64("2024-01-01") + np.arange(days),
        assets=tuple(f"A{number:05}" for number in range(assets)),
        kinds=("",) * assets,
        categories=tuple(frozenset({f"group-{number % 20}"}) for number in range(assets)),
        **columns,
        volume=dice.uniform(5e5, 5e6, shape),
        extras=SparseColumns(shape, dense={"market_cap": columns["close"] * 1e7}, sparse=sparse),
        bitcoin="A00000",
    )


if __name__ == "__main__":
    analyse_days(panel_of(*map(int, sys.argv[1:])))
