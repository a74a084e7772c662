"""What all coins are worth together, and Bitcoin's part of it."""

import numpy as np

from markets.analytics.panel import STABLECOIN, View
from markets.analytics.series import shift
from markets.analytics.windows import divide


def cap_figures(view: View) -> dict[str, np.ndarray]:
    """Caps in dollars and Bitcoin's share of them in percent, each (T,); NaN where none is known.

    `total_cap` sums the caps of ranked coins and of stablecoins, `altcoin_cap` those of ranked
    coins but Bitcoin. `dominance` is Bitcoin's share of the total, `dominance_ex_stable` of ranked
    coins alone; both need Bitcoin among the ranked.
    """
    bitcoin = view.panel.is_bitcoin
    is_stable = view.kinds == STABLECOIN
    coins = sum_known(view.cap, view.is_ranked)
    total = sum_known(view.cap, view.is_ranked | is_stable)
    own = sum_known(view.cap, view.is_ranked & bitcoin)
    return {
        "total_cap": total,
        "altcoin_cap": sum_known(view.cap, view.is_ranked & ~bitcoin),
        "dominance": 100.0 * divide(own, total),
        "dominance_ex_stable": 100.0 * divide(own, coins),
    }


def change_in_points(percentages: np.ndarray, *, days: int = 30) -> np.ndarray:
    """How many points a percentage (T,) is above that of so many days before."""
    return percentages - shift(percentages, days)


def sum_known(values: np.ndarray, among: np.ndarray) -> np.ndarray:
    """(T,) The sum over assets of what is known and `among`; NaN where nothing is, or too much."""
    counted = among & np.isfinite(values)
    total = np.where(counted, values, 0.0).sum(axis=1)
    return np.where(counted.any(axis=1) & np.isfinite(total), total, np.nan)
