"""Stores analysed days as the nightly analysis does, with figures that a test chooses."""

import math
from datetime import UTC, date, datetime

import numpy as np

from markets.analytics.daily import PARTS, POINTS
from markets.models import AnalysisRun, Assessment, AssetPoints, Category, CategoryDay, MarketDay

FIGURES = {
    "total_cap": 3e12, "altcoin_cap": 1.2e12, "dominance": 55.0, "dominance_ex_stable": 60.0,
    "season": 40.0, "season_then": 30.0, "breadth_50": 31.0, "breadth_200": 25.0, "index": 9.0,
    "trend": -1.0, "stress": 0.0, "altcoin_cap_rises": 0.0, "dominance_falls": 0.0,
    "coins_lead": 1.0, "usage_grows": None, "volume_grows": 0.0,
}  # fmt: skip


def store_run(first: date, last: date | None = None, *, origin: str = "live") -> AnalysisRun:
    last = last or first
    return AnalysisRun.objects.create(
        origin=origin, method=1, first_day=first, last_day=last, points=list(POINTS),
        parts=list(PARTS), seen_at=datetime.now(UTC), total=(last - first).days + 1,
    )  # fmt: skip


def store_market_day(run: AnalysisRun, day: date, **figures) -> MarketDay:
    """`FIGURES` with those that are given in their place."""
    return MarketDay.objects.create(
        run=run, day=day, figures={**FIGURES, **figures}, assets=3, ranked=2
    )


def store_points(run: AnalysisRun, day: date, asset, **values) -> None:
    """An asset's day with these data points, grades, signal or trend; all others are unknown."""
    assessed = {
        name: values.pop(name)
        for name in ("trader", "investor", "signal", "trend")
        if name in values
    }
    at = {"run": run, "day": day, "asset": asset}
    Assessment.objects.create(
        **at, kind=asset.kind, trader_coverage=100.0, investor_coverage=100.0,
        parts=[math.nan] * len(PARTS), quantiles=[], **assessed,
    )  # fmt: skip
    found = np.full(len(POINTS), np.nan)
    for name, value in values.items():
        found[POINTS.index(name)] = value
    missing = np.where(np.isnan(found), 1, 0)
    AssetPoints.objects.create(
        **at, values=found.tolist(), ranks=np.full(len(POINTS), np.nan).tolist(),
        missing=missing.tolist(),
    )  # fmt: skip


def store_category_day(run: AnalysisRun, day: date, slug: str, **figures) -> CategoryDay:
    category, _ = Category.objects.get_or_create(slug=slug, defaults={"name": slug.title()})
    defaults = {"coins": 6, "turned": False}
    return CategoryDay.objects.create(run=run, day=day, category=category, **defaults | figures)
