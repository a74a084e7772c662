"""An asset's grades, signal and forecast: of a day, and over time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

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
    rows = Assessment.objects.filter(asset=asset, run__in={one.run_id for one in days.values()})
    if since is not None:
        rows = rows.filter(day__gte=since)
    if until is not None:
        rows = rows.filter(day__lte=until)
    return [
        _stored(row, days[row.day])
        for row in rows.order_by("day")
        if row.day in days and days[row.day].run_id == row.run_id
    ]


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
