"""The forecast and the market's figures the plain way: pandas and loops, for coins without holes.

They check the arrays' results, and are what benchmarks compare with.
"""

import numpy as np
import pandas as pd
from scipy import stats

from markets.analytics.forecast import LEVELS
from markets.analytics.panel import Panel


def plain_quantiles(panel: Panel, horizon: int) -> np.ndarray:
    """(T, N, 7) of coins that have a range every day."""
    opened, high, low, close = (
        pd.DataFrame(values, index=panel.days, columns=list(panel.assets))
        for values in (panel.open, panel.high, panel.low, panel.close)
    )
    returns = np.log(close / close.shift())
    night, span, body = np.log(opened / close.shift()), np.log(high / low), np.log(close / opened)
    variance = (night**2 + 0.5 * span**2 - (2 * np.log(2) - 1) * body**2).clip(lower=1e-8)
    part = _pooled(close, returns, variance, horizon)
    student = stats.t.ppf(LEVELS, 4) * np.sqrt(horizon / 2)
    both = np.full(part.shape, np.nan)
    for place, asset in enumerate(close):
        squares = returns[asset].iloc[1:] ** 2
        seeded = pd.concat([pd.Series([squares[:30].mean()]), squares[30:]])
        ewma = seeded.ewm(alpha=0.03, adjust=False).mean().to_numpy()
        both[30:, place] = (np.sqrt(ewma)[:, None] * student + part[30:, place]) / 2
    both[:365] = np.nan
    return both


def _pooled(close, returns, variance, horizon) -> np.ndarray:
    means = {
        days: np.log(variance.rolling(days, min_periods=-(-days // 2)).mean())
        for days in (1, 5, 22, 66, 250)
    }
    means[250] = means[250].fillna(means[66])
    explained_by = [pd.DataFrame(1.0, close.index, close.columns), *means.values()]
    for days in (5, 22):
        explained_by.append(close * 0 + means[days].mean(axis=1).to_numpy()[:, None])
    explained_by.append(returns.clip(upper=0) / np.exp(means[22] / 2))
    x = np.stack([frame.to_numpy() for frame in explained_by], axis=-1)
    y = np.log(variance.rolling(horizon).mean()).shift(-horizon).to_numpy()
    outcome = np.log(close.shift(-horizon) / close).to_numpy()
    result = np.full((*close.shape, 7), np.nan)
    firsts = np.flatnonzero(close.index.day == 1)
    for fitted, until in zip(firsts, [*firsts[1:], len(close)], strict=True):
        known = slice(0, max(fitted - horizon + 1, 0))
        whole = np.isfinite(x[known]).all(axis=-1) & np.isfinite(y[known])
        rows, told = x[known][whole], y[known][whole]
        beta = np.linalg.solve(rows.T @ rows + 1e-3 * np.eye(9), rows.T @ told)
        scale = np.exp(x @ beta / 2)
        recent = slice(max(fitted - horizon - 729, 0), known.stop)
        shapes = outcome[recent] / scale[recent]
        if np.isfinite(shapes).sum() < 300:
            continue
        pooled = np.nanquantile(shapes, [*LEVELS, 0.5])
        for place in range(close.shape[1]):
            own = shapes[:, place][np.isfinite(shapes[:, place])]
            own = np.quantile(own, [*LEVELS, 0.5]) if len(own) >= 200 else pooled
            shape = (own - own[-1] + pooled - pooled[-1])[:-1] / 2
            result[fitted:until, place] = scale[fitted:until, place, None] * shape
    return result


def plain_market(panel: Panel) -> dict[str, np.ndarray]:
    """Of coins that all have a cap and enough volume; the first one is Bitcoin."""
    close = pd.DataFrame(panel.close)
    ranked = close.notna().cumsum() >= 90
    cap = pd.DataFrame(panel.extras["market_cap"]).where(ranked)
    bitcoin, total = cap[0], cap.sum(axis=1, min_count=1)
    figures = {
        "total_cap": total,
        "altcoin_cap": cap.drop(columns=0).sum(axis=1, min_count=1),
        "dominance": 100 * bitcoin / total,
        "dominance_ex_stable": 100 * bitcoin / total,
    }
    ahead = close.pct_change(90)
    largest = cap.drop(columns=0).rank(axis=1, ascending=False) <= 50
    for name, members in (("season", largest), ("season_then", largest.shift(90) == 1)):
        gap = ahead.drop(columns=0).sub(ahead[0], axis=0).where(members)
        share = 100 * ((gap > 0) + 0.5 * (gap == 0)).sum(axis=1) / gap.notna().sum(axis=1)
        figures[name] = share.where(gap.notna().sum(axis=1) >= 30)
    for days in (50, 200):
        average = close.rolling(days).mean().where(ranked)
        figures[f"breadth_{days}"] = (
            100 * (close > average).sum(axis=1) / average.notna().sum(axis=1)
        )
    index = _index(close.pct_change().to_numpy(), cap.to_numpy())
    figures |= _regime(pd.Series(index))
    return {name: np.asarray(values, dtype=float) for name, values in figures.items()}


def _index(growth: np.ndarray, cap: np.ndarray) -> np.ndarray:
    index = np.full(len(cap), np.nan)
    for t in range(1, len(cap)):
        known = np.isfinite(cap[t - 1])
        if not known.any():
            continue
        weights = cap[t - 1, known] / cap[t - 1, known].sum()
        fixed = np.zeros(len(weights), dtype=bool)
        while (weights > 0.25 + 1e-12).any():
            fixed |= weights > 0.25 + 1e-12
            rest = 1 - 0.25 * fixed.sum()
            weights = np.where(fixed, 0.25, weights / weights[~fixed].sum() * rest)
        before = 1.0 if np.isnan(index[t - 1]) else index[t - 1]
        index[t - 1] = before
        index[t] = before * (1 + weights @ growth[t, known])
    return index


def _regime(index: pd.Series) -> dict[str, object]:
    average = index.rolling(200).mean()
    volatility = index.pct_change(fill_method=None).rolling(30).std()
    calm, stressed = (volatility.rolling(730).quantile(level) for level in (0.7, 0.8))
    trend, stress, trends, stresses = 0, 0, [], []
    for t in range(len(index)):
        trend = 1 if index[t] > 1.02 * average[t] else -1 if index[t] < 0.98 * average[t] else trend
        stress = 1 if volatility[t] > stressed[t] else 0 if volatility[t] < calm[t] else stress
        trends.append(trend)
        stresses.append(stress)
    return {"index": index, "trend": trends, "stress": stresses}
