"""Technical indicators over arrays of daily figures, oldest first."""

import numpy as np


def true_range(high: np.ndarray, low: np.ndarray, close: np.ndarray) -> np.ndarray:
    """max(high, close before) − min(low, close before), in money; the first day has NaN."""
    ranges = np.full(len(close), np.nan)
    before = close[:-1]
    ranges[1:] = np.maximum(high[1:], before) - np.minimum(low[1:], before)
    return ranges


def average_true_range(
    high: np.ndarray, low: np.ndarray, close: np.ndarray, *, days: int = 14
) -> np.ndarray:
    """Wilder's ATR, in money: float64 as long as the input, NaN before it is known.

    The first value stands at index `days` and is the simple mean of the true ranges up to it;
    from then on ATR = (ATR before × (days − 1) + true range) ÷ days, as TA-Lib computes it.
    Source: J. Welles Wilder, New Concepts in Technical Trading Systems (1978).
    """
    ranges = true_range(high, low, close)
    averages = np.full(len(close), np.nan)
    if len(close) <= days:
        return averages
    average = averages[days] = ranges[1 : days + 1].mean()
    for place in range(days + 1, len(close)):
        average = averages[place] = (average * (days - 1) + ranges[place]) / days
    return averages
