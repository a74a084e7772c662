"""Categories of coins against the market: how far ahead, with what volume and breadth."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from markets.analytics import windows
from markets.analytics.grades.ranks import rank_among
from markets.analytics.market.breadth import is_above_average
from markets.analytics.market.index import index_returns
from markets.analytics.market.totals import sum_known
from markets.analytics.panel import View
from markets.analytics.series import reaches, row_mean, shift, whole

LEAST_COINS = 5
SPANS = (14, 30, 90)
TURN_VOLUME, TURN_BREADTH, TURN_DAYS, TURN_APART = 1.25, 20.0, 14, 30


@dataclass(frozen=True, slots=True)
class Narratives:
    """Every category's figures, each (T, C) in the order of `categories`; NaN where unknown.

    `ahead` holds by days how far the category's log return is above the market's; `volume_share`
    is its fraction of the volume, `volume_trend` the 7- over the 90-day mean of that; `breadth` the
    percentage of its coins above their 50-day average; `momentum` 0–100; `turns` says on which days
    one turned.
    """

    categories: tuple[str, ...]
    coins: np.ndarray
    ahead: Mapping[int, np.ndarray]
    volume_share: np.ndarray
    volume_trend: np.ndarray
    breadth: np.ndarray
    momentum: np.ndarray
    turns: np.ndarray


def narratives(view: View, *, members: Mapping[str, np.ndarray] | None = None) -> Narratives:
    """The figures of each category with at least 5 ranked coins on a day.

    `members` says which assets (T, N) belonged to it on each day, as recorded at the time; without
    it, those that the panel lists, whose membership may have been learnt later.
    """
    members = _listed(view) if members is None else members
    names = tuple(sorted(members))
    is_above = is_above_average(view, days=50)
    # One category's assets at a time: those of all days and categories would need gigabytes.
    columns = [_figures(view, view.is_ranked & members[name], is_above) for name in names]
    shape = (len(columns), 4, len(view.panel.days))
    coins, returns, volume, above = np.array(columns).reshape(shape).transpose(1, 2, 0)
    coins = coins.astype(int)
    enough = coins >= LEAST_COINS
    ahead = _ahead(view, returns, enough)
    total = sum_known(view.panel.volume, view.is_ranked)
    share = windows.divide(volume, total[:, None])
    trend = windows.divide(whole(windows.mean, share, days=7), whole(windows.mean, share, days=90))
    share, trend, above = (np.where(enough, values, np.nan) for values in (share, trend, above))
    momentum = _mean_rank(ahead[30], ahead[90], trend, above)
    turns = _turns(ahead, trend, above)
    return Narratives(names, coins, ahead, share, trend, above, momentum, turns)


def ranks_among(values: np.ndarray) -> np.ndarray:
    """Ranks (T, C) from 0 to 100 among the categories of each day."""
    return rank_among(values, np.isfinite(values))


def _listed(view: View) -> dict[str, np.ndarray]:
    """Membership by the panel's categories, the same on every day."""
    names = frozenset().union(*view.panel.categories)
    return {
        name: np.array([name in listed for listed in view.panel.categories])[None, :]
        for name in names
    }


def _figures(view: View, ranked: np.ndarray, is_above: np.ndarray) -> tuple[np.ndarray, ...]:
    """Of a category's ranked coins, (T,) each: how many, their index's returns, volume, breadth."""
    coins = ranked.sum(axis=1)
    returns = index_returns(view, ranked & (coins >= LEAST_COINS)[:, None])
    volume = sum_known(view.panel.volume, ranked)
    return coins, returns, volume, 100.0 * row_mean(is_above, ranked)


def _ahead(view: View, returns: np.ndarray, enough: np.ndarray) -> dict[int, np.ndarray]:
    market = np.log1p(index_returns(view, view.is_ranked))
    daily = np.log1p(returns) - market[:, None]
    result = {}
    for days in SPANS:
        known = windows.known(daily, days=days) == days
        total = windows.total(daily, days=days)
        result[days] = np.where(known & enough, total, np.nan)
    return result


def _mean_rank(*figures: np.ndarray) -> np.ndarray:
    """The mean of the ranks among categories; NaN where fewer than half are known."""
    ranks = np.array([ranks_among(values) for values in figures])
    known = np.isfinite(ranks)
    mean = windows.divide(np.where(known, ranks, 0.0).sum(axis=0), known.sum(axis=0))
    return np.where(2 * known.sum(axis=0) >= len(figures), mean, np.nan)


def _turns(ahead: Mapping[int, np.ndarray], trend: np.ndarray, above: np.ndarray) -> np.ndarray:
    """Behind over 90 days, ahead over 14, with more volume and breadth; once in 30 days."""
    could = (ranks_among(ahead[90]) < 50) & (ranks_among(ahead[14]) >= 75)
    could &= reaches(trend, TURN_VOLUME)
    could &= reaches(above - shift(above, TURN_DAYS), TURN_BREADTH)
    turns = np.zeros(could.shape, dtype=bool)
    last = np.full(could.shape[1], -TURN_APART)
    for t in np.flatnonzero(could.any(axis=1)):
        turns[t] = could[t] & (t - last >= TURN_APART)
        last[turns[t]] = t
    return turns
