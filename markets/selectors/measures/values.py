"""The values of measures as they stand, each source read once and only if asked for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

import numpy as np

from markets.analytics.market.cautions import LIMITS
from markets.analytics.market.regime import WORDS
from markets.analytics.series import reaches
from markets.models import Assessment, Asset, AssetPoints, CategoryDay, MarketDay
from markets.postgres.arrays import read_arrays
from markets.postgres.statements import statement
from markets.selectors.analytics.changes import grade_changes
from markets.selectors.analytics.days import AnalysedDay, analysed_days, latest_day
from markets.selectors.analytics.screener import Matrix, screener_matrix
from markets.selectors.freshness import fresh_since
from markets.selectors.history import read_days
from markets.selectors.measures.catalogue import (
    CHASING,
    FEAR_AND_GREED,
    INVESTOR_BAND,
    PLACE,
    REGIME,
    SIGNAL_FLIP,
    STORED_AS,
    TRADER_BAND,
    TURN,
    Measure,
    Scope,
)
from markets.selectors.narratives import as_fraction
from markets.selectors.screener.columns import LIVE_IDS
from markets.selectors.sentiment import mood_on

REGIMES = tuple(WORDS.items())
_LIVE = statement(__file__, "live_figures")
_COLUMNS = {"id": "bigint", "as_of": "float8", **dict.fromkeys(LIVE_IDS, "float8")}
_CHASING = [(limit.figure, limit.limit) for limit in LIMITS if limit.code == "chasing"]
_GRADES = {TRADER_BAND: "trader", INVESTOR_BAND: "investor"}


@dataclass(frozen=True, slots=True)
class Column:
    """A measure of N subjects, their ids ascending; unknown is NaN."""

    ids: np.ndarray
    values: np.ndarray

    def of(self, ids: np.ndarray) -> np.ndarray:
        """The values of these ids, NaN for those that it does not have."""
        if not len(self.ids):
            return np.full(len(ids), np.nan)
        places = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        return np.where(self.ids[places] == ids, self.values[places], np.nan)


_EMPTY = Column(np.empty(0, np.int64), np.empty(0))


class MarketNow:
    """Live figures of fresh quotes, and those of the last day, if it was analysed as it closed.

    A day that was back-computed says nothing here: what it shows was not known in its time.
    Subjects are ids of assets and of categories; the market is 0, a regime its place in REGIMES.
    """

    def __init__(self, *, now: datetime, assets: Sequence[int] | None = None):
        """With `assets` only theirs of the live figures are read, but where places are asked."""
        self.now = now
        self._assets = None if assets is None else list(assets)

    @cached_property
    def day(self) -> AnalysedDay | None:
        day = latest_day()
        return day if day is not None and day.is_live else None

    def as_of(self, ids: np.ndarray) -> np.ndarray:
        """The instants of the assets' quotes, in seconds since 1970; NaN where none is fresh."""
        return self._column_of_live("as_of").of(ids)

    def values(self, measure: Measure) -> Column:
        """The known values of a figure."""
        if measure.is_live:
            return self._column_of_live(measure.id)
        if self.day is None:
            return _EMPTY
        return self._daily(measure, self.day)

    def value(self, measure: Measure, subject: int) -> float:
        """That of one subject; NaN where unknown."""
        return float(self.values(measure).of(np.array([subject]))[0])

    def places(self, measure: Measure, *, from_below: bool) -> Column:
        """The place of each subject by a figure: 1 has the most, or the least `from_below`.

        A rank counts from the top by itself. Equal ones share the better place.
        """
        column = self._of_all(measure)
        values = -column.values if measure.unit == PLACE else column.values
        values = values if from_below else -values
        ordered = np.sort(values[np.isfinite(values)])
        places = 1.0 + np.searchsorted(ordered, values, side="left")
        return Column(column.ids, np.where(np.isfinite(values), places, np.nan))

    def change(self, measure: Measure, *, days: int, ids: np.ndarray) -> np.ndarray:
        """By how much a figure is above that of some days before, of these subjects.

        A fraction of the former value where a measure `changes_in_percent`, else in its own unit.
        """
        now = self.values(measure).of(ids)
        former = self._former(measure, days=days, ids=np.unique(ids)).of(ids)
        if not measure.changes_in_percent:
            return now - former
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(former > 0, now / former - 1, np.nan)

    def happens(self, event: Measure) -> Column:
        """Whether an event's state holds: 1, 0, or NaN where unknown. Of a signal: it is up."""
        if self.day is None:
            return _EMPTY
        if event.id in _GRADES:
            return self._bands(_GRADES[event.id])
        return self._events[event.id]()

    @cached_property
    def _events(self) -> Mapping[str, Callable[[], Column]]:
        return {SIGNAL_FLIP: self._signals, CHASING: self._chasing,
                TURN: self._turns, REGIME: self._regimes}  # fmt: skip

    @cached_property
    def _live(self) -> dict[str, np.ndarray]:
        return self._read_live(self._assets)

    @cached_property
    def _live_of_all(self) -> dict[str, np.ndarray]:
        return self._live if self._assets is None else self._read_live(None)

    def _read_live(self, assets: list[int] | None) -> dict[str, np.ndarray]:
        values = {"fiat": Asset.Kind.FIAT, "own": Asset.Kind.OWN, "assets": assets,
                  "since": fresh_since(now=self.now)}  # fmt: skip
        return read_arrays(_LIVE, values, columns=_COLUMNS)

    def _of_all(self, measure: Measure) -> Column:
        if not measure.is_live:
            return self.values(measure)
        return Column(self._live_of_all["id"], self._live_of_all[measure.id])

    def _column_of_live(self, name: str) -> Column:
        return Column(self._live["id"], self._live[name])

    @cached_property
    def _matrix(self) -> tuple[Matrix, np.ndarray] | None:
        matrix = screener_matrix()
        if matrix is None or self.day is None or matrix.at.day != self.day.day:
            return None
        return matrix, np.argsort(matrix.asset_ids)

    def _analysed(self, name: str) -> Column:
        if self._matrix is None or name not in self._matrix[0].figures:
            return _EMPTY
        matrix, order = self._matrix
        return Column(matrix.asset_ids[order], matrix.column(name)[order])

    def _daily(self, measure: Measure, day: AnalysedDay) -> Column:
        if measure.scope == Scope.ASSET:
            return self._analysed(measure.id)
        if measure.scope == Scope.CATEGORY:
            return _of_categories(measure, day)
        return _of_market(measure, day)

    def _former(self, measure: Measure, *, days: int, ids: np.ndarray) -> Column:
        if measure.is_live:
            day = self.now.date() - timedelta(days=days)
            found = read_days(ids, first=day, last=day).figures[STORED_AS[measure.id]]
            return Column(ids, found[:, 0])
        before = None if self.day is None else _analysed_on(self.day.day - timedelta(days=days))
        if before is None:
            return _EMPTY
        if measure.scope != Scope.ASSET:
            return self._daily(measure, before)
        return _of_assets(measure, before, ids)

    def _bands(self, grade: str) -> Column:
        changes = grade_changes(grade=grade, as_of=self.day.day, only_bands=False)
        found = sorted((one.asset_id, one.crosses_band) for one in changes)
        return _column(found)

    def _signals(self) -> Column:
        trend = self._analysed("trend")
        return Column(trend.ids, np.where(trend.values == 0, np.nan, trend.values == 1))

    def _chasing(self) -> Column:
        columns = [(self._analysed(name), limit) for name, limit in _CHASING]
        known = np.any([np.isfinite(column.values) for column, _ in columns], axis=0)
        is_up = np.any([reaches(column.values, limit) for column, limit in columns], axis=0)
        return Column(columns[0][0].ids, np.where(known, is_up, np.nan))

    def _turns(self) -> Column:
        rows = CategoryDay.objects.filter(run=self.day.run_id, day=self.day.day)
        return _column(rows.order_by("category").values_list("category_id", "turned"))

    def _regimes(self) -> Column:
        figures = _market_figures(self.day)
        trend, stress = figures.get("trend"), figures.get("stress")
        if not trend or stress is None:
            return _EMPTY
        now = [code == (int(trend), int(stress)) for code, _ in REGIMES]
        return Column(np.arange(len(REGIMES)), np.array(now, dtype=float))


def _column(rows) -> Column:
    """Of (id, value) in order of the ids; None is unknown."""
    rows = list(rows)
    values = [np.nan if value is None else float(value) for _, value in rows]
    return Column(np.array([pk for pk, _ in rows], dtype=np.int64), np.array(values, dtype=float))


def _analysed_on(day: date) -> AnalysedDay | None:
    return analysed_days(since=day, until=day).get(day)


def _of_assets(measure: Measure, day: AnalysedDay, ids: np.ndarray) -> Column:
    terms = {"run": day.run_id, "day": day.day, "asset__in": ids.tolist()}
    if measure.id in _GRADES.values():
        rows, figure = Assessment.objects.filter(**terms), measure.id
    elif measure.id in day.points:
        rows = AssetPoints.objects.filter(**terms)
        figure = f"values__{day.points.index(measure.id)}"
    else:
        return _EMPTY
    return _column(rows.order_by("asset").values_list("asset_id", figure))


def _of_categories(measure: Measure, day: AnalysedDay) -> Column:
    rows = CategoryDay.objects.filter(run=day.run_id, day=day.day).order_by("category")
    found = rows.values_list("category_id", measure.id)
    if measure.id.startswith("ahead_"):
        return _column((pk, as_fraction(value)) for pk, value in found)
    return _column(found)


def _of_market(measure: Measure, day: AnalysedDay) -> Column:
    if measure.id == FEAR_AND_GREED:
        return _column([(0, mood_on(day.day))])
    return _column([(0, _market_figures(day).get(measure.id))])


def _market_figures(day: AnalysedDay) -> Mapping[str, float | None]:
    return MarketDay.objects.values_list("figures", flat=True).get(run=day.run_id, day=day.day)
