"""Everything that an asset's page says of its last analysed day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

import numpy as np

from markets.analytics.grades.grade import GRADES
from markets.analytics.grades.reasons import Explanation, explain_grade
from markets.analytics.market.cautions import Caution, cautions
from markets.analytics.market.levels import Levels, support_and_resistance
from markets.analytics.record.trades import OwnRecord, Trade, own_record, trades_of
from markets.models import Asset
from markets.selectors.analytics.assessments import (
    AssessedDay,
    StoredAssessment,
    assessed_days,
    assessment_of,
)
from markets.selectors.analytics.closes import days_until, own_closes
from markets.selectors.analytics.peers import Peers, peer_places, peers_of
from markets.selectors.analytics.points import StoredPoint, point_history, points_on
from markets.selectors.analytics.screener import Matrix, matrix_of

HISTORY_DAYS = 730
# Returns before the first stored trend, so that 396 closes are behind the first that counts.
CLOSES_BEFORE = 400
CORRELATION_DAYS = 91
PICTURE_DAYS = 365
PATH_DAYS, PATH_STEP = 90, 6


@dataclass(frozen=True, slots=True)
class Signalled:
    """The trend of an asset, since when, its trades (latest first), and how following them did."""

    trend: int | None
    signal: int | None
    since: date | None
    trades: tuple[Trade, ...]
    record: OwnRecord


@dataclass(frozen=True, slots=True)
class AssetAnalysis:
    """What is unknown is None or empty; `close` is that of the analysed day, in US dollars.

    `past` are the closes of 365 days, NaN where unknown. `paths` are data points of some days by
    id, oldest first.
    """

    assessment: StoredAssessment
    history: list[AssessedDay]
    reasons: Mapping[str, Explanation]
    points: Mapping[str, StoredPoint]
    cautions: tuple[Caution, ...]
    signalled: Signalled
    close: float | None
    past: tuple[float, ...]
    paths: Mapping[str, list[float | None]]
    levels: Levels
    peers: Peers | None

    @property
    def day(self) -> date:
        return self.assessment.at.day

    def value_of(self, point: str) -> float | None:
        found = self.points.get(point)
        return None if found is None else found.value

    @property
    def groups(self) -> list[tuple[str, list[StoredPoint]]]:
        """(group, its data points), in the order of the registry."""
        return [
            (group, list(found))
            for group, found in groupby(self.points.values(), key=lambda one: one.point.group)
        ]

    @property
    def grade_days(self) -> list[dict]:
        """Both grades by day, for a picture."""
        return [
            {"time": one.at.day.isoformat(), **{name: getattr(one, name) for name in GRADES}}
            for one in self.history
        ]

    @property
    def live_since(self) -> date | None:
        """The first day in the history that was computed when it closed."""
        return next((one.at.day for one in self.history if one.at.is_live), None)

    @property
    def market_correlations(self) -> list[StoredPoint]:
        return [self.points[name] for name in ("corr_btc_90", "corr_mkt_90") if name in self.points]


def analysis_of(asset: Asset) -> AssetAnalysis | None:
    """The analysis of the last day; None where there is none of this asset.

    As many queries for any asset.
    """
    assessment = assessment_of(asset)
    if assessment is None:
        return None
    day = assessment.at.day
    points = {one.point.id: one for one in points_on(asset, assessment.at)}
    history = assessed_days(asset, since=day - timedelta(days=HISTORY_DAYS))
    matrix = matrix_of(assessment.at)
    found = np.flatnonzero(matrix.asset_ids == asset.pk)
    place = int(found[0]) if len(found) else None
    places = [] if place is None else peer_places(matrix, place)
    days = days_until(day, days=HISTORY_DAYS + 1 + CLOSES_BEFORE)
    own = own_closes(asset, days)
    return AssetAnalysis(
        assessment=assessment,
        history=history,
        reasons={} if place is None else _reasons(matrix, place),
        points=points,
        cautions=cautions(
            {name: np.nan if one.value is None else one.value for name, one in points.items()},
            kind=asset.kind,
        ),
        signalled=_signalled(history, days, own),
        close=float(own[-1]) if np.isfinite(own[-1]) else None,
        paths=_paths(asset, points, history=history),
        past=tuple(own[-PICTURE_DAYS:].tolist()),
        levels=_levels(own, points),
        peers=None if place is None else peers_of(
            matrix, place, places=places, days=days[-CORRELATION_DAYS:]
        ),
    )  # fmt: skip


def _paths(
    asset: Asset, points: Mapping[str, StoredPoint], *, history: list[AssessedDay]
) -> dict[str, list[float | None]]:
    """Every sixth day of the last 90: a picture of two centimetres shows no more."""
    since = history[-1].at.day - timedelta(days=PATH_DAYS)
    days = {one.at.day: one.at for one in history if one.at.day >= since}
    series = point_history(asset, points, since=since, days=days)
    return {
        name: [value for _, value in found[::-PATH_STEP]][::-1] for name, found in series.items()
    }


def _reasons(matrix: Matrix, place: int) -> dict[str, Explanation]:
    found = {}
    for name, families in GRADES.items():
        ranks = {
            point: matrix.column(point, of_ranks=True)
            for family in families
            for point in family.points
        }
        graded = np.isfinite(matrix.column(name))
        explanation = explain_grade(families, ranks, place=place, graded=graded)
        if explanation is not None:
            found[name] = explanation
    return found


def _signalled(history: list[AssessedDay], days: list[date], close: np.ndarray) -> Signalled:
    trend = {one.at.day: one.trend for one in history}
    states = [trend.get(day) for day in days]
    since = next((one.at.day for one in reversed(history) if one.signal), None)
    first = days.index(history[0].at.day)
    return Signalled(
        trend=history[-1].trend,
        signal=history[-1].signal,
        since=since,
        trades=tuple(reversed(trades_of(days[first:], close[first:], states[first:]))),
        record=own_record(close, states),
    )


def _levels(close: np.ndarray, points: Mapping[str, StoredPoint]) -> Levels:
    atr = points["atr_14"].value if "atr_14" in points else None
    return support_and_resistance(close, atr=np.nan if atr is None else atr * close[-1])
