"""The record of a signal: following it against holding on the same days, after costs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from markets.analytics.record.bootstrap import (
    Estimate,
    block_days,
    estimate,
    resampled_rows,
    with_interval,
)
from markets.analytics.record.spans import spans
from markets.analytics.series import YEAR, column_slices, shift

COSTS = (0.0010, 0.0025)
# The first day that counts comes after so many closes.
CLOSES_BEFORE = 396


@dataclass(frozen=True, slots=True)
class Outcome:
    """Yearly growth and worst fall (negative) as fractions, and Sharpe ratio at a risk-free 0."""

    growth: float
    sharpe: float
    worst_fall: float


@dataclass(frozen=True, slots=True)
class SignalRecord:
    """Following, holding, and following less holding over n days, each asset weighed equally."""

    cost: float
    following: Outcome
    holding: Outcome
    growth: Estimate
    sharpe: Estimate
    worst_fall: Estimate
    trades_a_year: float
    n: int


def followed_returns(
    trend: np.ndarray, returns: np.ndarray, *, cost: float
) -> tuple[np.ndarray, np.ndarray]:
    """Daily simple returns (T, N) of following a trend, and its trades (1 or 0 a day).

    The position is 1 while the trend is 1, held from the next close-to-close day; each change of
    it costs `cost` on the first day of the new one. The first 396 closes of an asset are left out
    (NaN), as is a day without a return, or before which no trend was known: of what has no signals,
    and of days that nobody analysed, nothing is told.
    """
    known = np.isfinite(trend)
    last = np.maximum.accumulate(np.where(known, np.arange(len(trend))[:, None], -1), axis=0)
    position = np.where(last >= 0, np.take_along_axis(trend == 1, np.maximum(last, 0), axis=0), 0.0)
    held, before = (np.nan_to_num(shift(position, days)) for days in (1, 2))
    # A first return follows a first close, so that returns are one fewer than closes.
    counted = np.isfinite(returns) & (np.isfinite(returns).cumsum(axis=0) >= CLOSES_BEFORE)
    counted[1:] &= known[:-1]
    counted[:1] = False
    trades = np.where(counted, np.abs(held - before), np.nan)
    with np.errstate(invalid="ignore"):
        return np.where(counted, held * returns - cost * trades, np.nan), trades


def signal_records(
    trend: np.ndarray, returns: np.ndarray, *, days: np.ndarray, costs: Sequence[float] = COSTS
) -> dict[float, Mapping[str, SignalRecord]]:
    """By cost and span, the record of all assets together, of the same weight each day."""
    result: dict[float, Mapping[str, SignalRecord]] = {}
    for cost in costs:
        sums = _sums_of_assets(trend, returns, cost=cost)
        result[cost] = {name: _record(sums[mask], cost=cost) for name, mask in spans(days).items()}
    return result


def _sums_of_assets(trend: np.ndarray, returns: np.ndarray, *, cost: float) -> np.ndarray:
    """(T, 4): sums of followed and of held returns, and of trades, over so many assets."""
    sums = np.zeros((len(returns), 4))
    for columns in column_slices(returns.shape):
        held = returns[:, columns]
        followed, trades = followed_returns(trend[:, columns], held, cost=cost)
        counted = np.isfinite(followed)
        for place, values in enumerate((followed, held, trades, np.ones(held.shape))):
            sums[:, place] += np.where(counted, values, 0.0).sum(axis=1)
    return sums


def outcome(returns: np.ndarray) -> Outcome:
    """What a series of daily simple returns (T,) came to; NaN for none."""
    if not len(returns):
        return Outcome(np.nan, np.nan, np.nan)
    growth, sharpe = _growth(_sums(returns)), _sharpe(_sums(returns))
    return Outcome(float(growth), float(sharpe), float(_worst_fall(returns)))


def _ahead(measure: Callable[[np.ndarray], np.ndarray], sums: np.ndarray) -> np.ndarray:
    """How far a measure of what follows is ahead of that of what holds."""
    return measure(sums[..., :4]) - measure(sums[..., 4:])


def _record(sums: np.ndarray, *, cost: float) -> SignalRecord:
    followed, held, trades, assets = sums[sums[:, 3] > 0].T
    follow, hold = followed / assets, held / assets
    pair = np.column_stack([_daily(follow), _daily(hold)])
    growth, sharpe = (
        estimate(pair, partial(_ahead, measure), horizon=1) for measure in (_growth, _sharpe)
    )
    asset_years = assets.sum() / YEAR
    return SignalRecord(
        cost, outcome(follow), outcome(hold), growth, sharpe, _fall_difference(follow, hold),
        float(trades.sum() / asset_years) if asset_years else np.nan, len(follow),
    )  # fmt: skip


def _fall_difference(follow: np.ndarray, hold: np.ndarray) -> Estimate:
    if not len(follow):
        return Estimate(np.nan, np.nan, np.nan, 0)
    draws = [
        _worst_fall(follow[rows]) - _worst_fall(hold[rows])
        for rows in resampled_rows(len(follow), block=block_days(1))
    ]
    value = float(_worst_fall(follow) - _worst_fall(hold))
    return with_interval(value, np.concatenate(draws), days=len(follow), horizon=1, n=len(follow))


def _daily(returns: np.ndarray) -> np.ndarray:
    """What a day adds to the sums that growth and Sharpe ratio need: (T, 4)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log1p(np.maximum(returns, -1 + 1e-12))
    return np.column_stack([np.ones_like(returns), logs, returns, returns**2])


def _sums(returns: np.ndarray) -> np.ndarray:
    return _daily(returns).sum(axis=0)


def _growth(sums: np.ndarray) -> np.ndarray:
    return np.expm1(YEAR * sums[..., 1] / sums[..., 0])


def _sharpe(sums: np.ndarray) -> np.ndarray:
    n, mean = sums[..., 0], sums[..., 2] / sums[..., 0]
    with np.errstate(invalid="ignore", divide="ignore"):
        deviation = np.sqrt((sums[..., 3] - n * mean**2) / (n - 1))
        return np.where(deviation > 0, mean / deviation * np.sqrt(YEAR), np.nan)


def _worst_fall(returns: np.ndarray) -> np.ndarray:
    """The lowest value ÷ highest before it − 1 along the last axis, the start among them."""
    value = np.cumprod(1 + returns, axis=-1)
    peak = np.maximum(np.maximum.accumulate(value, axis=-1), 1.0)
    return np.minimum((value / peak - 1).min(axis=-1), 0.0)
