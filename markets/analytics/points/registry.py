"""Every data point by id, and what to say where one has no value."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from markets.analytics.panel import View
from markets.analytics.points.base import DataPoint
from markets.analytics.points.liquidity import LIQUIDITY
from markets.analytics.points.onchain import ONCHAIN
from markets.analytics.points.people import COMMUNITY, DEVELOPER
from markets.analytics.points.quantitative import BITCOIN, QUANTITATIVE
from markets.analytics.points.technical import TECHNICAL
from markets.analytics.points.valuation import VALUATION
from markets.analytics.windows import LEAST_KNOWN

DATA_POINTS: Mapping[str, DataPoint] = MappingProxyType(
    {
        point.id: point
        for group in (
            TECHNICAL, QUANTITATIVE, LIQUIDITY, VALUATION, ONCHAIN, DEVELOPER, COMMUNITY,
        )
        for point in group
    }
)  # fmt: skip

HISTORY, GAP, NO_VOLUME, NOT_OFFERED, PROVIDER_STALE = (
    "history", "gap", "no_volume", "not_offered", "provider_stale",
)  # fmt: skip

VOLUME = "volume"


def values_of(view: View, point: DataPoint) -> np.ndarray:
    """(R, N) of the wanted days; NaN where there is no finite value."""
    values = view.once(point.compute)
    return np.where(np.isfinite(values), values, np.nan)


def missing_last(view: View, point: DataPoint, values: np.ndarray) -> list[str | None]:
    """Why each of (N,) values of the panel's last day is missing; None if it is not, or is x ÷ 0.

    The first that holds: an input was never known, the history is too short, the window touches
    a gap, too little of an input is known in the window.
    """
    reasons = np.full(len(values), None, dtype=object)
    inputs = [(names, _is_known(view, names)) for names in point.inputs]
    for names, known in inputs:
        is_stale = known[-point.history :].sum(axis=0) < LEAST_KNOWN * min(
            point.history, len(known)
        )
        reasons[is_stale] = NO_VOLUME if names == VOLUME else PROVIDER_STALE
    reasons[view.is_gap[-point.history :].any(axis=0)] = GAP
    reasons[view.age[-1] < point.history - 1] = HISTORY
    for names, known in inputs:
        reasons[~known.any(axis=0)] = NO_VOLUME if names == VOLUME else NOT_OFFERED
    reasons[np.isfinite(values)] = None
    return reasons.tolist()


def _is_known(view: View, names: str) -> np.ndarray:
    """(T, N) whether any column of "one|other" is known."""
    known = np.zeros(view.close.shape, dtype=bool)
    for name in names.split("|"):
        known |= np.isfinite(_column(view, name))
    return known


def _column(view: View, name: str) -> np.ndarray:
    if name == BITCOIN:
        bitcoin = view.panel.is_bitcoin
        return view.close[:, bitcoin] if bitcoin.any() else np.array([[np.nan]])
    return view.panel.volume if name == VOLUME else view.level(name)
