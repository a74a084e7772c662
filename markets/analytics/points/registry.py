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


def values_of(view: View, point: DataPoint) -> np.ndarray:
    """(R, N) of the wanted days; NaN where there is no finite value."""
    values = view.once(point.compute)
    return np.where(np.isfinite(values), values, np.nan)


def missing_last(view: View, point: DataPoint, value: np.ndarray) -> list[str | None]:
    """Why each asset has no value on the panel's last day; None where it has, or x ÷ 0 is it.

    The first that holds: an input was never offered, the history is too short, the window touches
    a gap, volume is missing, a source has stopped.
    """
    age = view.age[-1]
    gone = view.is_gap[-min(point.history, len(view.is_gap)) :].any(axis=0)
    offered, recent = _inputs(view, point)
    answers: list[str | None] = []
    for place in range(len(age)):
        if np.isfinite(value[place]):
            answers.append(None)
        elif not offered[place]:
            answers.append(NO_VOLUME if point.inputs[0] == "volume" else NOT_OFFERED)
        elif age[place] < point.history - 1:
            answers.append(HISTORY)
        elif gone[place]:
            answers.append(GAP)
        elif not recent[place]:
            answers.append(NO_VOLUME if point.inputs[0] == "volume" else PROVIDER_STALE)
        else:
            answers.append(None)
    return answers


def _inputs(view: View, point: DataPoint) -> tuple[np.ndarray, np.ndarray]:
    """Of each asset, whether every input was ever known, and in the point's last days enough."""
    offered = np.ones(len(view.panel.assets), dtype=bool)
    recent = offered.copy()
    for names in point.inputs:
        known = np.zeros(view.close.shape, dtype=bool)
        for name in names.split("|"):
            known |= np.isfinite(_column(view, name))
        offered &= known.any(axis=0)
        days = min(point.history, len(known))
        recent &= known[-days:].sum(axis=0) >= 0.8 * days
    return offered, recent


def _column(view: View, name: str) -> np.ndarray:
    if name == BITCOIN:
        is_there = name in view.panel.assets
        return view.close[:, [view.panel.assets.index(name)]] if is_there else np.array([[np.nan]])
    return view.panel.volume if name == "volume" else view.level(name)
