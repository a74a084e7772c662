"""Every asset × every figure of the last analysed day, to filter and sort in memory."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from markets.analytics.points.registry import DATA_POINTS
from markets.models import Assessment, Asset
from markets.postgres.arrays import join_arrays, read_row
from markets.postgres.statements import statement
from markets.selectors.analytics.days import AnalysedDay, latest_day
from markets.selectors.versions import Latest

_POINTS = statement(__file__, "points_of_day")
# Figures of an assessment that stand beside the data points.
ASSESSED = ("trader", "trader_coverage", "investor", "investor_coverage", "signal", "trend")
FIGURES = (*DATA_POINTS, *ASSESSED)


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """N assets, ordered by slug, and P `figures`; unknown is NaN.

    `values` (P, N) are data points and then grades, coverage, signal and trend; `ranks` (P, N) the
    ranks of data points, NaN for the others.
    """

    at: AnalysedDay
    figures: tuple[str, ...]
    asset_ids: np.ndarray
    slugs: np.ndarray
    kinds: np.ndarray
    categories: tuple[frozenset[str], ...]
    values: np.ndarray
    ranks: np.ndarray

    def column(self, figure: str, *, of_ranks: bool = False) -> np.ndarray:
        """(N,) Raises ValueError for a figure that there is not."""
        return (self.ranks if of_ranks else self.values)[self.figures.index(figure)]


@dataclass(frozen=True, slots=True)
class Bound:
    """A figure, or its rank, from `least` to `most`, both included. An unknown one is outside."""

    figure: str
    least: float = -np.inf
    most: float = np.inf
    of_ranks: bool = False


def screener_matrix() -> Matrix | None:
    """The matrix of the last analysed day; None before there is one.

    Built once a process and day: four queries at first, one from then on.
    """
    day = latest_day()
    return None if day is None else matrix_of(day)


def matrix_of(day: AnalysedDay) -> Matrix:
    """The matrix of the last analysed day, which is known: no query once it is built."""
    return _latest.get((day.run_id, day.day), lambda: _build(day))


def screen(
    matrix: Matrix, bounds: Iterable[Bound] = (), *, kinds: Sequence[str] = (),
    category: str = "", sort: str = "cap", by_rank: bool = False, descending: bool = True,
) -> np.ndarray:  # fmt: skip
    """The places of the assets within all bounds, in order of a figure, the unknown last.

    Equal ones stand by slug.
    """
    chosen = np.ones(len(matrix.slugs), dtype=bool)
    with np.errstate(invalid="ignore"):
        for bound in bounds:
            column = matrix.column(bound.figure, of_ranks=bound.of_ranks)
            chosen &= (column >= bound.least) & (column <= bound.most)
    if kinds:
        chosen &= np.isin(matrix.kinds, kinds)
    if category:
        chosen &= np.array([category in listed for listed in matrix.categories], dtype=bool)
    places = np.flatnonzero(chosen)
    column = matrix.column(sort, of_ranks=by_rank)[places]
    order = np.argsort(-column if descending else column, kind="stable")  # NaN comes last
    return places[order]


_latest: Latest[Matrix] = Latest()


def _build(day: AnalysedDay) -> Matrix:
    at = {"run": day.run_id, "day": day.day}
    found = list(
        Assessment.objects.filter(**at)
        .order_by("asset__slug")
        .values_list("asset_id", "asset__slug", "kind", *ASSESSED)
    )
    place = {pk: number for number, (pk, *_) in enumerate(found)}
    columns = (*day.points, *ASSESSED)
    values = np.full((len(columns), len(found)), np.nan)
    ranks = np.full_like(values, np.nan)
    keys, lengths, sent_values, sent_ranks = read_row(_POINTS, at)
    if keys is not None:
        places = [place[pk] for pk in keys.tolist()]
        shape = (len(places), len(day.points))
        for target, sent, kind in ((values, sent_values, "float8"), (ranks, sent_ranks, "float4")):
            known = join_arrays(sent, lengths, kind=kind).reshape(shape)
            target[: len(day.points), places] = known.T
    if found:
        values[len(day.points) :] = np.array([row[3:] for row in found], dtype=float).T
    return Matrix(
        at=day,
        figures=columns,
        asset_ids=np.array([row[0] for row in found], dtype=np.int64),
        slugs=np.array([row[1] for row in found], dtype=object),
        kinds=np.array([row[2] for row in found], dtype=object),
        categories=_categories(place),
        values=values,
        ranks=ranks,
    )


def _categories(place: dict[int, int]) -> tuple[frozenset[str], ...]:
    listed: dict[int, set[str]] = {}
    pairs = Asset.categories.through.objects.values_list("asset_id", "category__slug")
    for pk, slug in pairs.iterator():
        listed.setdefault(pk, set()).add(slug)
    return tuple(frozenset(listed.get(pk, ())) for pk in place)
