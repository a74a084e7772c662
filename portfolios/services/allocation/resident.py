"""The units that every portfolio holds, cached in memory between ticks as a sparse matrix.

Reading two million positions takes seconds, multiplying them with prices a few hundredths of
one. So a process that ticks reads them once, and then only those of portfolios whose books were
swapped since.
"""

from dataclasses import dataclass
from threading import Lock

import numpy as np
from django.db import connection
from scipy.sparse import csr_array

from markets.postgres.arrays import read_arrays
from markets.postgres.statements import statement
from portfolios.models import Portfolio

_UNITS = statement(__file__, "units")
_COLUMNS = {"portfolio": "bigint", "asset": "bigint", "units": "float8"}
# A transaction's number; see `Portfolio.books_swap`.
_HORIZON = statement(__file__, "horizon")


@dataclass(frozen=True, slots=True)
class Units:
    """Rows in order of portfolio, then asset: keys of int64, units of float64."""

    portfolio: np.ndarray
    asset: np.ndarray
    units: np.ndarray

    def without(self, portfolios: np.ndarray) -> "Units":
        keep = ~np.isin(self.portfolio, portfolios)
        return Units(self.portfolio[keep], self.asset[keep], self.units[keep])

    def merged(self, other: "Units") -> "Units":
        """Both, in order; they have no portfolio in common."""
        portfolio = np.concatenate([self.portfolio, other.portfolio])
        order = np.argsort(portfolio, kind="stable")
        return Units(
            portfolio[order],
            np.concatenate([self.asset, other.asset])[order],
            np.concatenate([self.units, other.units])[order],
        )


@dataclass(frozen=True, slots=True)
class Held:
    """Units by portfolio (a row each, in order of `portfolios`) and asset (a column each id).

    `assets` are the ids that anybody holds. `long` is the same as `units` without debts: the very
    same matrix where there are none.
    """

    portfolios: np.ndarray
    assets: np.ndarray
    units: csr_array
    long: csr_array

    @classmethod
    def of(cls, rows: Units) -> "Held":
        edges = np.flatnonzero(np.diff(rows.portfolio, prepend=-1, append=-2))
        shape = (len(edges) - 1, 1 + int(rows.asset.max(initial=0)))
        units = csr_array((rows.units, rows.asset, edges), shape=shape)
        long = units
        if (rows.units < 0).any():
            long = csr_array((np.maximum(rows.units, 0), units.indices, units.indptr), shape=shape)
        return cls(rows.portfolio[edges[:-1]], np.unique(rows.asset), units, long)


class ResidentUnits:
    """What all portfolios hold, brought up to date by `refresh`; safe among threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._rows: Units | None = None
        self._held: Held | None = None
        self._horizon = 0

    def refresh(self) -> Held:
        """The units as the database has them now."""
        with self._lock, connection.cursor() as cursor:
            cursor.execute(_HORIZON)
            (horizon,) = cursor.fetchone()
            rows = self._rows
            if rows is None:
                rows = _read()
            elif swapped := _swapped_since(self._horizon):
                rows = rows.without(np.array(swapped)).merged(_read(portfolios=swapped))
            if rows is not self._rows:
                self._rows, self._held = rows, Held.of(rows)
            self._horizon = horizon
            return self._held


def _swapped_since(horizon: int) -> list[int]:
    swapped = Portfolio.objects.order_by().filter(books_swap__gte=horizon)
    return list(swapped.values_list("pk", flat=True))


def _read(*, portfolios: list[int] | None = None) -> Units:
    return Units(**read_arrays(_UNITS, {"portfolios": portfolios}, columns=_COLUMNS))
