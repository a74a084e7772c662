"""Fear and greed of the simulated market: how far Bitcoin has come in 30 days, for its pace."""

import numpy as np

from markets.providers.simulated.paths import Paths

DAYS = 30


def moods(paths: Paths) -> np.ndarray:
    """(days,) From 0, fear, to 100, greed, of closes up to each day; NaN before the first 30 days.

    100 ÷ (1 + e^−z), where z is the log return of 30 days in standard deviations of such a return.
    """
    log_close = paths.log_close[paths.index["bitcoin"]]
    found = np.full(len(log_close), np.nan)
    if len(log_close) > DAYS:
        steps = np.lib.stride_tricks.sliding_window_view(np.diff(log_close), DAYS)
        z = steps.sum(axis=1) / (steps.std(axis=1) * np.sqrt(DAYS))
        found[DAYS:] = np.round(100.0 / (1.0 + np.exp(-z)))
    return found
