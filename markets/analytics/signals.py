"""Breakout signals: in above the highest close of 20 days, out under the lowest of 10."""

from typing import NamedTuple

import numpy as np

from markets.analytics import windows
from markets.analytics.kinds import COIN
from markets.analytics.panel import View
from markets.analytics.series import shift

ENTRY_DAYS, EXIT_DAYS = 20, 10
SIGNALLED_FROM = 30  # closes since the last gap


class Signals(NamedTuple):
    """(T, N) 1, −1 or 0, NaN before there can be one.

    `trend` is the state: 1 since the last close above the channel, −1 since the last under it, 0
    before either. `signal` is the state on the day it changes, else 0.
    """

    signal: np.ndarray
    trend: np.ndarray


def signals(view: View) -> Signals:
    """Of every day; each run of closes after a gap begins anew.

    Between both channels the state stays: Donchian's rule, whose two lengths are its hysteresis.
    """
    close = view.close
    before = shift(close, 1)
    known = np.isfinite(close)
    rise = _whole(before, ENTRY_DAYS) & (close > windows.highest(before, days=ENTRY_DAYS))
    fall = _whole(before, EXIT_DAYS) & (close < windows.lowest(before, days=EXIT_DAYS))
    day = np.arange(len(close))[:, None]
    begun = np.maximum.accumulate(np.where(known & np.isnan(before), day, -1), axis=0)
    event = np.maximum.accumulate(np.where(rise | fall, day, -1), axis=0)
    state = np.where(np.take_along_axis(rise, np.maximum(event, 0), axis=0), 1.0, -1.0)
    state = np.where((event >= begun) & (event >= 0), state, 0.0)
    earlier = np.zeros(close.shape)
    earlier[1:] = np.where(begun[1:] == begun[:-1], state[:-1], 0.0)
    shown = known & (day - begun >= SIGNALLED_FROM - 1) & (view.kinds == COIN)
    signal = np.where(state != earlier, state, 0.0)
    return Signals(np.where(shown, signal, np.nan), np.where(shown, state, np.nan))


def _whole(values: np.ndarray, days: int) -> np.ndarray:
    return windows.known(values, days=days) == days
