"""Writes analysed days by COPY."""

from collections.abc import Iterator
from datetime import date

import numpy as np
from django.db import connection

from markets.analytics.daily import PARTS, Daily
from markets.analytics.kinds import FIAT, KINDS
from markets.models import (
    AnalysisRun,
    Assessment,
    Asset,
    AssetPoints,
    Category,
    CategoryDay,
    MarketDay,
)
from markets.postgres.copy import copy_rows

_KEY = (("asset_id", "bigint"), ("run_id", "bigint"), ("day", "date"))
_ASSESSMENT = (
    *_KEY,
    ("kind", "text"),
    ("trader", "double precision"),
    ("trader_coverage", "double precision"),
    ("investor", "double precision"),
    ("investor_coverage", "double precision"),
    ("parts", "real[]"),
    ("signal", "smallint"),
    ("trend", "smallint"),
    ("quantiles", "real[]"),
)
_POINTS = (
    *_KEY,
    ("values", "double precision[]"),
    ("ranks", "real[]"),
    ("missing", "smallint[]"),
)
_NONE = np.empty(0, dtype=np.float32)


def store_days(run: AnalysisRun, daily: Daily) -> None:
    """Append all of these days to a run, in the caller's transaction. Fiat money is left out."""
    ids = dict(Asset.objects.filter(slug__in=daily.panel.assets).values_list("slug", "pk"))
    keys = [ids[slug] for slug in daily.panel.assets]
    days = daily.days.tolist()
    stored = daily.has_close & (daily.kinds != FIAT)
    _copy(Assessment, _ASSESSMENT, _assessments(run, daily, keys, stored))
    _copy(AssetPoints, _POINTS, _points(run, daily, keys, stored))
    MarketDay.objects.bulk_create(
        MarketDay(
            run=run, day=day, figures=_at(daily.market, row),
            assets=int(stored[row].sum()), ranked=int(daily.is_ranked[row].sum()),
        )
        for row, day in enumerate(days)
    )  # fmt: skip
    CategoryDay.objects.bulk_create(_categories(run, daily, days), batch_size=2000)


def _copy(model, columns, rows) -> None:
    with connection.cursor() as cursor:
        copy_rows(cursor, model._meta.db_table, columns=columns, rows=rows)


def _assessments(
    run: AnalysisRun, daily: Daily, keys: list[int], stored: np.ndarray
) -> Iterator[tuple]:
    fans = np.stack(list(daily.quantiles.values()), axis=2).astype(np.float32)
    grades = daily.grades
    parts = np.stack(
        [scores for grade in grades.values() for scores in grade.parts.values()], axis=2
    ).astype(np.float32)
    assert parts.shape[2] == len(PARTS)
    for row, day in enumerate(daily.days.tolist()):
        places = np.flatnonzero(stored[row])
        columns = [
            [keys[place] for place in places],
            [KINDS[kind] for kind in daily.kinds[row, places]],
            *(
                _nullable(values[row, places])
                for grade in (grades["trader"], grades["investor"])
                for values in (grade.value, grade.coverage)
            ),
            list(parts[row, places]),
            *(_nullable(values[row, places], kind=int) for values in daily.signals),
            [fan.ravel() if np.isfinite(fan).any() else _NONE for fan in fans[row, places]],
        ]
        for asset, *figures in zip(*columns, strict=True):
            yield asset, run.pk, day, *figures


def _points(run: AnalysisRun, daily: Daily, keys: list[int], stored: np.ndarray) -> Iterator[tuple]:
    found = daily.points
    rows = len(found.values)
    for row, day in enumerate(daily.days[len(daily.days) - rows :].tolist()):
        for place in np.flatnonzero(stored[len(stored) - rows + row]).tolist():
            yield (
                keys[place], run.pk, day,
                found.values[row, place], found.ranks[row, place], found.missing[row, place],
            )  # fmt: skip


def _categories(run: AnalysisRun, daily: Daily, days: list[date]) -> Iterator[CategoryDay]:
    found = daily.narratives
    ids = dict(Category.objects.values_list("slug", "pk"))
    recent = slice(len(found.coins) - len(days), None)
    columns = {
        **{f"ahead_{span}": values for span, values in found.ahead.items()},
        "volume_share": found.volume_share,
        "volume_trend": found.volume_trend,
        "breadth": found.breadth,
        "momentum": found.momentum,
    }
    recent_columns = {name: values[recent] for name, values in columns.items()}
    coins, turns = found.coins[recent], found.turns[recent]
    for row, day in enumerate(days):
        for place in np.flatnonzero(coins[row]).tolist():
            yield CategoryDay(
                run=run,
                day=day,
                category_id=ids[found.categories[place]],
                coins=int(coins[row, place]),
                turned=bool(turns[row, place]),
                **_at({name: one[:, place] for name, one in recent_columns.items()}, row),
            )


def _at(columns: dict[str, np.ndarray], row: int) -> dict[str, float | None]:
    return {name: _number(values[row]) for name, values in columns.items()}


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _nullable(values: np.ndarray, *, kind: type = float) -> list:
    return [kind(value) if np.isfinite(value) else None for value in values.tolist()]
