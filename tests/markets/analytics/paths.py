"""Simulated daily candles: fat tails, volatility that clusters, one market factor."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True)
class Candles:
    """Open, high, low, close (T, N) in dollars, beginning with a first of the month."""

    days: np.ndarray
    open: np.ndarray
    high: np.ndarray
    low: np.ndarray
    close: np.ndarray

    @cached_property
    def returns(self) -> np.ndarray:
        before = np.vstack([np.full((1, self.close.shape[1]), np.nan), self.close[:-1]])
        return np.log(self.close / before)

    @property
    def ranges(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        return self.open, self.high, self.low

    @property
    def every(self) -> np.ndarray:
        return np.ones(self.close.shape, dtype=bool)

    def until(self, rows: int) -> "Candles":
        return Candles(
            self.days[:rows], self.open[:rows], self.high[:rows], self.low[:rows], self.close[:rows]
        )


def simulated(rows: int, assets: int, *, seed: int = 1) -> Candles:
    draws = np.random.default_rng(seed)
    log_volatility = np.full(assets, np.log(0.04))
    returns = np.zeros((rows, assets))
    for t in range(rows):
        log_volatility += 0.03 * (np.log(0.04) - log_volatility)
        log_volatility += 0.12 * draws.standard_normal(assets)
        shock = 0.6 * draws.standard_t(4) + 0.8 * draws.standard_t(4, assets)
        returns[t] = np.exp(log_volatility) * shock / np.sqrt(2)
    close = 100 * np.exp(np.cumsum(returns, axis=0))
    opened = np.vstack([np.full((1, assets), 100.0), close[:-1]])
    reach = np.abs(draws.standard_normal((2, rows, assets))) * 0.02
    high = np.maximum(opened, close) * np.exp(reach[0])
    low = np.minimum(opened, close) * np.exp(-reach[1])
    days = np.datetime64("2021-01-01") + np.arange(rows)
    return Candles(days, opened, high, low, close)
