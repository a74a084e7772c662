"""Every data point by id, and what to say where one has no value."""

from collections.abc import Iterable, Mapping
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
# In this order stored codes name them; the first is a value that is known, or x ÷ 0.
MISSING = (None, HISTORY, GAP, NO_VOLUME, NOT_OFFERED, PROVIDER_STALE)


def values_of(view: View, point: DataPoint) -> np.ndarray:
    """(R, N) of the wanted days; NaN where there is no finite value."""
    values = view.once(point.compute)
    return np.where(np.isfinite(values), values, np.nan)


def values_by_parts(view: View, points: Iterable[DataPoint]) -> np.ndarray:
    """(R, N, P) of these points, computed for some assets at a time; the view knows them then."""
    points = list(points)
    found = np.empty((*view.now(view.close).shape, len(points)))
    first = 0
    for part in view.parts():
        last = first + len(part.panel.assets)
        for place, point in enumerate(points):
            if not point.is_of_all:
                found[:, first:last, place] = values_of(part, point)
        first = last
    for place, point in enumerate(points):
        if point.is_of_all:
            found[..., place] = values_of(view, point)
        else:
            view.know(point.compute, found[..., place])
    return found


def missing_by_parts(view: View, points: Iterable[DataPoint], values: np.ndarray) -> np.ndarray:
    """Why values (R, N, P) are missing, as places in MISSING; see `missing_of`."""
    points = list(points)
    found = np.empty(values.shape, dtype=np.int16)
    first = 0
    for part in view.parts():
        columns = slice(first, first + len(part.panel.assets))
        for place, point in enumerate(points):
            found[:, columns, place] = missing_of(part, point, values[:, columns, place])
        first = columns.stop
    return found


def missing_last(view: View, point: DataPoint, values: np.ndarray) -> list[str | None]:
    """Why each of (N,) values of the panel's last day is missing; see `missing_of`."""
    return [MISSING[code] for code in missing_of(view, point, values[None, :])[0]]


def missing_of(view: View, point: DataPoint, values: np.ndarray) -> np.ndarray:
    """Why values (R, N) of the last R days are missing, as places in MISSING.

    The first that holds: an input was never known, the history is too short, the window touches
    a gap, too little of an input is known in the window. 0 if it is not missing, or is x ÷ 0.
    """
    rows = len(values)
    reasons = np.zeros(values.shape, dtype=np.int16)
    inputs = [(names, _is_known(view, names)) for names in point.inputs]
    length = np.minimum(point.history, np.arange(1, len(view.close) + 1))[-rows:, None]
    for names, known in inputs:
        is_stale = _last_of(known, days=point.history, rows=rows) < LEAST_KNOWN * length
        _put(reasons, is_stale, NO_VOLUME if names == VOLUME else PROVIDER_STALE)
    _put(reasons, _last_of(view.is_gap, days=point.history, rows=rows) > 0, GAP)
    _put(reasons, view.age[-rows:] < point.history - 1, HISTORY)
    for names, known in inputs:
        never = _last_of(known, days=len(known), rows=rows) == 0
        _put(reasons, never, NO_VOLUME if names == VOLUME else NOT_OFFERED)
    reasons[np.isfinite(values)] = 0
    return reasons


def _put(reasons: np.ndarray, where: np.ndarray, reason: str) -> None:
    np.copyto(reasons, MISSING.index(reason), where=where)


def _last_of(flags: np.ndarray, *, days: int, rows: int) -> np.ndarray:
    """How many of the last `days` flags there are, up to each of the last `rows` days."""
    if rows == 1:
        return flags[-days:].sum(axis=0)[None, :]
    running = np.cumsum(flags, axis=0, dtype=np.int32)
    before = np.zeros_like(running)
    before[days:] = running[:-days]
    return (running - before)[-rows:]


def _is_known(view: View, names: str) -> np.ndarray:
    """(T, N) whether any column of "one|other" is known."""
    known = np.zeros(view.close.shape, dtype=bool)
    for name in names.split("|"):
        known |= np.isfinite(_column(view, name))
    return known


def _column(view: View, name: str) -> np.ndarray:
    if name == BITCOIN:
        return view.bitcoin[:, None]
    return view.panel.volume if name == VOLUME else view.level(name)
