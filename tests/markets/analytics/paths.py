"""Simulated daily candles: fat tails, volatility that clusters, one market factor."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from markets.analytics.panel import Panel


def as_panel(
    close: np.ndarray,
    *,
    days: np.ndarray | None = None,
    assets: tuple[str, ...] | None = None,
    kinds: tuple[str, ...] | None = None,
    categories: tuple[frozenset[str], ...] | None = None,
    ranges: tuple[np.ndarray, np.ndarray, np.ndarray] | None = None,
    volume: np.ndarray | float = np.nan,
    extras: Mapping[str, np.ndarray] | None = None,
) -> Panel:
    """Closes (T, N) as a panel of coins from 2021-01-01 on, without ranges unless given."""
    rows, count = close.shape
    unknown = np.full(close.shape, np.nan)
    return Panel(
        np.datetime64("2021-01-01") + np.arange(rows) if days is None else days,
        assets or tuple(f"A{number:03}" for number in range(count)),
        kinds or ("coin",) * count,
        categories or (frozenset(),) * count,
        *(ranges or (unknown, unknown, unknown)),
        close,
        np.broadcast_to(volume, close.shape).astype(float),
        extras or {},
    )


def changed(panel: Panel, change: Callable[[np.ndarray], np.ndarray], **fields: object) -> Panel:
    """The panel with each of its arrays of days × assets changed in the same way."""
    arrays = {
        name: change(getattr(panel, name)) for name in ("open", "high", "low", "close", "volume")
    }
    extras = {name: change(values) for name, values in panel.extras.items()}
    return replace(panel, **arrays, extras=extras, **fields)


def until(panel: Panel, rows: int) -> Panel:
    """The panel as it was known after so many days."""
    return changed(panel, lambda values: values[:rows], days=panel.days[:rows])


def reordered(panel: Panel, order: Sequence[int]) -> Panel:
    """Only these assets, in this order."""
    return changed(
        panel,
        lambda values: values[:, list(order)],
        assets=tuple(panel.assets[place] for place in order),
        kinds=tuple(panel.kinds[place] for place in order),
        categories=tuple(panel.categories[place] for place in order),
    )


def simulated(rows: int, assets: int, *, seed: int = 1) -> Panel:
    """Candles of coins; the first day is a first of the month."""
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
    return as_panel(close, ranges=(opened, high, low), volume=1e7)
