"""Analysed days: data points, grades, signals and forecasts of assets, the market, categories."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial

from markets.analytics.forecast.levels import HORIZONS, LEVELS
from markets.analytics.points.registry import DATA_POINTS
from markets.models import Assessment, CategoryDay, MarketDay
from markets.postgres.arrays import read_rows
from markets.postgres.statements import statement
from markets.selectors.analytics.days import AnalysedDay, analysed_days
from markets.selectors.exports.batches import ROWS, Asked, Batch, as_columns

_POINTS = statement(__file__, "points_of_assets")
_KEY = ("asset", "day", "origin", "seen_at")
_GRADES = ("trader", "trader_coverage", "investor", "investor_coverage")
_SIGNALS = ("signal", "trend")
_QUANTILES = tuple(f"q{round(100 * level):02d}" for level in LEVELS)
_CATEGORY = (
    "coins", "ahead_14", "ahead_30", "ahead_90", "volume_share", "volume_trend", "breadth",
    "momentum", "turned",
)  # fmt: skip
# 96 figures a row.
_POINT_ROWS = 10

POINTS = (*_KEY, *DATA_POINTS)
GRADES = (*_KEY, *_GRADES)
SIGNALS = (*_KEY, *_SIGNALS)
FORECASTS = (*_KEY, "horizon", *_QUANTILES)
CATEGORIES = ("category", *_KEY[1:], *_CATEGORY)


def points(asked: Asked, *, of_ranks: bool = False) -> Iterator[Batch]:
    """Every data point by asset and day, or its rank, as long as they are kept. A query a batch."""
    days = _days(asked)
    for chunk in asked.chunks(days=_POINT_ROWS * len(days)) if days else ():
        terms = {"assets": list(chunk), "runs": _runs(days), "first": min(days), "last": max(days)}
        rows = []
        for pk, day, run, values, ranks in read_rows(_POINTS, terms):
            at = days.get(day)
            if at is not None and at.run_id == run:
                stored = dict(zip(at.points, (ranks if of_ranks else values).tolist(), strict=True))
                figures = [stored.get(name, float("nan")) for name in DATA_POINTS]
                rows.append((chunk[pk], day, at.origin, at.seen_at, *figures))
        yield as_columns(POINTS, rows)


def assessments(asked: Asked, *, columns: Sequence[str]) -> Iterator[Batch]:
    """These columns of each asset's days. A query a batch."""
    for rows in _assessed(asked, columns):
        yield as_columns((*_KEY, *columns), [(*key, *values) for key, values in rows])


grades = partial(assessments, columns=_GRADES)
signals = partial(assessments, columns=_SIGNALS)


def forecasts(asked: Asked) -> Iterator[Batch]:
    """Log returns by asset, day and horizon in days. A query a batch."""
    size = len(LEVELS)
    for rows in _assessed(asked, ("quantiles",), of_each=len(HORIZONS)):
        yield as_columns(FORECASTS, [
            (*key, horizon, *fans[place * size : (place + 1) * size])
            for key, (fans,) in rows if fans
            for place, horizon in enumerate(HORIZONS)
            if fans[place * size] == fans[place * size]
        ])  # fmt: skip


def _assessed(
    asked: Asked, columns: Sequence[str], *, of_each: int = 1
) -> Iterator[list[tuple[tuple, tuple]]]:
    """(key, values of the columns) of the runs that speak for each day."""
    days = _days(asked)
    for chunk in asked.chunks(days=of_each * len(days)) if days else ():
        rows = Assessment.objects.filter(
            asset__in=chunk, run__in=_runs(days), day__range=(min(days), max(days))
        )
        found = rows.order_by("asset_id", "day").values_list("asset_id", "day", "run_id", *columns)
        yield [
            ((chunk[pk], *_key(days[day])), values)
            for pk, day, run, *values in found
            if day in days and days[day].run_id == run
        ]


def market(asked: Asked) -> Iterator[Batch]:
    """The whole market by day: the figures that the last of these days has. A query a batch."""
    head = (*_KEY[1:], "assets", "ranked")
    latest = MarketDay.objects.filter(run__version=1).order_by("-day").first()
    names = tuple(latest.figures) if latest else ()
    for days in _portions(_days(asked), rows_a_day=1):
        found = MarketDay.objects.filter(day__in=days, run__in=_runs(days)).order_by("day")
        rows = [row for row in found if days[row.day].run_id == row.run_id]
        yield as_columns((*head, *names), [
            (*_key(days[row.day]), row.assets, row.ranked, *map(row.figures.get, names))
            for row in rows
        ])  # fmt: skip


def categories(asked: Asked) -> Iterator[Batch]:
    """Every category by day. A query a batch."""
    for days in _portions(_days(asked), rows_a_day=100):
        found = CategoryDay.objects.filter(day__in=days, run__in=_runs(days))
        rows = found.order_by("day", "category__slug").values_list(
            "category__slug", "day", "run_id", *_CATEGORY
        )
        yield as_columns(CATEGORIES, [
            (slug, *_key(days[day]), *values)
            for slug, day, run, *values in rows
            if days[day].run_id == run
        ])  # fmt: skip


def _key(at: AnalysedDay) -> tuple:
    return at.day, at.origin, at.seen_at


def _days(asked: Asked) -> Mapping[date, AnalysedDay]:
    return analysed_days(
        since=asked.since, until=asked.last, origin=asked.origin, seen_by=asked.as_of
    )


def _runs(days: Mapping[date, AnalysedDay]) -> list[int]:
    return list({one.run_id for one in days.values()})


def _portions(
    days: Mapping[date, AnalysedDay], *, rows_a_day: int
) -> Iterator[dict[date, AnalysedDay]]:
    keys, size = list(days), max(1, ROWS // rows_a_day)
    for first in range(0, len(keys), size):
        yield {day: days[day] for day in keys[first : first + size]}
