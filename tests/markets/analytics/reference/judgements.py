"""Grades of the last day, and signals and forecasts of every day."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy import stats

from tests.markets.analytics.reference.files import Market

LEVELS = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
# (weight, points with the sign of what is better); points of size have a rank in their tier too.
FAMILIES = {
    "trader": {
        "technical": (40, ("+ret_14d", "+sma_gap_50", "+from_high_365")),
        "risk": (40, ("-vol_30", "-max_30", "-beta_180", "-idio_vol_180")),
        "liquidity": (20, ("-amihud_30", "+volume_30")),
    },
    "investor": {
        "quality": (25, ("-vol_90", "-beta_180", "+max_dd_365", "-amihud_30")),
        "usage": (25, ("+address_growth", "+fees_growth", "+tvl_growth_30")),
        "technology": (15, ("+commits_4w",) * 5),
        "valuation": (35, ("-cap_tvl", "-cap_fees", "-nvt_90", "-mvrv", "-dilution",
                           "-supply_growth_365")),
    },
}  # fmt: skip
OF_SIZE = {"amihud_30", "volume_30", "cap_tvl", "cap_fees"}


def ranks(values: pd.Series) -> pd.Series:
    known = values.dropna()
    if len(known) < 5:
        return pd.Series(np.nan, values.index)
    # Of twelve digits: what differs by less is equal.
    place = stats.rankdata([float(f"{value:.11e}") for value in known], method="average")
    return pd.Series(100 * (place - 0.5) / len(known), known.index).reindex(values.index)


def grades(market: Market, points: Mapping[str, Mapping[str, float]]) -> dict[str, pd.DataFrame]:
    """By grade a frame of `value`, `coverage` and a column a family, of the ranked coins."""
    today = market.ranked.iloc[-1]
    table = pd.DataFrame(points).T.reindex(today[today].index)
    caps = market.cap.iloc[-1].reindex(table.index)
    tiers = [caps > 1e10, (caps >= 1e9) & (caps <= 1e10), caps < 1e9]
    found = {}
    for grade, families in FAMILIES.items():
        scores = {}
        for family, (_, names) in families.items():
            columns = []
            for name in names:
                values = table.get(name[1:], pd.Series(np.nan, table.index))
                values = values if name[0] == "+" else -values
                own = ranks(values)
                for tier in tiers if name[1:] in OF_SIZE else ():
                    if tier.sum() >= 20:
                        within = ranks(values[tier]).reindex(table.index)
                        own = own.where(within.isna(), (own + within) / 2)
                columns.append(own)
            ranked = pd.concat(columns, axis=1)
            half = ranked.notna().sum(axis=1) >= len(names) / 2
            scores[family] = ranked.mean(axis=1).where(half)
        frame = pd.DataFrame(scores)
        weights = pd.Series({family: float(weight) for family, (weight, _) in families.items()})
        coverage = (frame.notna() * weights).sum(axis=1)
        mean = (frame * weights).sum(axis=1) / coverage
        value = ranks(mean.where(coverage >= 25))
        found[grade] = frame.assign(value=value, coverage=coverage)
    return found


def signals(market: Market, asset: str) -> tuple[np.ndarray, np.ndarray]:
    """(signal, trend) of each day: out of a channel of 20 days above, of 10 below."""
    closes = market.close[asset].to_numpy()
    signal, trend = np.full(len(closes), np.nan), np.full(len(closes), np.nan)
    run: list[float] = []
    state = 0
    for t, close in enumerate(closes):
        if np.isnan(close):
            run, state = [], 0
            continue
        before = state
        if len(run) >= 20 and close > max(run[-20:]):
            state = 1
        elif len(run) >= 10 and close < min(run[-10:]):
            state = -1
        run.append(close)
        if len(run) >= 30 and market.kinds[asset].iloc[t] == "coin":
            signal[t], trend[t] = state if state != before else 0, state
    return signal, trend


def ewma(market: Market, asset: str) -> np.ndarray:
    """σ_E² of each day; a gap begins anew."""
    found, squares, variance = [], [], np.nan
    for r in market.r[asset]:
        if np.isnan(r):
            squares, variance = [], np.nan
        else:
            squares.append(r * r)
            if len(squares) == 30:
                variance = np.mean(squares)
            elif len(squares) > 30:
                variance = 0.97 * variance + 0.03 * r * r
        found.append(variance)
    return np.array(found)


def variances(market: Market) -> pd.DataFrame:
    night = np.log(market.price("open") / market.close.shift())
    span = np.log(market.price("high") / market.price("low"))
    body = np.log(market.close / market.price("open"))
    v = night**2 + span**2 / 2 - (2 * np.log(2) - 1) * body**2
    return v.fillna(market.r**2).clip(lower=1e-8)


def explained_by(market: Market, v: pd.DataFrame) -> np.ndarray:
    """(T, N, 9)."""
    means = {
        days: np.log(v.rolling(days, min_periods=-(-days // 2)).mean())
        for days in (1, 5, 22, 66, 250)
    }
    means[250] = means[250].fillna(means[66])
    coin = market.kinds == "coin"
    columns = [pd.DataFrame(1.0, v.index, v.columns), *means.values()]
    for days in (5, 22):
        mean = means[days].where(coin).mean(axis=1)
        columns.append(pd.DataFrame(dict.fromkeys(v.columns, mean)))
    columns.append(market.r.clip(upper=0) / np.exp(means[22] / 2))
    return np.stack([column.to_numpy() for column in columns], axis=-1)


def quantiles(market: Market, horizon: int) -> np.ndarray:
    """(T, N, 7) of the log return over the horizon; NaN where there is no forecast."""
    v = variances(market)
    x, coin = explained_by(market, v), (market.kinds == "coin").to_numpy()
    y = np.log(v.rolling(horizon).mean().shift(-horizon)).to_numpy()
    outcome = np.log(market.close.shift(-horizon) / market.close).to_numpy()
    student = stats.t.ppf(LEVELS, 4) * np.sqrt(horizon / 2)
    own = np.stack([np.sqrt(ewma(market, asset)) for asset in market.assets], axis=1)
    returns = market.r.notna()
    told = returns & (returns.cumsum() >= 365) & ~market.kinds.isin(["stablecoin", "fiat"])
    result = np.full((*own.shape, 7), np.nan)
    firsts = np.flatnonzero(market.days.day == 1)
    for fitted, until in zip(firsts, [*firsts[1:], len(x)], strict=True):
        known = np.arange(len(x)) <= fitted - horizon
        whole = known[:, None] & coin & np.isfinite(x).all(axis=-1) & np.isfinite(y)
        if not whole.any():
            continue
        rows = x[whole]
        beta = np.linalg.solve(rows.T @ rows + 1e-3 * np.eye(9), rows.T @ y[whole])
        scale = np.exp(x @ beta / 2)
        recent = known & (np.arange(len(x)) > fitted - horizon - 730)
        shapes = np.where(recent[:, None], outcome / scale, np.nan)
        pool = shapes[coin & np.isfinite(shapes)]
        if len(pool) < 300:
            continue
        pooled = np.quantile(pool, LEVELS) - np.median(pool)
        for place in range(own.shape[1]):
            mine = shapes[:, place][np.isfinite(shapes[:, place])]
            shape = np.quantile(mine, LEVELS) - np.median(mine) if len(mine) >= 200 else pooled
            b = scale[fitted:until, place, None] * (shape + pooled) / 2
            a = own[fitted:until, place, None] * student
            result[fitted:until, place] = np.sort((a + b) / 2, axis=-1)
    result[~told.to_numpy()] = np.nan
    return result
