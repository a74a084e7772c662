"""Whether the market rises or falls, and whether it is calm."""

import numpy as np

from markets.analytics import windows
from markets.analytics.market.index import chained
from markets.analytics.series import whole, window_quantiles
from markets.wording import gettext_noop as _

AVERAGE_DAYS, BAND = 200, 0.02
VOLATILITY_DAYS, STRESS_DAYS = 30, 730
CALM_BELOW, STRESSED_ABOVE = 0.70, 0.80
WORDS = {
    (1, 0): _("rising calm"),
    (1, 1): _("rising nervous"),
    (-1, 0): _("falling calm"),
    (-1, 1): _("falling stressed"),
}


def regime_figures(returns: np.ndarray) -> dict[str, np.ndarray]:
    """`index`, `trend` (−1, 0, 1) and `stress` (0, 1) of an index's daily returns, each (T,).

    The trend is up above 1.02 × the 200-day average, down under 0.98 ×, else as it was (0 at
    first). Stress begins when the 30-day volatility is above the 80th percentile of its last 730
    days and ends when it is under the 70th.
    """
    index = chained(returns)
    average = whole(windows.mean, index, days=AVERAGE_DAYS)
    trend = held_state(index > (1 + BAND) * average, index < (1 - BAND) * average, off=-1.0)
    volatility = _volatility(np.where(np.isfinite(index), np.nan_to_num(returns), np.nan), index)
    calm, stressed = window_quantiles(
        volatility, STRESS_DAYS, np.array([CALM_BELOW, STRESSED_ABOVE])
    ).T
    stress = held_state(volatility > stressed, volatility < calm, off=0.0)
    return {"index": index, "trend": trend, "stress": stress}


def regime_in_words(trend: float, stress: float) -> str | None:
    """Such as "falling calm"; None before the first trend."""
    return WORDS.get((int(trend), int(stress)))


def held_state(on: np.ndarray, off_at: np.ndarray, *, off: float) -> np.ndarray:
    """(T,) 1 from a day of `on`, `off` from one of `off_at`, between them as before; 0 at first."""
    change = np.where(on, 1.0, np.where(off_at, off, np.nan))
    last = np.maximum.accumulate(np.where(np.isnan(change), -1, np.arange(len(change))))
    return np.where(last >= 0, change[np.maximum(last, 0)], 0.0)


def _volatility(returns: np.ndarray, index: np.ndarray) -> np.ndarray:
    """The sample deviation of 30 returns; the index's first day has none."""
    known = np.flatnonzero(np.isfinite(index))
    returns = returns.copy()
    returns[known[:1]] = np.nan
    moments = windows.moments(returns[:, None], days=VOLATILITY_DAYS)
    return np.where(moments.count == VOLATILITY_DAYS, moments.deviation(), np.nan)[:, 0]
