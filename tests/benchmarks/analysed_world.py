"""An analysed day of a whole market, put into the database directly."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import numpy as np
from django.db import connection, transaction

from markets.analytics.daily import PARTS, POINTS
from markets.analytics.methods import CURRENT
from markets.models import AnalysisRun, MarketDay
from markets.postgres.copy import copy_into_temporary, copy_rows
from tests.benchmarks.harness import run_sql
from tests.factories import finish_refresh

YESTERDAY = datetime.now(UTC).date() - timedelta(days=1)
# Of data points that nobody knows of an asset: as many as of a real market's long tail.
UNKNOWN = 0.25
SYLLABLES = ("bo", "ra", "mi", "ka", "ve", "lo", "to", "su", "ni", "qua", "zen")


def analyse_assets(keys: list[int], *, day: date = YESTERDAY, seed: int = 1) -> AnalysisRun:
    """Ranks, 24-hour figures, grades and all data points of these assets, drawn by chance."""
    run_sql(
        "UPDATE markets_asset SET rank = n FROM (SELECT id, row_number() OVER (ORDER BY id) AS n"
        " FROM markets_asset WHERE kind = 'coin') AS numbered WHERE numbered.id = markets_asset.id"
    )
    _name_assets(keys)
    run_sql("UPDATE markets_quote SET volume_24h = market_cap * random() / 10")
    run = AnalysisRun.objects.create(
        origin=AnalysisRun.Origin.LIVE, method=CURRENT, first_day=day, last_day=day,
        points=list(POINTS), parts=list(PARTS), total=1, done=1, seen_at=datetime.now(UTC),
        finished_at=datetime.now(UTC),
    )  # fmt: skip
    MarketDay.objects.create(run=run, day=day, figures={}, assets=len(keys), ranked=len(keys))
    finish_refresh()
    dice = np.random.default_rng(seed)
    at = (("asset_id", "bigint"), ("run_id", "bigint"), ("day", "date"))
    points, grades = _drawn(dice, len(keys)), dice.uniform(0, 100, (len(keys), 2))
    with connection.cursor() as cursor:
        copy_rows(
            cursor, "markets_assetpoints",
            columns=(*at, ("values", "double precision[]"), ("ranks", "real[]"),
                     ("missing", "smallint[]")),
            rows=(
                (pk, run.pk, day, values, values.astype(np.float32),
                 np.isnan(values).astype(np.int16))
                for pk, values in zip(keys, points, strict=True)
            ),
        )  # fmt: skip
        copy_rows(
            cursor, "markets_assessment",
            columns=(*at, ("kind", "text"), ("trader", "double precision"),
                     ("trader_coverage", "double precision"), ("investor", "double precision"),
                     ("investor_coverage", "double precision"), ("parts", "real[]"),
                     ("signal", "smallint"), ("trend", "smallint"), ("quantiles", "real[]")),
            rows=(
                (pk, run.pk, day, "coin", float(trader), 100.0, float(investor), 60.0,
                 np.full(len(PARTS), 50, np.float32), 0, 1, np.empty(0, np.float32))
                for pk, (trader, investor) in zip(keys, grades, strict=True)
            ),
        )  # fmt: skip
    run_sql("ANALYZE markets_assetpoints, markets_assessment, markets_asset, markets_quote")
    return run


def _name_assets(keys: list[int]) -> None:
    """Names as coins have them, so that a beginning fits as many as in a real market."""
    names = ["".join(parts).capitalize() for parts in product(SYLLABLES, repeat=4)]
    with transaction.atomic(), connection.cursor() as cursor:
        copy_into_temporary(
            cursor, "named", columns=(("id", "bigint"), ("name", "text")),
            rows=zip(keys, names, strict=False),
        )  # fmt: skip
        cursor.execute(
            "UPDATE markets_asset SET name = named.name, symbol = upper(left(named.name, 3)) || n,"
            " slug = lower(named.name) FROM (SELECT *, id % 10 AS n FROM named) AS named"
            " WHERE named.id = markets_asset.id"
        )


def _drawn(dice: np.random.Generator, count: int) -> np.ndarray:
    points = dice.standard_normal((count, len(POINTS)))
    points[dice.random(points.shape) < UNKNOWN] = np.nan
    return points
