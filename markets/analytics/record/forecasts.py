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


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums over assets on each day of a forecast's losses, of its days, and of its hits.

    `losses` (T, 2) are the forecast's and the walk's where both are known, on `counts` (T,) assets;
    `within` (T,) by band and `scored` (T,) count outcomes.
    """

    losses: np.ndarray
    counts: np.ndarray
    within: Mapping[int, np.ndarray]
    scored: np.ndarray
    by_asset: Mapping[str, Coverage]

    def __add__(self, other: "Tally") -> "Tally":
        """Those of the assets of both."""
        return Tally(
            self.losses + other.losses,
            self.counts + other.counts,
            {band: hits + other.within[band] for band, hits in self.within.items()},
            self.scored + other.scored,
            {**self.by_asset, **other.by_asset},
        )


def tally(
    quantiles: np.ndarray, close: np.ndarray, *, assets: Sequence[str], horizon: int
) -> Tally:
    """Of the quantiles (T, N, 7) of one horizon, on the days on which both are known."""
    outcomes = log_outcomes(close, horizon)
    ours, walks = (pinball(q, outcomes) for q in (quantiles, walk_quantiles(close, horizon)))
    both, scored = np.isfinite(ours) & np.isfinite(walks), np.isfinite(ours)
    within = {band: _within(quantiles, outcomes, bounds) & scored for band, bounds in BANDS.items()}
    by_asset = {
        asset: _coverage({band: hits[:, place] for band, hits in within.items()}, scored[:, place])
        for place, asset in enumerate(assets)
    }
    losses = [np.where(both, loss, 0.0).sum(axis=1) for loss in (ours, walks)]
    counts = {band: hits.sum(axis=1) for band, hits in within.items()}
    return Tally(np.column_stack(losses), both.sum(axis=1), counts, scored.sum(axis=1), by_asset)


def forecast_record(found: Tally, *, days: np.ndarray, horizon: int) -> ForecastRecord:
    """The record of a tally of the days (T,)."""
    masks = spans(days)
    return ForecastRecord(
        horizon,
        {name: _loss_ratio(found, mask, horizon=horizon) for name, mask in masks.items()},
        {name: _coverage({band: hits[mask] for band, hits in found.within.items()},
                         found.scored[mask])
         for name, mask in masks.items()},
        found.by_asset,
    )  # fmt: skip


def _loss_ratio(found: Tally, mask: np.ndarray, *, horizon: int) -> Estimate:
    counted = mask & (found.counts > 0)
    return estimate(
        found.losses[counted],
        lambda sums: sums[..., 0] / sums[..., 1],
        horizon=horizon,
        n=int(found.counts[counted].sum()),
    )


def _within(quantiles: np.ndarray, outcomes: np.ndarray, bounds: tuple[float, float]) -> np.ndarray:
    low, high = (quantiles[..., LEVELS.index(level)] for level in bounds)
    with np.errstate(invalid="ignore"):
        return (outcomes >= low) & (outcomes <= high)


def _coverage(within: Mapping[int, np.ndarray], scored: np.ndarray) -> Coverage:
    """Of counts or flags of hits, among so many outcomes."""
    n = int(scored.sum())
    shares = {band: 100 * float(hits.sum()) / n if n else np.nan for band, hits in within.items()}
    return Coverage(shares, n)
