"""Support and resistance: prices at which the market has turned before."""

from dataclasses import dataclass

import numpy as np

from markets.analytics.series import EQUAL

REACH = 5
WINDOW_DAYS = 365
HALF_LIFE_DAYS = 180
LEAST_PIVOTS = 2
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Level:
    """A price in dollars where closes have turned; `strength` counts them, halved in 180 days."""

    price: float
    strength: float
    pivots: int


@dataclass(frozen=True, slots=True)
class Levels:
    """The three nearest on either side of the last close, the nearest first."""

    support: tuple[Level, ...]
    resistance: tuple[Level, ...]


def support_and_resistance(close: np.ndarray, *, atr: float) -> Levels:
    """Levels of one asset's closes (T,) up to the last, whose average true range is `atr` dollars.

    Pivots of the last 365 days join, in order of price, while one is within ½ ATR ÷ close of the
    mean of its group's logarithms. A level has at least two; its price is their mean weighed by
    0.5^(age ÷ 180 days). A level at the close itself is neither.
    """
    close = close[-WINDOW_DAYS:]
    if not len(close) or not np.isfinite(close[-1]) or not np.isfinite(atr):
        return Levels((), ())
    places = pivots(close)
    places = places[np.argsort(close[places], kind="stable")]
    groups = _joined(np.log(close[places]), apart=0.5 * atr / close[-1])
    found = [
        _level(close[places[group]], ages=len(close) - 1 - places[group])
        for group in groups
        if len(group) >= LEAST_PIVOTS
    ]
    # A mean of equal prices is rounded.
    below = [level for level in reversed(found) if level.price < close[-1] * (1 - EQUAL)]
    above = [level for level in found if level.price > close[-1] * (1 + EQUAL)]
    return Levels(tuple(below[:SHOWN]), tuple(above[:SHOWN]))


def pivots(close: np.ndarray) -> np.ndarray:
    """Where a close is the highest or lowest of the 5 days on either side, all of them known.

    It is a pivot from 5 days later on. Equal extremes each count, but no day of a still stretch.
    """
    span = 2 * REACH + 1
    if len(close) < span:
        return np.array([], dtype=int)
    around = np.lib.stride_tricks.sliding_window_view(close, span)
    high, low = around.max(axis=1), around.min(axis=1)
    middle = close[REACH:-REACH]
    return REACH + np.flatnonzero(((middle == high) | (middle == low)) & (high > low))


def _joined(logs: np.ndarray, *, apart: float) -> list[np.ndarray]:
    """Groups of places of ascending logarithms."""
    groups: list[list[int]] = []
    for place, value in enumerate(logs):
        if groups and value - logs[groups[-1]].mean() <= apart:
            groups[-1].append(place)
        else:
            groups.append([place])
    return [np.array(group) for group in groups]


def _level(prices: np.ndarray, *, ages: np.ndarray) -> Level:
    weights = 0.5 ** (ages / HALF_LIFE_DAYS)
    return Level(float(weights @ prices / weights.sum()), float(weights.sum()), len(prices))
