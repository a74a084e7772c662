"""The record of a grade: what its order of assets was worth afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from markets.analytics.record.outcomes import forward_returns
from markets.analytics.record.ranking import (
    Correlation,
    Quintiles,
    correlation,
    daily_correlations,
    quintiles,
)
from markets.analytics.record.spans import spans

HORIZONS = (1, 7, 30, 90)


@dataclass(frozen=True, slots=True)
class GradeRecord:
    """A grade at one horizon. Spans are `all`, `last_2_years` and each year by its number."""

    horizon: int
    by_span: Mapping[str, Correlation]
    by_tier: Mapping[str, Correlation]
    quintiles: Quintiles | None


def grade_record(
    scores: np.ndarray,
    close: np.ndarray,
    *,
    days: np.ndarray,
    tiers: Mapping[str, np.ndarray],
    horizons: Sequence[int] = HORIZONS,
    ended: np.ndarray | None = None,
) -> tuple[GradeRecord, ...]:
    """The record of scores (T, N) as they stood on their day, dead assets among them.

    `close` has its short holes filled; `tiers` names masks (T, N) of the assets of each day's tier.
    """
    return tuple(
        _at_horizon(
            scores, forward_returns(close, horizon, ended=ended),
            days=days, tiers=tiers, horizon=horizon,
        )
        for horizon in horizons
    )  # fmt: skip


def _at_horizon(
    scores: np.ndarray,
    outcomes: np.ndarray,
    *,
    days: np.ndarray,
    tiers: Mapping[str, np.ndarray],
    horizon: int,
) -> GradeRecord:
    daily = daily_correlations(scores, outcomes)
    by_span = {
        name: correlation(daily[mask], horizon=horizon) for name, mask in spans(days).items()
    }
    by_tier = {
        name: correlation(
            daily_correlations(np.where(mask, scores, np.nan), outcomes), horizon=horizon
        )
        for name, mask in tiers.items()
    }
    return GradeRecord(horizon, by_span, by_tier, quintiles(scores, outcomes, horizon=horizon))
