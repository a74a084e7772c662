"""Categories against the market, day after day, from the frames of a market."""

import numpy as np
import pandas as pd

from tests.markets.analytics.reference.files import Market
from tests.markets.analytics.reference.market import index_of, windowed

SPANS = (14, 30, 90)


def narratives_of(market: Market, members: dict[str, list[str]]) -> dict[str, pd.DataFrame]:
    """Frames of days × categories: `coins`, `ahead_14` …, `share`, `trend`, `breadth`, `momentum`,
    `turns`."""
    coins, share, breadth, ahead = {}, {}, {}, {}
    total = market.recorded("volume").where(market.ranked).sum(axis=1, min_count=1)
    daily = np.log(pd.Series(index_of(market)).pct_change(fill_method=None) + 1)
    window, enough = windowed(market.close, 50, market.age)
    above = ((market.close / window.mean() - 1) > 1e-12).where(enough)
    for name, listed in members.items():
        own = market.ranked[listed]
        coins[name] = own.sum(axis=1)
        is_whole = coins[name] >= 5
        volume = market.recorded("volume")[listed].where(own).sum(axis=1, min_count=1)
        share[name] = volume / total  # its means count the days of fewer coins too
        breadth[name] = (100 * above[listed].where(own).mean(axis=1)).where(is_whole)
        of_whole = market.ranked.copy()
        of_whole.loc[:, [one for one in market.assets if one not in listed]] = False
        of_whole.loc[~is_whole] = False
        own_daily = np.log(daily_returns(market, of_whole) + 1)
        ahead[name] = pd.Series(own_daily - daily.to_numpy(), market.days)
    frames = {"coins": coins, "share": share, "breadth": breadth}
    found = {name: pd.DataFrame(columns, market.days) for name, columns in frames.items()}
    is_whole = found["coins"] >= 5
    moves = pd.DataFrame(ahead)
    for days in SPANS:
        found[f"ahead_{days}"] = moves.rolling(days).sum().where(is_whole)
    week, quarter = (_mean(found["share"], days) for days in (7, 90))
    found["trend"] = (week / quarter).where(is_whole)
    found["share"] = found["share"].where(is_whole)
    ranks = [percent_ranks(found[name]) for name in ("ahead_30", "ahead_90", "trend", "breadth")]
    known = sum(one.notna().astype(int) for one in ranks)
    found["momentum"] = (sum(one.fillna(0.0) for one in ranks) / known).where(known >= 2)
    found["turns"] = _turns(found)
    return found


def daily_returns(market: Market, members: pd.DataFrame) -> np.ndarray:
    """Of an index of the members of the day before; NaN on days without any."""
    whole = Market(market.days, market.assets, market.frames, market.given)
    whole.__dict__["ranked"] = members
    level = index_of(whole)
    found = np.full(len(level), np.nan)
    held = members.any(axis=1).to_numpy()
    found[1:] = np.where(held[:-1], level[1:] / level[:-1] - 1, np.nan)
    return found


def _mean(frame: pd.DataFrame, days: int) -> pd.DataFrame:
    """Over windows that begin with a known value or later, 80% known."""
    begun = frame.notna().cummax().cumsum() >= days
    return frame.rolling(days, min_periods=int(np.ceil(0.8 * days))).mean().where(begun)


def percent_ranks(frame: pd.DataFrame) -> pd.DataFrame:
    """100 × (below + ½ equal) ÷ n among at least five."""
    rounded = frame.apply(lambda row: row.map(lambda value: float(f"{value:.11e}")), axis=1)
    count = frame.notna().sum(axis=1)
    return (rounded.rank(axis=1).sub(0.5).div(count, axis=0) * 100).where(count.ge(5), axis=0)


def _turns(found: dict[str, pd.DataFrame]) -> pd.DataFrame:
    behind, lately = (percent_ranks(found[f"ahead_{days}"]) for days in (90, 14))
    wider = found["breadth"] - found["breadth"].shift(14)
    could = (behind < 50) & (lately >= 75) & (found["trend"] >= 1.25) & (wider >= 20)
    turns = could & False
    for name in could:
        last = None
        for t in np.flatnonzero(could[name]):
            if last is None or t - last >= 30:
                turns.loc[turns.index[t], name] = True
                last = t
    return turns
