"""How many coins take part: above their averages, ahead of Bitcoin."""

import numpy as np

from markets.analytics.panel import View
from markets.analytics.points.technical import gap_to_average, growth
from markets.analytics.series import row_mean
from markets.wording import gettext_noop as _

SEASON_DAYS, SEASON_COINS, SEASON_LEAST = 90, 50, 30
ALT_SEASON, BITCOIN_SEASON = 75.0, 25.0
# Returns nearer than this are equal: a coin's unit may move their last bits.
_EQUAL = 1e-12


def is_above_average(view: View, *, days: int) -> np.ndarray:
    """(T, N) 1 where the close is above its simple average of `days`, else 0; NaN where unknown."""
    gap = np.concatenate([gap_to_average(part, days) for part in view.parts()], axis=1)
    return np.where(np.isfinite(gap), gap > _EQUAL, np.nan)


def breadth(view: View, *, days: int) -> np.ndarray:
    """(T,) The percentage of ranked coins above their average, of those that have one."""
    return 100.0 * row_mean(is_above_average(view, days=days), view.is_ranked)


def season_figures(view: View) -> dict[str, np.ndarray]:
    """`season` and `season_then`, (T,): the percentage of large coins ahead of Bitcoin in 90 days.

    The large are the 50 ranked coins but Bitcoin with the highest caps, on the day itself or, for
    `season_then`, 90 days before: today's large coins are those that rose, which flatters. A return
    equal to Bitcoin's counts half; fewer than 30 with a return are too few (NaN).
    """
    large = _largest(view)
    then = np.zeros_like(large)
    then[SEASON_DAYS:] = large[:-SEASON_DAYS]
    ahead = ahead_of_bitcoin(view, days=SEASON_DAYS)
    return {"season": _share(ahead, large), "season_then": _share(ahead, then)}


def season_in_words(season: float) -> str | None:
    """From 75 on "altcoin season", up to 25 "Bitcoin season"; None between them or unknown."""
    if season >= ALT_SEASON:
        return _("altcoin season")
    return _("Bitcoin season") if season <= BITCOIN_SEASON else None


def ahead_of_bitcoin(view: View, *, days: int) -> np.ndarray:
    """(T, N) 1 where a return over `days` is above Bitcoin's, ½ where equal, 0 below; else NaN."""
    returns = growth(view, days)
    bitcoins = np.full((len(returns), 1), np.nan)
    if view.panel.is_bitcoin.any():
        bitcoins = returns[:, view.panel.is_bitcoin]
    gap = returns - bitcoins
    return 0.5 + 0.5 * np.sign(np.where(np.abs(gap) <= _EQUAL, 0.0, gap))


def _largest(view: View) -> np.ndarray:
    """The 50 with the highest caps, and what has the same cap as the last of them."""
    eligible = view.is_ranked & np.isfinite(view.cap) & ~view.panel.is_bitcoin
    caps = np.where(eligible, view.cap, -np.inf)
    place = max(caps.shape[1] - SEASON_COINS, 0)
    return eligible & (caps >= np.partition(caps, place, axis=1)[:, [place]])


def _share(ahead: np.ndarray, members: np.ndarray) -> np.ndarray:
    count = (members & np.isfinite(ahead)).sum(axis=1)
    return np.where(count >= SEASON_LEAST, 100.0 * row_mean(ahead, members), np.nan)
