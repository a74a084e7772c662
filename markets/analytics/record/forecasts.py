"""The record of a forecast: its loss against a driftless walk, and how often it was right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from markets.analytics.forecast.levels import LEVELS
from markets.analytics.record.bootstrap import Estimate, estimate
from markets.analytics.record.spans import spans
from markets.analytics.series import YEAR, shift, window_quantiles

# Which quantiles bound the band that should hold so much.
BANDS = {50: (0.25, 0.75), 80: (0.10, 0.90), 90: (0.05, 0.95)}


@dataclass(frozen=True, slots=True)
class Coverage:
    """The percentage of n outcomes within each band, by the band's nominal percentage."""

    shares: Mapping[int, float]
    n: int


@dataclass(frozen=True, slots=True)
class ForecastRecord:
    """One horizon: loss ÷ the walk's by span (under 1 is better), coverage by span and asset."""

    horizon: int
    loss_ratio: Mapping[str, Estimate]
    coverage: Mapping[str, Coverage]
    by_asset: Mapping[str, Coverage]


def log_outcomes(close: np.ndarray, horizon: int) -> np.ndarray:
    """The log return from each close to that `horizon` days later, (T, N); NaN while unknown."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return shift(np.log(close), -horizon) - np.log(close)


def walk_quantiles(
    close: np.ndarray, horizon: int, *, levels: Sequence[float] = LEVELS
) -> np.ndarray:
    """The driftless random walk's quantiles (T, N, levels): past returns less their median.

    They are type-7 quantiles of the `horizon`-day log returns that ended in the last 365 days.
    """
    past = shift(log_outcomes(close, horizon), horizon)
    result = np.full((*close.shape, len(levels)), np.nan)
    for asset in range(close.shape[1]):
        found = window_quantiles(past[:, asset], YEAR, np.array([*levels, 0.5]))
        result[:, asset] = found[:, :-1] - found[:, -1:]
    return result


def pinball(quantiles: np.ndarray, outcomes: np.ndarray) -> np.ndarray:
    """The mean over levels τ of max(τ u, (τ − 1) u), u = outcome − quantile: (T, N).

    Source: Koenker & Bassett, Regression Quantiles (1978).
    """
    levels = np.array(LEVELS)
    over = outcomes[..., None] - quantiles
    return np.maximum(levels * over, (levels - 1) * over).mean(axis=-1)


def forecast_record(
    quantiles: np.ndarray,
    close: np.ndarray,
    *,
    days: np.ndarray,
    assets: Sequence[str],
    horizon: int,
) -> ForecastRecord:
    """The record of the quantiles (T, N, 7) of one horizon, on the days on which both are known."""
    outcomes = log_outcomes(close, horizon)
    ours, walks = (pinball(q, outcomes) for q in (quantiles, walk_quantiles(close, horizon)))
    both = np.isfinite(ours) & np.isfinite(walks)
    within = {band: _within(quantiles, outcomes, bounds) for band, bounds in BANDS.items()}
    scored = np.isfinite(ours)
    masks = spans(days)
    return ForecastRecord(
        horizon,
        {name: _loss_ratio(ours, walks, both & mask[:, None], horizon=horizon)
         for name, mask in masks.items()},
        {name: _coverage(within, scored & mask[:, None]) for name, mask in masks.items()},
        {asset: _coverage(within, scored & (np.arange(len(assets)) == place))
         for place, asset in enumerate(assets)},
    )  # fmt: skip


def _loss_ratio(
    ours: np.ndarray, walks: np.ndarray, counted: np.ndarray, *, horizon: int
) -> Estimate:
    days = counted.any(axis=1)
    losses = np.column_stack(
        [np.where(counted, loss, 0.0).sum(axis=1)[days] for loss in (ours, walks)]
    )
    return estimate(
        losses, lambda sums: sums[..., 0] / sums[..., 1], horizon=horizon, n=int(counted.sum())
    )


def _within(quantiles: np.ndarray, outcomes: np.ndarray, bounds: tuple[float, float]) -> np.ndarray:
    low, high = (quantiles[..., LEVELS.index(level)] for level in bounds)
    with np.errstate(invalid="ignore"):
        return (outcomes >= low) & (outcomes <= high)


def _coverage(within: Mapping[int, np.ndarray], counted: np.ndarray) -> Coverage:
    n = int(counted.sum())
    shares = {band: 100 * float(inside[counted].mean()) if n else np.nan
              for band, inside in within.items()}  # fmt: skip
    return Coverage(shares, n)
