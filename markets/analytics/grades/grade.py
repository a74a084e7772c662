"""The trader's and the investor's grade: weighted families of ranks, ranked again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from markets.analytics.grades.ranks import rank_among, ranks_of
from markets.analytics.panel import View
from markets.analytics.points.people import DEVELOPER
from markets.analytics.points.registry import DATA_POINTS
from markets.analytics.windows import divide
from markets.wording import gettext_noop as _

LEAST_COVERAGE = 25.0  # per cent of all weights; under it no grade is shown
PROVISIONAL_UNDER = 60.0
# From so many points on a grade has this word.
WORDS = (
    (80.0, _("strong")), (60.0, _("good")), (40.0, _("fair")), (20.0, _("weak")), (0.0, _("poor")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Family:
    """Data points that tell of one thing; `weight` is per cent of the grade."""

    name: str
    weight: float
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grade:
    """(R, N) arrays: the grade from 0 to 100, the per cent of weights available, family scores."""

    value: np.ndarray
    coverage: np.ndarray
    parts: Mapping[str, np.ndarray]


# The weights are fixed, not fitted. Risk weighs most for its rank correlation with later returns
# was positive in both histories that were measured, and momentum's was not.
TRADER = (
    Family("technical", 40.0, ("ret_14d", "sma_gap_50", "from_high_365")),
    Family("risk", 40.0, ("vol_30", "max_30", "beta_180", "idio_vol_180")),
    Family("liquidity", 20.0, ("amihud_30", "volume_30")),
)
INVESTOR = (
    Family("quality", 25.0, ("vol_90", "beta_180", "max_dd_365", "amihud_30")),
    Family("usage", 25.0, ("address_growth", "fees_growth", "tvl_growth_30")),
    Family("technology", 15.0, tuple(point.id for point in DEVELOPER)),
    Family("valuation", 35.0,
           ("cap_tvl", "cap_fees", "nvt_90", "mvrv", "dilution", "supply_growth_365")),
)  # fmt: skip
GRADES: Mapping[str, tuple[Family, ...]] = {"trader": TRADER, "investor": INVESTOR}


def grade_of(view: View, families: tuple[Family, ...]) -> Grade:
    """The rank of the weighted mean of the families that have a score.

    A family's score is the mean of its points' ranks, where at least half of them are known.
    """
    parts = {
        family.name: family_score(
            [view.once(ranks_of, DATA_POINTS[name]) for name in family.points]
        )
        for family in families
    }
    mean, coverage = weighted_mean(families, parts)
    among = view.now(view.is_ranked) & (coverage >= LEAST_COVERAGE)
    return Grade(rank_among(mean, among), coverage, parts)


def family_score(ranks: Sequence[np.ndarray]) -> np.ndarray:
    """The mean of an array of ranks a data point, where at least half of them are known."""
    found = np.array(ranks, dtype=float)
    known = np.isfinite(found)
    count = known.sum(axis=0)
    mean = divide(np.where(known, found, 0.0).sum(axis=0), count)
    return np.where(2 * count >= len(found), mean, np.nan)


def weighted_mean(
    families: Sequence[Family], scores: Mapping[str, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """The mean of the families that have a score, and the per cent of weights that they have."""
    found = np.array([scores[family.name] for family in families])
    weights = np.array([family.weight for family in families])
    available = np.where(np.isfinite(found), weights.reshape(-1, *[1] * (found.ndim - 1)), 0.0)
    coverage = available.sum(axis=0)
    return divide((available * np.nan_to_num(found)).sum(axis=0), coverage), coverage


def word_of(grade: float) -> str:
    return next(word for least, word in WORDS if grade >= least)
