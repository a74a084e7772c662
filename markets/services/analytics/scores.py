"""What was stored of an origin's days, as arrays beside the closes that came of them.

A market of 15,000 assets has 16 million of each figure: what is not scored is let go at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from markets.analytics.forecast.levels import HORIZONS, LEVELS
from markets.analytics.market import Narratives
from markets.analytics.market.checklist import RULES, altcoin_index
from markets.analytics.methods import CURRENT
from markets.analytics.panel import View
from markets.analytics.record.turns import HORIZON as TURN_HORIZON
from markets.analytics.tiers import tier_masks
from markets.models import Asset, CategoryDay, MarketDay
from markets.postgres.arrays import read_arrays, read_rows
from markets.postgres.statements import statement
from markets.selectors.analytics.days import analysed_days
from markets.selectors.panel import load_panel

# Days before the first, so that both the driftless walk and the closes that a signal's record
# leaves out are known on it.
LEAD = 395
# What is scored rests on these alone.
_FIGURES, _OBSERVED = ("close", "volume", "market_cap"), ("circulating_supply",)
_SCORES = statement(__file__, "scores")
_FORECASTS = statement(__file__, "forecasts")
_COLUMNS = {"asset": "bigint", "day": "integer"} | dict.fromkeys(
    ("trader", "investor", "trend"), "float8"
)


@dataclass(frozen=True, slots=True)
class Scores:
    """(T, N) arrays of days and assets, the grades and trends as they were stored.

    They are NaN before the first day, which some closes precede. `tiers` are masks by name;
    `altcoins` is the index of all coins but Bitcoin (T,), `states` are (T,) by rule of the altcoin
    checklist. `terms` and `keys`, the assets' ids, find further rows.
    """

    days: np.ndarray
    assets: tuple[str, ...]
    first: date
    close: np.ndarray
    trader: np.ndarray
    investor: np.ndarray
    trend: np.ndarray
    tiers: Mapping[str, np.ndarray]
    altcoins: np.ndarray
    narratives: Narratives
    states: Mapping[str, np.ndarray]
    terms: Mapping[str, object]
    keys: np.ndarray


def stored_scores(origin: str) -> Scores | None:
    """All days of an origin by the present method, never a correction; None where there is none."""
    runs = {
        day: one.run_id
        for day, one in analysed_days(origin=origin).items()
        if one.method == CURRENT
    }
    if not runs:
        return None
    first, last = min(runs), max(runs)
    days = (last - first).days + 1 + LEAD
    panel = load_panel(until=last, days=days, figures=_FIGURES, observed=_OBSERVED)
    view = View(panel)
    market = {"tiers": tier_masks(view.cap), "altcoins": altcoin_index(view), "close": view.close}
    del view
    start = panel.days[0].item()
    ids = dict(Asset.objects.filter(slug__in=panel.assets).values_list("slug", "pk"))
    keys = np.array([ids[slug] for slug in panel.assets], dtype=np.int64)
    terms = {"start": start, "runs": list(runs.values()), "days": list(runs)}
    return Scores(
        days=panel.days,
        assets=panel.assets,
        first=first,
        **market,
        **_tables(terms, keys, days=days),
        narratives=_narratives(runs, start=start, days=days),
        states=_states(runs, start=start, days=days),
        terms=terms,
        keys=keys,
    )


def _tables(terms: Mapping, keys: np.ndarray, *, days: int) -> dict[str, np.ndarray]:
    """Grades and trends, rounded to four bytes, which leaves each grade its rank."""
    rows = read_arrays(_SCORES, terms, columns=_COLUMNS)
    place = {pk: number for number, pk in enumerate(keys.tolist())}
    here = [number for number, pk in enumerate(rows["asset"].tolist()) if pk in place]
    where = (rows["day"][here], [place[pk] for pk in rows["asset"][here].tolist()])
    tables = {}
    for name in ("trader", "investor", "trend"):
        tables[name] = np.full((days, len(keys)), np.nan, dtype=np.float32)
        tables[name][where] = rows[name][here]
    return tables


def stored_quantiles(scores: Scores, columns: slice) -> dict[int, np.ndarray]:
    """(T, n, 7) of the forecasts of some assets by horizon, as they were stored."""
    keys = scores.keys[columns].tolist()
    place = {pk: number for number, pk in enumerate(keys)}
    shape = (len(scores.days), len(keys), len(HORIZONS), len(LEVELS))
    fans = np.full(shape, np.nan)
    for asset, day, quantiles in read_rows(_FORECASTS, {**scores.terms, "assets": keys}):
        fans[day, place[asset]] = quantiles.reshape(shape[2:])
    return {horizon: fans[:, :, number] for number, horizon in enumerate(HORIZONS)}


def _narratives(runs: Mapping[date, int], *, start: date, days: int) -> Narratives:
    """Of what the record of turns reads: returns ahead over 30 days, and turns."""
    rows = [
        row
        for row in CategoryDay.objects.filter(run__in=set(runs.values())).values_list(
            "category__slug", "day", "run_id", "ahead_30", "turned"
        )
        if runs.get(row[1]) == row[2]
    ]
    names = tuple(sorted({row[0] for row in rows}))
    place = {name: number for number, name in enumerate(names)}
    unknown = np.full((days, len(names)), np.nan)
    ahead, turns = unknown.copy(), np.zeros(unknown.shape, dtype=bool)
    for name, day, _, value, turned in rows:
        at = ((day - start).days, place[name])
        ahead[at], turns[at] = np.nan if value is None else value, turned
    return Narratives(
        names, unknown, {TURN_HORIZON: ahead}, unknown, unknown, unknown, unknown, turns
    )


def _states(runs: Mapping[date, int], *, start: date, days: int) -> dict[str, np.ndarray]:
    states = {name: np.full(days, np.nan) for name in RULES}
    rows = MarketDay.objects.filter(run__in=set(runs.values()), day__in=list(runs))
    for day, run, figures in rows.values_list("day", "run_id", "figures"):
        for name in RULES if runs[day] == run else ():
            value = figures.get(name)
            states[name][(day - start).days] = np.nan if value is None else value
    return states
