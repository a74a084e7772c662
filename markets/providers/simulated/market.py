"""Prices of the simulated market at any instant and on any day, as pure functions of a seed."""

from datetime import UTC, date, datetime, timedelta

import numpy as np

from markets.providers.base import CandleRecord
from markets.providers.simulated.intraday import (
    COARSE_LEVELS,
    FINE_BOUND,
    bridge_at,
    coarse_bridges,
)
from markets.providers.simulated.paths import Paths, build_paths
from markets.providers.simulated.supply import circulating_on
from markets.providers.simulated.universe import DAY_ZERO, FIRST_DAY, day_number

DAY_SECONDS = 86400.0
_EPOCH = datetime(DAY_ZERO.year, DAY_ZERO.month, DAY_ZERO.day, tzinfo=UTC)
# The series are cached for horizons that end a whole number of years after this one.
_FIRST_HORIZON = 2027


def split_instant(at: datetime) -> tuple[int, float]:
    """An aware instant as its day number and the part of that day gone, in [0, 1)."""
    since = at.astimezone(UTC) - _EPOCH
    seconds = since.seconds + since.microseconds / 1e6
    return since.days, seconds / DAY_SECONDS


def paths_for(seed: int, day: int, *, momentum: float | None = None) -> Paths:
    """The daily series, long enough to hold `day`."""
    year = max((DAY_ZERO + timedelta(days=day + 1)).year, _FIRST_HORIZON)
    return build_paths(seed, day_number(date(year, 12, 31)) + 1, momentum=momentum)


def alive(paths: Paths, day: int) -> np.ndarray:
    """The rows of the assets that have a price on this day."""
    rows = [
        row
        for row, asset in enumerate(paths.assets)
        if asset.launch <= day and (asset.death is None or day <= asset.death)
    ]
    return np.array(rows, dtype=np.int64)


def prices_at(paths: Paths, rows: np.ndarray, *, day: int, moment: np.ndarray) -> np.ndarray:
    """USD prices, shape (rows, moments); `moment` holds parts of one day in [0, 1)."""
    total = _own_log_price(paths, rows, day=day, moment=moment)
    pegged = paths.parent[rows] >= 0
    if pegged.any():
        parents = paths.parent[rows[pegged]]
        total[pegged] += _own_log_price(paths, parents, day=day, moment=moment)
    return np.exp(total)


def _own_log_price(paths: Paths, rows: np.ndarray, *, day: int, moment: np.ndarray) -> np.ndarray:
    before, after = paths.log_close[rows, day - 1], paths.log_close[rows, day]
    bridge = bridge_at(
        keys=paths.keys[rows][:, None], days=np.array([[day]]), moments=moment[None, :]
    )
    return (
        before[:, None]
        + moment[None, :] * (after - before)[:, None]
        + paths.sigma[rows, day][:, None] * bridge
    )


def candles(seed: int, paths: Paths, row: int, *, start: date, end: date) -> list[CandleRecord]:
    """The days from `start` to `end`, both included, on which the asset had a price."""
    asset = paths.assets[row]
    first = max(day_number(max(start, FIRST_DAY)), asset.launch)
    last = day_number(end) if asset.death is None else min(day_number(end), asset.death)
    if last < first:
        return []
    days = np.arange(first, last + 1)
    inside, spare = _coarse_path(paths, row, days)
    if paths.parent[row] >= 0:
        parent_path, parent_spare = _coarse_path(paths, int(paths.parent[row]), days)
        inside, spare = inside + parent_path, spare + parent_spare
    high = np.exp(inside.max(axis=1) + spare)
    low = np.exp(inside.min(axis=1) - spare)
    opens, closes = np.exp(inside[:, 0]), np.exp(inside[:, -1])
    volumes = np.exp(paths.log_volume[row, days])
    caps = closes * circulating_on(seed, asset, days)
    return [
        CandleRecord(
            day=DAY_ZERO + timedelta(days=int(number)),
            open=float(opens[i]),
            high=float(high[i]),
            low=float(low[i]),
            close=float(closes[i]),
            volume=float(volumes[i]),
            market_cap=float(caps[i]),
        )
        for i, number in enumerate(days)
    ]


def _coarse_path(paths: Paths, row: int, days: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The day's logarithmic path at even moments, and how far the finer levels may leave it."""
    count = 2**COARSE_LEVELS
    moments = np.arange(count + 1) / count
    before, after = paths.log_close[row, days - 1], paths.log_close[row, days]
    sigma = paths.sigma[row, days]
    bridge = coarse_bridges(key=int(paths.keys[row]), days=days)
    line = before[:, None] * (1 - moments) + after[:, None] * moments
    return line + sigma[:, None] * bridge, sigma * FINE_BOUND
