"""An asset's data points of a day, with what each is, its rank and why it may be missing."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from markets.analytics.points.base import DataPoint
from markets.analytics.points.registry import DATA_POINTS, MISSING
from markets.models import Asset, AssetPoints
from markets.selectors.analytics.days import AnalysedDay, analysed_days, latest_day


@dataclass(frozen=True, slots=True)
class StoredPoint:
    """`rank` is 0 to 100, the better the higher; `missing` says why there is no value."""

    day: date
    point: DataPoint
    value: float | None
    rank: float | None
    missing: str | None


def points_of(
    asset: Asset, *, as_of: date | None = None
) -> tuple[AnalysedDay | None, list[StoredPoint]]:
    """All data points of the last analysed day (at or before `as_of`), in registry order.

    The list is empty where the asset was not analysed or the day's points are kept no longer.
    Two queries.
    """
    day = latest_day(as_of=as_of)
    return day, [] if day is None else points_on(asset, day)


def points_on(asset: Asset, day: AnalysedDay) -> list[StoredPoint]:
    """The same of a day that is known. One query."""
    row = AssetPoints.objects.filter(asset=asset, day=day.day, run=day.run_id).first()
    if row is None:
        return []
    found = zip(day.points, row.values, row.ranks, row.missing, strict=True)
    return [
        StoredPoint(day.day, DATA_POINTS[name], _number(value), _number(rank), MISSING[code])
        for name, value, rank, code in found
        if name in DATA_POINTS
    ]


def point_history(
    asset: Asset, names: Iterable[str], *, since: date | None = None,
    days: Mapping[date, AnalysedDay] | None = None,
) -> dict[str, list[tuple[date, float | None]]]:  # fmt: skip
    """(day, value) of each data point, oldest first, as far back as points are kept.

    `days` are the analysed ones from `since` on where they are known: then one query, else two.
    Raises KeyError for a name that is no data point.
    """
    names = list(names)
    for name in names:
        _ = DATA_POINTS[name]
    days = analysed_days(since=since) if days is None else days
    rows = AssetPoints.objects.filter(asset=asset).order_by("day")
    if since is not None:
        rows = rows.filter(day__gte=since)
    series: dict[str, list[tuple[date, float | None]]] = {name: [] for name in names}
    for day, run, values in rows.values_list("day", "run_id", "values"):
        at = days.get(day)
        if at is None or at.run_id != run:
            continue
        for name in names:
            if name in at.points:
                series[name].append((day, _number(values[at.points.index(name)])))
    return series


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None
