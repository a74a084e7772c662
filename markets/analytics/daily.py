"""All that is stored of days: of the last ones of a panel, or of its last alone."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from markets.analytics.forecast import quantiles
from markets.analytics.grades.grade import GRADES, Grade, grade_of
from markets.analytics.grades.ranks import ranks_of
from markets.analytics.market import Narratives, market_figures, narratives, rule_states
from markets.analytics.panel import Panel, View
from markets.analytics.points.base import DataPoint
from markets.analytics.points.registry import (
    DATA_POINTS,
    missing_by_parts,
    values_by_parts,
)
from markets.analytics.series import row_median
from markets.analytics.signals import Signals, signals

POINTS = tuple(DATA_POINTS)
PARTS = tuple(f"{name}.{family.name}" for name, families in GRADES.items() for family in families)

GRADED = [
    DATA_POINTS[name]
    for name in dict.fromkeys(
        name for families in GRADES.values() for family in families for name in family.points
    )
]


@dataclass(frozen=True, slots=True)
class Points:
    """Of the last P days: values and ranks (P, N, 96) in the order of POINTS, and why missing."""

    values: np.ndarray
    ranks: np.ndarray
    missing: np.ndarray


@dataclass(frozen=True, slots=True)
class Daily:
    """Of the last R days of a panel: (R, N) each, `quantiles` (R, N, 7) a horizon, `market` (R,).

    `narratives` has all days of the panel, `points` the last P. `index_before` is the index of the
    market on the day before these.
    """

    panel: Panel
    days: np.ndarray
    kinds: np.ndarray
    has_close: np.ndarray
    is_ranked: np.ndarray
    grades: Mapping[str, Grade]
    signals: Signals
    quantiles: Mapping[int, np.ndarray]
    market: Mapping[str, np.ndarray]
    index_before: float
    narratives: Narratives
    points: Points


def analyse_days(panel: Panel, *, rows: int = 1, point_rows: int = 1) -> Daily:
    """The last `rows` days, the data points of the last `point_rows`.

    A day's figures are those that a panel has that ends on it. What overflows is unknown.
    """
    with np.errstate(all="ignore"):
        whole = View(panel)
        market, categories = _market(whole), narratives(whole)
        view = whole.last(rows=rows)
        points = _points(view if rows == point_rows else whole.last(rows=point_rows), point_rows)
        if rows != point_rows:
            values_by_parts(view, GRADED)
        return Daily(
            panel=panel,
            days=view.now(panel.days),
            kinds=view.now(whole.kinds),
            has_close=np.isfinite(view.now(whole.close)),
            is_ranked=view.now(whole.is_ranked),
            grades={name: grade_of(view, families) for name, families in GRADES.items()},
            signals=_signals(view),
            quantiles=quantiles(whole, rows=rows),
            market={name: view.now(values) for name, values in market.items()},
            index_before=market["index"][-rows - 1] if rows < len(panel.days) else np.nan,
            narratives=categories,
            points=points,
        )


def _signals(view: View) -> Signals:
    parts = [[view.now(values) for values in signals(part)] for part in view.parts()]
    return Signals(*(np.concatenate(columns, axis=1) for columns in zip(*parts, strict=True)))


def _market(view: View) -> dict[str, np.ndarray]:
    usage = {name: _median(view, DATA_POINTS[name]) for name in ("address_growth", "commits_4w")}
    return {
        **market_figures(view),
        **rule_states(view, address_growth=usage["address_growth"], commits=usage["commits_4w"]),
    }


def _median(view: View, point: DataPoint) -> np.ndarray:
    """(T,) Of the ranked coins' values. A view of its own computes them: they are not kept."""
    values = values_by_parts(view.last(rows=len(view.panel.days)), [point])
    return row_median(values[..., 0], view.is_ranked)


def _points(view: View, rows: int) -> Points:
    points = list(DATA_POINTS.values())
    if not rows:
        nothing = np.empty((0, len(view.panel.assets), len(points)))
        return Points(nothing, nothing.astype(np.float32), nothing.astype(np.int16))
    values = values_by_parts(view, points)
    ranks = np.stack([ranks_of(view, point).astype(np.float32) for point in points], axis=-1)
    return Points(values, ranks, missing_by_parts(view, points, values))
