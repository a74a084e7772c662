"""An asset's grades, signal and forecast: of a day, and over time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from markets.analytics.forecast.levels import HORIZONS, LEVELS
from markets.models import Assessment, Asset
from markets.selectors.analytics.days import AnalysedDay, analysed_days, latest_day


@dataclass(frozen=True, slots=True)
class StoredGrade:
    """0 to 100, or None; coverage in per cent; the scores of families, None where unknown."""

    value: float | None
    coverage: float
    parts: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class StoredAssessment:
    """One asset's day. `quantiles` maps a horizon to the log returns of LEVELS, or is empty."""

    at: AnalysedDay
    kind: str
    grades: Mapping[str, StoredGrade]
    signal: int | None
    trend: int | None
    quantiles: Mapping[int, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class AssessedDay:
    """A day of an asset's history, with what its page draws: both grades and the signal."""

    at: AnalysedDay
    trader: float | None
    investor: float | None
    signal: int | None
    trend: int | None


def assessment_of(asset: Asset, *, as_of: date | None = None) -> StoredAssessment | None:
    """As known on the last analysed day, or the last at or before `as_of`. Two queries."""
    day = latest_day(as_of=as_of)
    if day is None:
        return None
    row = Assessment.objects.filter(asset=asset, day=day.day, run=day.run_id).first()
    return None if row is None else _stored(row, day)


def assessment_history(
    asset: Asset, *, since: date | None = None, until: date | None = None,
    origin: str | None = None,
) -> list[StoredAssessment]:  # fmt: skip
    """Every analysed day of the asset, oldest first, each with its origin. Two queries."""
    days = analysed_days(since=since, until=until, origin=origin)
    rows = _history(asset, days)
    return [_stored(row, days[row.day]) for row in rows if _speaks(days, row.day, row.run_id)]


def assessed_days(asset: Asset, *, since: date) -> list[AssessedDay]:
    """The same from a day on, without an object of everything for each day. Two queries."""
    days = analysed_days(since=since)
    names = ("day", "run_id", "trader", "investor", "signal", "trend")
    return [
        AssessedDay(days[day], *figures)
        for day, run, *figures in _history(asset, days).values_list(*names)
        if _speaks(days, day, run)
    ]


def _history(asset: Asset, days: Mapping[date, AnalysedDay]) -> QuerySet:
    if not days:
        return Assessment.objects.none()
    runs, span = {one.run_id for one in days.values()}, (min(days), max(days))
    rows = Assessment.objects.filter(asset=asset, run__in=runs, day__range=span)
    return rows.order_by("day")


def _speaks(days: Mapping[date, AnalysedDay], day: date, run: int) -> bool:
    return day in days and days[day].run_id == run


def _stored(row: Assessment, at: AnalysedDay) -> StoredAssessment:
    parts: dict[str, dict[str, float | None]] = {"trader": {}, "investor": {}}
    for name, score in zip(at.parts, row.parts, strict=True):
        grade, family = name.split(".")
        parts[grade][family] = score if score == score else None
    size = len(LEVELS)
    fans = [tuple(row.quantiles[n * size : (n + 1) * size]) for n in range(len(HORIZONS))]
    return StoredAssessment(
        at=at,
        kind=row.kind,
        grades={
            "trader": StoredGrade(row.trader, row.trader_coverage, parts["trader"]),
            "investor": StoredGrade(row.investor, row.investor_coverage, parts["investor"]),
        },
        signal=row.signal,
        trend=row.trend,
        quantiles={
            horizon: fan
            for horizon, fan in zip(HORIZONS, fans, strict=True)
            if fan and fan[0] == fan[0]
        },
    )
