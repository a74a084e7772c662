"""The variance of a day, from its range where it has one."""

import numpy as np

from markets.analytics.panel import View
from markets.analytics.points.quantitative import variance_of_range

FLOOR = 1e-8


def daily_variance(view: View) -> np.ndarray:
    """The range variance of each day, (T, N), at least 1e-8.

    A day without open, high or low has its squared log return; the first day of a series, and the
    first after a gap, has NaN.
    """
    of_range = variance_of_range(view)
    return np.maximum(np.where(np.isfinite(of_range), of_range, view.log**2), FLOOR)
