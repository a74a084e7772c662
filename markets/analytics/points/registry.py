"""Every data point by id, and what to say where one has no value."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import numpy as np

from markets.analytics.inputs import FLOWS
from markets.analytics.panel import View
from markets.analytics.points.base import DataPoint
from markets.analytics.points.liquidity import LIQUIDITY
from markets.analytics.points.onchain import ONCHAIN
from markets.analytics.points.people import COMMUNITY, DEVELOPER
from markets.analytics.points.quantitative import BITCOIN, MARKET, QUANTITATIVE
from markets.analytics.points.technical import TECHNICAL, days_of_year, growth_this_year
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

VOLUME, PRICES = "volume", ("open", "high", "low")
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

    The first that holds: an input was never known, the history of the asset or of an input is too
    short, the window touches a gap, too little of an input is known in the window. 0 if it is not
    missing, or is x ÷ 0.
    """
    rows = len(values)
    reasons = np.zeros(values.shape, dtype=np.int16)
    days = _windows(view, point, rows=rows)
    least = np.minimum(days, np.arange(1, len(view.close) + 1)[-rows:])[:, None]
    if not point.is_unbroken:
        least = LEAST_KNOWN * least
    inputs = [(names, _is_known(view, names)) for names in point.inputs]
    for names, known in inputs:
        is_stale = _last_of(known, days=days) < least
        _put(reasons, is_stale, NO_VOLUME if names == VOLUME else PROVIDER_STALE)
    _put(reasons, _last_of(view.is_gap, days=days) > 0, GAP)
    is_young = view.age[-rows:] < days[:, None] - 1
    _put(reasons, is_young, HISTORY)
    for names, known in inputs:
        whole = np.full(rows, len(known))
        count = _last_of(known, days=whole)
        has_begun = count > _last_of(known, days=days - 1)
        if names == VOLUME:
            # A young asset cannot have more of it.
            _put(reasons, (~has_begun & ~is_young) | (count == 0), NO_VOLUME)
            continue
        _put(reasons, ~has_begun, HISTORY)
        if names != MARKET:
            _put(reasons, count == 0, NOT_OFFERED)
    reasons[np.isfinite(values)] = 0
    return reasons


def _windows(view: View, point: DataPoint, *, rows: int) -> np.ndarray:
    """(R,) How many days each window has, its own among them."""
    if point.compute is growth_this_year:
        return days_of_year(view)[-rows:] + 1
    return np.full(rows, point.history)


def _put(reasons: np.ndarray, where: np.ndarray, reason: str) -> None:
    np.copyto(reasons, MISSING.index(reason), where=where)


def _last_of(flags: np.ndarray, *, days: np.ndarray) -> np.ndarray:
    """(R, N) How many of the last `days` (R,) flags there are, up to each of the last R days."""
    stop = np.arange(len(flags) - len(days), len(flags)) + 1
    start = np.maximum(stop - days, 0)
    if len(days) == 1:
        return flags[start[0] :].sum(axis=0)[None, :]
    running = np.zeros((len(flags) + 1, *flags.shape[1:]), dtype=np.int32)
    np.cumsum(flags, axis=0, out=running[1:])
    return running[stop] - running[start]


def _is_known(view: View, names: str) -> np.ndarray:
    """(T, N) whether the column is known, or any of "one|other" is, and above 0."""
    if "|" not in names:
        return np.isfinite(_column(view, names))
    return np.logical_or.reduce([_column(view, name) > 0 for name in names.split("|")])


def _column(view: View, name: str) -> np.ndarray:
    if name in (BITCOIN, MARKET):
        return (view.bitcoin if name == BITCOIN else view.market_log)[:, None]
    if name == VOLUME:
        return view.panel.volume
    if name in PRICES:
        column: np.ndarray = getattr(view, name)
        return column
    return view.flow(name) if name in FLOWS else view.level(name)
