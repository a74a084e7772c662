"""The figures of the whole market, day after day."""

import numpy as np
import pandas as pd

from tests.markets.analytics.reference.files import Market


def market_of(market: Market, *, rows: int) -> dict[str, np.ndarray]:
    """Of the last `rows` days."""
    figures = {
        **caps(market),
        **seasons(market, market.cap.where(market.ranked).drop(columns="BTC"), rows=rows),
        "breadth_50": breadth(market, 50),
        "breadth_200": breadth(market, 200),
        **regime(index_of(market)),
    }
    return {name: np.asarray(values, dtype=float)[-rows:] for name, values in figures.items()}


def caps(market: Market) -> dict[str, pd.Series]:
    coins = market.cap.where(market.ranked)
    counted = market.ranked | (market.kinds == "stablecoin")
    total = market.cap.where(counted).sum(axis=1, min_count=1)
    return {
        "total_cap": total,
        "altcoin_cap": coins.drop(columns="BTC").sum(axis=1, min_count=1),
        "dominance": 100 * coins["BTC"] / total,
        "dominance_ex_stable": 100 * coins["BTC"] / coins.sum(axis=1, min_count=1),
    }


def windowed(frame: pd.DataFrame, days: int, age: pd.DataFrame):
    """A rolling window of which 80% is known and that the asset is old enough for."""
    enough = (frame.rolling(days, min_periods=1).count() >= 0.8 * days) & (age >= days - 1)
    return frame.rolling(days, min_periods=1), enough & frame.notna()


def seasons(market: Market, caps: pd.DataFrame, *, rows: int) -> dict[str, list[float]]:
    _, enough = windowed(market.close, 91, market.age)
    returns = (market.close / market.close.shift(90) - 1).where(enough)
    found: dict[str, list[float]] = {"season": [], "season_then": []}
    for t in range(len(caps) - rows, len(caps)):
        for name, at in (("season", t), ("season_then", t - 90)):
            day = caps.iloc[at].dropna() if at >= 0 else pd.Series(dtype=float)
            members = day[day >= day.nlargest(50).min()].index
            ahead = (returns[members].iloc[t] - returns["BTC"].iloc[t]).dropna()
            tied = ahead.abs() < 1e-12
            share = 100 * ((ahead > 0) & ~tied).mean() + 50 * tied.mean()
            found[name].append(share if len(ahead) >= 30 else np.nan)
    return found


def breadth(market: Market, days: int) -> pd.Series:
    window, enough = windowed(market.close, days, market.age)
    average = window.mean().where(enough & market.ranked)
    above = (market.close / average - 1 > 1e-12).where(average.notna())
    return 100 * above.mean(axis=1)


def index_of(market: Market) -> np.ndarray:
    """Chained from the close of the first day with ranked coins, at 1."""
    level = np.full(len(market.days), np.nan)
    cap, volume, ranked = (one.to_numpy() for one in (market.cap, market.volume_30, market.ranked))
    moves = market.x.fillna(0.0).to_numpy()
    for t in range(1, len(level)):
        level[t] = level[t - 1]
        if not ranked[t - 1].any():
            continue
        sizes = [np.nan_to_num(one[t - 1]) * ranked[t - 1] for one in (cap, volume, ranked)]
        size = next(one for one in sizes if one.any())
        if np.isnan(level[t - 1]):
            level[t - 1] = 1.0
        weights = weights_of({place: one for place, one in enumerate(size) if one > 0})
        change = sum(weight * moves[t, place] for place, weight in weights.items())
        level[t] = level[t - 1] * (1 + change)
    return level


def weights_of(size: dict[int, float]) -> dict[int, float]:
    """The largest is cut to the limit, the rest shared in proportion, until all fit."""
    limit = max(0.25, 1 / len(size))
    weights: dict[int, float] = {}
    while True:
        total = sum(one for place, one in size.items() if place not in weights)
        rest = 1 - limit * len(weights)
        free = {place: rest * one / total for place, one in size.items() if place not in weights}
        over = [place for place, weight in free.items() if weight > limit * (1 + 1e-12)]
        if not over:
            return weights | free
        weights |= dict.fromkeys(over, limit)


def regime(level: np.ndarray) -> dict[str, object]:
    index = pd.Series(level)
    average = index.rolling(200, min_periods=160).mean()
    average[index.notna().cumsum() < 200] = np.nan
    volatility = index.pct_change(fill_method=None).rolling(30).std()
    calm, stressed = (volatility.rolling(730).quantile(share) for share in (0.7, 0.8))
    trend = stress = 0
    trends, stresses = [], []
    for t in range(len(index)):
        if index[t] > 1.02 * average[t]:
            trend = 1
        elif index[t] < 0.98 * average[t]:
            trend = -1
        if volatility[t] > stressed[t]:
            stress = 1
        elif volatility[t] < calm[t]:
            stress = 0
        trends.append(trend)
        stresses.append(stress)
    return {"index": index, "trend": trends, "stress": stresses}
