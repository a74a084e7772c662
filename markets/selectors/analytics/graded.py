"""All graded coins of the last day as a table: filtered, sorted, beside seven days ago."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from markets.analytics.tiers import TIERS, tier_masks
from markets.models import Asset
from markets.selectors.analytics.changes import (
    GRADE_NAMES,
    GradeChange,
    grade_changes,
    rises_and_falls,
)
from markets.selectors.analytics.days import AnalysedDay
from markets.selectors.analytics.screener import Matrix, screener_matrix
from markets.selectors.screener.table import places_by_name

SORTS = (*GRADE_NAMES, "cap", "trader_change", "investor_change", "signal", "name")


@dataclass(frozen=True, slots=True)
class GradedRow:
    asset: Asset
    trader: float | None
    trader_coverage: float
    investor: float | None
    investor_coverage: float
    trend: int | None
    cap: float | None
    changes: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Graded:
    """`places` are those of all rows that fit, in order, in the matrix; `movers` by grade."""

    at: AnalysedDay
    places: list[int]
    movers: Mapping[str, tuple[list[GradeChange], list[GradeChange]]]
    _matrix: Matrix
    _changes: Mapping[str, Mapping[int, float]]

    def rows(self, places: list[int]) -> list[GradedRow]:
        """One query."""
        ids = [int(self._matrix.asset_ids[place]) for place in places]
        assets = Asset.objects.in_bulk(ids)
        return [self._row(place, assets[pk]) for place, pk in zip(places, ids, strict=True)]

    def _row(self, place: int, asset: Asset) -> GradedRow:
        def figure(name: str) -> float | None:
            value = float(self._matrix.column(name)[place])
            return value if np.isfinite(value) else None

        trend = figure("trend")
        return GradedRow(
            asset=asset,
            trader=figure("trader"),
            trader_coverage=figure("trader_coverage") or 0.0,
            investor=figure("investor"),
            investor_coverage=figure("investor_coverage") or 0.0,
            trend=None if trend is None else int(trend),
            cap=figure("cap"),
            changes={name: found.get(asset.pk) for name, found in self._changes.items()},
        )


def graded(
    *, sort: str = "trader", descending: bool = True, tier: str = "", category: str = "",
    movers: int = 5,
) -> Graded | None:  # fmt: skip
    """Coins with a grade, by one of SORTS, the unknown last; None before the first analysis.

    Raises ValueError for another sort or tier.
    """
    if sort not in SORTS:
        raise ValueError(f"There is no column {sort!r}")
    if tier and tier not in TIERS:
        raise ValueError(f"There is no tier {tier!r}")
    matrix = screener_matrix()
    if matrix is None:
        return None
    found = {name: grade_changes(grade=name, only_bands=False) for name in GRADE_NAMES}
    changes = {name: {one.asset_id: one.change for one in rows} for name, rows in found.items()}
    chosen = np.isfinite([matrix.column(name) for name in GRADE_NAMES]).any(axis=0)
    if tier:
        chosen &= tier_masks(matrix.column("cap")[None, :])[tier][0]
    if category:
        chosen &= np.array([category in listed for listed in matrix.categories], dtype=bool)
    places = np.flatnonzero(chosen)
    column = _column(matrix, sort, changes)[places]
    order = np.argsort(-column if descending else column, kind="stable")
    return Graded(
        at=matrix.at,
        places=places[order].tolist(),
        movers={name: rises_and_falls(rows, most=movers) for name, rows in found.items()},
        _matrix=matrix,
        _changes=changes,
    )


def _column(matrix: Matrix, sort: str, changes: Mapping[str, Mapping[int, float]]) -> np.ndarray:
    if sort == "name":
        return places_by_name(matrix.asset_ids)
    if sort == "signal":
        return matrix.column("trend")
    name, _, is_change = sort.partition("_")
    if not is_change:
        return matrix.column(sort)
    return np.array([changes[name].get(pk, np.nan) for pk in matrix.asset_ids.tolist()])
