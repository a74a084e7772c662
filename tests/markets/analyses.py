"""Analysed days by hand, for tests of what reads them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from markets.analytics.daily import PARTS, POINTS
from markets.analytics.methods import CURRENT
from markets.models import AnalysisRun, Assessment, AssetPoints, MarketDay
from tests.factories import make_asset

LIVE, BACK_COMPUTED = AnalysisRun.Origin.LIVE, AnalysisRun.Origin.BACK_COMPUTED


def store_analysis(
    day: date, assets: Mapping[str, Mapping] | None = None, *, origin: str = LIVE,
    version: int = 1, method: int = CURRENT, figures: Mapping | None = None, days: int = 1,
) -> AnalysisRun:  # fmt: skip
    """A finished run of a day, or of the stretch of `days` that ends on it.

    `assets` gives by slug the columns of its assessment, and data points under `points`. All days
    of a stretch are alike.
    """
    first = day - timedelta(days=days - 1)
    run = AnalysisRun.objects.create(
        origin=origin, method=method, version=version, first_day=first, last_day=day,
        points=POINTS, parts=PARTS, total=days, done=days,
        seen_at=datetime.combine(day + timedelta(days=1), time(1), tzinfo=UTC),
        finished_at=datetime.combine(day + timedelta(days=1), time(2), tzinfo=UTC),
    )  # fmt: skip
    for number in range(days):
        at = first + timedelta(days=number)
        assets = assets or {}
        MarketDay.objects.create(
            run=run, day=at, figures=dict(figures or {}), assets=len(assets), ranked=len(assets)
        )
        for slug, columns in assets.items():
            _store_asset(run, at, slug, dict(columns))
    return run


def _store_asset(run: AnalysisRun, day: date, slug: str, columns: dict) -> None:
    points = columns.pop("points", {})
    asset = make_asset(slug)
    defaults = {
        "kind": asset.kind, "trader_coverage": 100.0, "investor_coverage": 60.0,
        "parts": [50.0] * len(PARTS), "signal": 0, "trend": 0, "quantiles": [],
    }  # fmt: skip
    Assessment.objects.create(run=run, day=day, asset=asset, **(defaults | columns))
    values = [float(points.get(name, np.nan)) for name in POINTS]
    AssetPoints.objects.create(
        run=run, day=day, asset=asset, values=values, ranks=values,
        missing=[0 if name in points else 1 for name in POINTS],
    )  # fmt: skip
