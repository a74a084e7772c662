"""What was stored of an origin's days, as arrays beside the closes that came of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from markets.analytics.forecast.levels import HORIZONS, LEVELS
from markets.analytics.market import Narratives
from markets.analytics.market.checklist import RULES
from markets.analytics.methods import CURRENT
from markets.analytics.panel import View
from markets.analytics.record.turns import HORIZON as TURN_HORIZON
from markets.models import Asset, CategoryDay, MarketDay
from markets.postgres.arrays import read_arrays, read_rows
from markets.postgres.statements import statement
from markets.selectors.analytics.days import analysed_days
from markets.selectors.panel import load_panel

# Days before the first, so that both the driftless walk and the closes that a signal's record
# leaves out are known on it.
LEAD = 395
_SCORES = statement(__file__, "scores")
_FORECASTS = statement(__file__, "forecasts")
_COLUMNS = {"asset": "bigint", "day": "integer"} | dict.fromkeys(
    ("trader", "investor", "trend"), "float8"
)


@dataclass(frozen=True, slots=True)
class Scores:
    """(T, N) arrays of a view's days and assets, as they were stored; NaN before the first day.

    `states` are (T,) by rule of the altcoin checklist. `terms` and `places` find further rows.
    """

    view: View
    first: date
    trader: np.ndarray
    investor: np.ndarray
    trend: np.ndarray
    narratives: Narratives
    states: Mapping[str, np.ndarray]
    terms: Mapping[str, object]
    places: Mapping[int, int]


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
    panel = load_panel(until=last, days=(last - first).days + 1 + LEAD)
    start = panel.days[0].item()
    ids = dict(Asset.objects.filter(slug__in=panel.assets).values_list("slug", "pk"))
    places = {ids[slug]: place for place, slug in enumerate(panel.assets)}
    terms = {"start": start, "runs": list(runs.values()), "days": list(runs)}
    tables = {name: np.full(panel.close.shape, np.nan) for name in ("trader", "investor", "trend")}
    rows = read_arrays(_SCORES, terms, columns=_COLUMNS)
    here = [place for place, pk in enumerate(rows["asset"].tolist()) if pk in places]
    where = (rows["day"][here], [places[pk] for pk in rows["asset"][here].tolist()])
    for name, table in tables.items():
        table[where] = rows[name][here]
    return Scores(
        view=View(panel),
        first=first,
        **tables,
        narratives=_narratives(runs, start=start, days=len(panel.days)),
        states=_states(runs, start=start, days=len(panel.days)),
        terms=terms,
        places=places,
    )


def stored_quantiles(scores: Scores, horizon: int) -> np.ndarray:
    """(T, N, 7) of the forecasts as they were stored."""
    fans = np.full((*scores.trader.shape, len(LEVELS)), np.nan)
    after = len(LEVELS) * HORIZONS.index(horizon)
    for asset, day, quantiles in read_rows(_FORECASTS, scores.terms):
        if asset in scores.places:
            fans[day, scores.places[asset]] = quantiles[after : after + len(LEVELS)]
    return fans


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
