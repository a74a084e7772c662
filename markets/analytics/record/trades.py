"""What following a signal on one asset did: each time in and out of the market."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from markets.analytics.record.signals import Outcome, followed_returns, outcome
from markets.analytics.series import column_slices

COST = 0.0010


@dataclass(frozen=True, slots=True)
class Trade:
    """From the close of one day to that of another, which is None while the position is open.

    `result` is the simple return before costs, up to the last close if the position is open.
    """

    entered_on: date
    entry: float
    left_on: date | None
    exit: float
    result: float

    @property
    def is_open(self) -> bool:
        return self.left_on is None


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """Following and holding one asset over the same n days; `cost` is that of a change."""

    following: Outcome
    holding: Outcome
    cost: float
    n: int


def trades_of(
    days: Sequence[date], close: np.ndarray, trend: Sequence[int | None]
) -> tuple[Trade, ...]:
    """The trades of a history, oldest first. A day without a close neither opens nor ends one.

    What the first day is in counts from that day on.
    """
    trades: list[Trade] = []
    entered: tuple[date, float] | None = None
    for day, price, state in zip(days, close.tolist(), trend, strict=True):
        if not price > 0:
            continue
        if state == 1 and entered is None:
            entered = day, price
        elif state != 1 and entered is not None:
            trades.append(Trade(*entered, day, price, price / entered[1] - 1))
            entered = None
    if entered is not None:
        last = close[np.isfinite(close)][-1].item()
        trades.append(Trade(*entered, None, last, last / entered[1] - 1))
    return tuple(trades)


def trade_hits(trend: np.ndarray, close: np.ndarray) -> tuple[int, int]:
    """How many closed trades of all assets (T, N) gained after costs, and of how many.

    A day without a close neither opens nor ends a trade.
    """
    found = [_hits(trend[:, columns], close[:, columns]) for columns in column_slices(close.shape)]
    return sum(gained for gained, _ in found), sum(closed for _, closed in found)


def _hits(trend: np.ndarray, close: np.ndarray) -> tuple[int, int]:
    known = np.isfinite(close)
    row = np.maximum.accumulate(np.where(known, np.arange(len(close))[:, None], -1), axis=0)
    held = (row >= 0) & (np.take_along_axis(trend, np.maximum(row, 0), axis=0) == 1)
    entered = held & ~np.vstack([np.zeros((1, held.shape[1]), dtype=bool), held[:-1]])
    left = ~held & np.vstack([np.zeros((1, held.shape[1]), dtype=bool), held[:-1]])
    # In each column entries and exits take turns; the last one may be open.
    entered &= np.cumsum(entered, axis=0) <= left.sum(axis=0)
    growth = close.T[left.T] / close.T[entered.T]
    return int((growth * (1 - COST) ** 2 > 1).sum()), len(growth)


def own_record(close: np.ndarray, trend: Sequence[int | None]) -> OwnRecord:
    """Of closes and trends (T,), after the first 396 closes; `n` is 0 where there are no more."""
    states = np.array([np.nan if state is None else state for state in trend], dtype=float)
    returns = np.full((len(close), 1), np.nan)
    returns[1:, 0] = close[1:] / close[:-1] - 1
    followed, _ = followed_returns(states[:, None], returns, cost=COST)
    counted = np.isfinite(followed[:, 0])
    return OwnRecord(
        following=outcome(followed[counted, 0]),
        holding=outcome(returns[counted, 0]),
        cost=COST,
        n=int(counted.sum()),
    )
