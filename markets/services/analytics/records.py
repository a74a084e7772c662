"""Scores what was stored against what came of it: one record an origin, never mixed."""

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import NamedTuple

import numpy as np
from django.db import transaction

from markets.analytics.market.checklist import RULES, outcomes_of
from markets.analytics.methods import CURRENT
from markets.analytics.record import (
    WHOLE,
    Estimate,
    forecast_record,
    grade_record,
    run_up_record,
    signal_records,
    tally,
    trade_hits,
    turn_hits,
    turn_record,
)
from markets.analytics.record.forecasts import Tally
from markets.analytics.record.signals import COSTS
from markets.analytics.series import column_slices, growth_of
from markets.models import AnalysisRun, TrackRecord
from markets.services.analytics.scores import Scores, stored_quantiles, stored_scores

# The figures by which a record is said to be significant or not: 7 days ahead, the lower cost.
HEADLINE_HORIZON, HEADLINE_COST = 7, COSTS[0]


class Record(NamedTuple):
    """A document without NaN, the figure that it is judged by, and whether that shows an effect."""

    document: dict
    headline: Estimate
    is_significant: bool


def refresh_records() -> int:
    """Compute every record of both origins anew from stored days; how many there are.

    Assets that are dead by now count as long as they had a price.
    """
    stored = 0
    for origin in AnalysisRun.Origin:
        scores = stored_scores(origin)
        if scores is not None:
            stored += _refresh(origin, scores)
    return stored


def _refresh(origin: str, scores: Scores) -> int:
    with np.errstate(all="ignore"):
        records = {subject: build(scores) for subject, build in SUBJECTS.items()}
    last: date = scores.days[-1].item()
    with transaction.atomic():
        for subject, record in records.items():
            TrackRecord.objects.update_or_create(
                origin=origin,
                method=CURRENT,
                subject=subject,
                defaults={
                    "first_day": scores.first,
                    "last_day": last,
                    "n": record.headline.n,
                    "is_significant": record.is_significant,
                    "document": record.document,
                    "computed_at": datetime.now(UTC),
                },
            )
    return len(records)


def grades(scores: Scores, *, name: str) -> Record:
    """Rank correlation with later returns by horizon, span and tier; returns by fifth."""
    found = grade_record(getattr(scores, name), scores.close, days=scores.days, tiers=scores.tiers)
    by_horizon = {one.horizon: one for one in found}
    headline = by_horizon[HEADLINE_HORIZON].by_span[WHOLE]
    return Record({"horizons": plain(by_horizon)}, headline.mean, headline.is_significant)


def signals(scores: Scores) -> Record:
    """Following against holding by cost and span."""
    found = signal_records(scores.trend, growth_of(scores.close) - 1.0, days=scores.days)
    headline = found[HEADLINE_COST][WHOLE].sharpe
    gained, n = trade_hits(scores.trend, scores.close)
    document = {"costs": plain(found), "trades": {"hits": gained, "n": n}}
    return Record(document, headline, headline.excludes())


def forecasts(scores: Scores) -> Record:
    """Loss against the driftless walk, and coverage, by horizon."""
    tallies: dict[int, Tally] = {}
    for columns in column_slices(scores.close.shape):
        for horizon, quantiles in stored_quantiles(scores, columns).items():
            part = tally(
                quantiles, scores.close[:, columns], assets=scores.assets[columns], horizon=horizon
            )
            tallies[horizon] = tallies[horizon] + part if horizon in tallies else part
    found = {
        horizon: forecast_record(one, days=scores.days, horizon=horizon)
        for horizon, one in tallies.items()
    }
    headline = found[HEADLINE_HORIZON].loss_ratio[WHOLE]
    return Record({"horizons": plain(found)}, headline, headline.excludes(1.0))


def turns(scores: Scores) -> Record:
    """How far categories were ahead in the 30 days after a turn, less their other days."""
    found = turn_record(scores.narratives)
    hits, n = turn_hits(scores.narratives)
    document = {"ahead_30": plain(found), "turns": {"hits": hits, "n": n}}
    return Record(document, found, found.excludes())


def run_ups(scores: Scores) -> Record:
    """How often a loss followed a run-up, less other days, and how wide outcomes were."""
    found = run_up_record(scores.close, asked=np.isfinite(scores.trend))
    document = {
        "loss_30": plain(found.loss), "run_ups": {"hits": found.lost, "n": found.loss.n},
        "after": plain(found.after), "usual": plain(found.usual),
    }  # fmt: skip
    return Record(document, found.loss, found.loss.excludes())


def checklist(scores: Scores) -> Record:
    """What altcoins did after each rule came on; no interval, so that nothing is claimed."""
    found = {name: outcomes_of(scores.states[name], scores.altcoins) for name in RULES}
    n = max(outcomes[30].n for outcomes in found.values())
    return Record({"rules": plain(found)}, Estimate(np.nan, np.nan, np.nan, n), False)


SUBJECTS: Mapping[str, Callable[[Scores], Record]] = {
    "grade:trader": lambda scores: grades(scores, name="trader"),
    "grade:investor": lambda scores: grades(scores, name="investor"),
    "signal": signals,
    "forecast": forecasts,
    "narratives": turns,
    "run_ups": run_ups,
    "checklist": checklist,
}


def plain(value: object) -> object:
    """A record as JSON has it: names as text, unknown as null.

    Stretches without an observation are left out.
    """
    if isinstance(value, Estimate):
        return {name: plain(one) for name, one in asdict(value).items()}
    if hasattr(value, "__dataclass_fields__"):
        return {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items() if not _is_empty(one)}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if isinstance(value, float | np.floating):
        return float(value) if math.isfinite(value) else None
    return int(value) if isinstance(value, np.integer) else value


def _is_empty(value: object) -> bool:
    n = getattr(value, "n", getattr(getattr(value, "mean", None), "n", None))
    return n == 0 and not isinstance(value, Mapping)
