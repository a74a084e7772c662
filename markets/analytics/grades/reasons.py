"""Why an asset has its grade, and what would change it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from markets.analytics.grades.grade import Family, family_score, weighted_mean
from markets.analytics.grades.ranks import rank_beside

MIDDLE = 50.0


@dataclass(frozen=True, slots=True)
class RankedPoint:
    """A data point of a family; `grade_at_middle` is the grade if its rank were 50."""

    id: str
    rank: float | None
    grade_at_middle: float | None


@dataclass(frozen=True, slots=True)
class FamilyShare:
    """`share` is the per cent of the mean that the family has, 0 where it has no score.

    `contribution` = share × (score − 50): the mean is 50 plus those of all families.
    """

    name: str
    weight: float
    share: float
    score: float | None
    contribution: float
    points: tuple[RankedPoint, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """`mean` is the weighted mean of family scores, whose rank among all coins is the grade."""

    grade: float
    mean: float
    families: tuple[FamilyShare, ...]

    @property
    def levers(self) -> list[RankedPoint]:
        """The points below the middle whose rise to it would raise the grade most."""
        points = [
            point
            for family in self.families
            for point in family.points
            if point.grade_at_middle is not None and point.grade_at_middle > self.grade
        ]
        return sorted(points, key=lambda point: -(point.grade_at_middle or 0.0))


def explain_grade(
    families: Sequence[Family],
    ranks: Mapping[str, np.ndarray],
    *,
    place: int,
    graded: np.ndarray,
) -> Explanation | None:
    """Why the asset at `place` has its grade, from the ranks (N,) of the day's assets.

    `graded` (N,) says which assets have one; None where this has not.
    """
    if not graded[place]:
        return None
    scores = {
        family.name: family_score([ranks[point] for point in family.points]) for family in families
    }
    means, coverage = weighted_mean(families, scores)
    own = {point: float(ranks[point][place]) for family in families for point in family.points}
    mean = float(means[place])
    is_other = graded & np.isfinite(means)
    is_other[place] = False
    others = means[is_other]
    return Explanation(
        grade=rank_beside(mean, others),
        mean=mean,
        families=tuple(
            _share(
                family, own, score=float(scores[family.name][place]),
                available=float(coverage[place]),
                grade_at=lambda change: rank_beside(mean + change, others),
            )
            for family in families
        ),
    )  # fmt: skip


def _share(
    family: Family, own: Mapping[str, float], *, score: float, available: float,
    grade_at: Callable[[float], float],
) -> FamilyShare:  # fmt: skip
    is_known = bool(np.isfinite(score))
    share = family.weight / available if is_known else 0.0
    count = sum(np.isfinite(own[point]) for point in family.points)
    points = []
    for point in family.points:
        rank = own[point]
        if not np.isfinite(rank):
            points.append(RankedPoint(point, None, None))
            continue
        at_middle = grade_at(share * (MIDDLE - rank) / count) if is_known else None
        points.append(RankedPoint(point, rank, at_middle))
    return FamilyShare(
        name=family.name,
        weight=family.weight,
        share=100 * share,
        score=score if is_known else None,
        contribution=share * (score - MIDDLE) if is_known else 0.0,
        points=tuple(points),
    )
