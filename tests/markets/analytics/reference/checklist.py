"""The altcoin checklist, day after day, from the frames of a market."""

import numpy as np
import pandas as pd

from tests.markets.analytics.reference.files import Market
from tests.markets.analytics.reference.market import caps, index_of, windowed

RULES = ("altcoin_cap_rises", "dominance_falls", "coins_lead", "usage_grows", "volume_grows")


def states_of(market: Market, *, growth: pd.Series, commits: pd.Series) -> pd.DataFrame:
    """1 on, 0 off, NaN unknown: days × rules. `growth` and `commits` are the day's medians."""
    figures = caps(market)
    volume = market.recorded("volume").where(market.ranked).sum(axis=1, min_count=1)
    average, high, usual, month, half_year = (
        [_window(values, t, days) for t in range(len(market.days))]
        for values, days in (
            (figures["altcoin_cap"], 50), (figures["dominance"], 180), (commits, 90),
            (volume, 30), (volume, 180),
        )
    )  # fmt: skip
    lead = ahead_of_bitcoin(market)
    found = []
    for t in range(len(market.days)):
        cap, then = (_at(figures["altcoin_cap"], day) for day in (t, t - 30))
        share, before = (_at(figures["dominance"], day) for day in (t, t - 14))
        found.append([
            both(above(cap, _mean(average[t])), above(cap, then)),
            both(at_least(_high(high[t]) - share, 3), above(before, share)),
            at_least(lead[t], 60),
            both(above(_at(growth, t), 0.1), above(_at(commits, t), _middle(usual[t]))),
            at_least(_mean(month[t]) / _mean(half_year[t]), 1.25),
        ])  # fmt: skip
    return pd.DataFrame(found, market.days, RULES)


def ahead_of_bitcoin(market: Market) -> list[float]:
    """The per cent of ranked coins ahead of Bitcoin over 30 days, of those with a return."""
    _, enough = windowed(market.close, 31, market.age)
    returns = (market.close / market.close.shift(30) - 1).where(enough)
    found = []
    for day, row in returns.iterrows():
        coins = [one for one in market.assets if market.ranked.at[day, one] and one != "BTC"]
        gaps = [row[one] - row["BTC"] for one in coins if pd.notna(row[one] - row["BTC"])]
        found.append(100 * sum(gap > 1e-12 for gap in gaps) / len(gaps) if gaps else np.nan)
    return found


def outcomes_of(market: Market, state: pd.Series, *, days: int) -> list[float]:
    """Returns of an index of the ranked altcoins after each day on which a rule came on."""
    altcoins = Market(market.days, market.assets, market.frames, market.given)
    altcoins.__dict__["ranked"] = market.ranked.assign(BTC=False)
    level = index_of(altcoins)
    starts = [t for t in range(1, len(state)) if (state.iloc[t - 1], state.iloc[t]) == (0, 1)]
    return [level[t + days] / level[t] - 1 for t in starts if t + days < len(level)]


def _window(values: pd.Series, t: int, days: int) -> list[float]:
    """The known ones of a window that begins with the first known value or later, if 80% are."""
    first = values.first_valid_index()
    if first is None or t - days + 1 < values.index.get_loc(first):
        return []
    known = values.iloc[t - days + 1 : t + 1].dropna().tolist()
    return known if len(known) >= 0.8 * days else []


def _at(values: pd.Series, t: int) -> float:
    return values.iloc[t] if t >= 0 else np.nan


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else np.nan


def _high(values: list[float]) -> float:
    return max(values, default=np.nan)


def _middle(values: list[float]) -> float:
    return float(np.median(values)) if values else np.nan


def above(value: float, limit: float) -> float:
    return np.nan if np.isnan(value - limit) else float(value > limit)


def at_least(value: float, limit: float) -> float:
    return np.nan if np.isnan(value) else float(value >= limit)


def both(one: float, other: float) -> float:
    return np.nan if np.isnan(one + other) else one * other
