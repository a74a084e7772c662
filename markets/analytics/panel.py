"""What is known of many assets day by day, and what follows from it for every figure.

All arrays are float64 of days × assets; unknown is NaN. A `Panel` holds what was recorded, a
`View` what every figure shares: closes over short holes, returns, kinds and the universe of the
day. Each value of a View is a function of rows up to its own day.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from markets.analytics import windows
from markets.analytics.extras import SparseColumns
from markets.analytics.kinds import (
    COIN,
    FIAT,
    FUND,
    KINDS,
    STABLECOIN,
    WRAPPED,
    kinds_by_day,
)
from markets.analytics.series import by_columns, column_slices, growth_of, row_mean, shift
from markets.analytics.windows import LEAST_KNOWN

__all__ = [
    "CARRIED_DAYS",
    "COIN",
    "FIAT",
    "FUND",
    "KINDS",
    "LEAST_KNOWN",
    "LEAST_VOLUME",
    "RANKED_FROM",
    "STABLECOIN",
    "WRAPPED",
    "Panel",
    "Problem",
    "View",
]  # fmt: skip

# A hole of more days than this is a gap.
CARRIED_DAYS = 3
RANKED_FROM = 90  # closes
LEAST_VOLUME = 100_000.0  # mean dollars a day over 30 days
T = TypeVar("T")
# Counts of days are held for each day and asset; 16 bits would end after 89 years.
_COUNT = np.int32
_CANDLE = ("open", "high", "low", "close", "volume")
# What a view does not share with that of its last day.
_OWN = frozenset({"panel", "rows", "_results"})


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with the input: `line` counts from 1 in the asset's file, if it is a line's."""

    code: str
    asset: str | None
    line: int | None
    message: str


@dataclass(frozen=True, slots=True)
class Panel:
    """Daily candles and further figures as recorded; every calendar day has a row.

    `days` is (T,) datetime64[D]; `assets` (N,) sorted; `kinds` one of KINDS, or "" where the rule
    decides; prices and volumes are in dollars. `extras` maps a column's name to its array.
    `bitcoin` is Bitcoin's name among the assets.
    """

    days: np.ndarray
    assets: tuple[str, ...]
    kinds: tuple[str, ...]
    categories: tuple[frozenset[str], ...]
    open: np.ndarray
    high: np.ndarray
    low: np.ndarray
    close: np.ndarray
    volume: np.ndarray
    extras: Mapping[str, np.ndarray]
    problems: tuple[Problem, ...] = ()
    bitcoin: str = "BTC"

    def part(self, columns: slice) -> "Panel":
        """Some of the assets."""
        arrays = {name: getattr(self, name)[:, columns] for name in _CANDLE}
        return replace(
            self,
            **arrays,
            assets=self.assets[columns],
            kinds=self.kinds[columns],
            categories=self.categories[columns],
            extras=self._extras(columns),
        )

    def _extras(self, columns: slice) -> Mapping[str, np.ndarray]:
        if isinstance(self.extras, SparseColumns):
            return self.extras.part(columns)
        return {name: values[:, columns] for name, values in self.extras.items()}

    @property
    def is_bitcoin(self) -> np.ndarray:
        """(N,) Which asset Bitcoin is; none where it is not among them."""
        return np.array([asset == self.bitcoin for asset in self.assets], dtype=bool)


@dataclass(frozen=True, eq=False)
class View:
    """A panel with all that its figures share, computed once, when it is first asked for.

    Figures are wanted for the last `rows` days, by default all; what they rest on has every day.
    """

    panel: Panel
    rows: int | None = None
    _results: dict[tuple[Any, ...], Any] = field(default_factory=dict, init=False, repr=False)

    def last(self, *, rows: int = 1) -> "View":
        """The same panel, its figures of the last day alone, or of so many."""
        view = View(self.panel, rows=rows)
        shared = {name: value for name, value in self.__dict__.items() if name not in _OWN}
        view.__dict__.update(shared)
        return view

    def once(self, compute: Callable[..., T], *arguments: Hashable) -> T:
        """compute(view, *arguments), computed once a view."""
        key = (compute, *arguments)
        if key not in self._results:
            self._results[key] = compute(self, *arguments)
        result: T = self._results[key]
        return result

    def know(self, compute: Callable[..., T], result: T) -> None:
        """Take a result that was computed elsewhere for `once` of this computation."""
        self._results[(compute,)] = result

    def now(self, values: np.ndarray) -> np.ndarray:
        """The rows of the wanted days."""
        return values if self.rows is None else values[-self.rows :]

    def ago(self, values: np.ndarray, *, days: int) -> np.ndarray:
        """The values of so many days before each wanted day; NaN before the first row."""
        return self.now(shift(values, days))

    @cached_property
    def close(self) -> np.ndarray:
        """Closes; the first three days of a hole keep the last one."""
        return _carried(self.panel.close)

    @cached_property
    def open(self) -> np.ndarray:
        """Opens; a day that keeps the last close has a flat candle of it."""
        return self._flat(self.panel.open)

    @cached_property
    def high(self) -> np.ndarray:
        return self._flat(self.panel.high)

    @cached_property
    def low(self) -> np.ndarray:
        return self._flat(self.panel.low)

    @cached_property
    def age(self) -> np.ndarray:
        """Days since the first close, 0 on its own day, −1 before."""
        begun = np.isfinite(self.panel.close)
        first = np.where(begun.any(axis=0), begun.argmax(axis=0), len(begun)).astype(_COUNT)
        return np.maximum(np.arange(len(begun), dtype=_COUNT)[:, None] - first, _COUNT(-1))

    @cached_property
    def closes(self) -> np.ndarray:
        """How many closes there are up to each day."""
        return np.cumsum(np.isfinite(self.close), axis=0, dtype=_COUNT)

    @cached_property
    def is_gap(self) -> np.ndarray:
        """Whether the day lies in a hole, after its first three days."""
        return (self.age >= 0) & ~np.isfinite(self.close)

    @cached_property
    def peak(self) -> np.ndarray:
        """The highest close so far."""
        return np.fmax.accumulate(self.close, axis=0)

    @cached_property
    def simple(self) -> np.ndarray:
        """x = c ÷ c of the day before − 1."""
        return growth_of(self.close) - 1.0

    @cached_property
    def log(self) -> np.ndarray:
        """r = ln(c ÷ c of the day before)."""
        return np.log(growth_of(self.close))

    @cached_property
    def volume_30(self) -> np.ndarray:
        """Mean daily dollar volume of 30 days."""
        mean = by_columns(lambda volume: windows.mean(volume, days=30), self.panel.volume)
        return self.window(mean, count=windows.known(self.panel.volume, days=30), days=30)

    @cached_property
    def cap(self) -> np.ndarray:
        """Market capitalisation: as recorded, else close × circulating supply."""
        recorded = self.level("market_cap")
        supplied = self.close * self.level("circulating_supply")
        found = np.where(recorded > 0, recorded, supplied)
        return np.where((found > 0) & np.isfinite(found), found, np.nan)

    @cached_property
    def kinds(self) -> np.ndarray:
        """Places in KINDS: as given, else of a category, else a stablecoin by rule, else a coin."""
        given = zip(self.panel.kinds, self.panel.categories, strict=True)
        return kinds_by_day(list(given), close=self.close)

    @cached_property
    def is_ranked(self) -> np.ndarray:
        """The universe of the day: coins with a cap (else volume), 90 closes and enough volume."""
        has_size = np.isfinite(self.cap) | np.isfinite(self.volume_30)
        is_thin = self.volume_30 < LEAST_VOLUME  # an unknown volume is not
        is_old = (self.closes >= RANKED_FROM) & np.isfinite(self.close)
        return (self.kinds == COIN) & is_old & has_size & ~is_thin

    @cached_property
    def market_simple(self) -> np.ndarray:
        """(T,) The mean x of the day's ranked coins."""
        return row_mean(growth_of(self.close) - 1.0, self.is_ranked)

    @cached_property
    def market_log(self) -> np.ndarray:
        """(T,) The mean r of the day's ranked coins."""
        return row_mean(np.log(growth_of(self.close)), self.is_ranked)

    @cached_property
    def bitcoin(self) -> np.ndarray:
        """(T,) Bitcoin's closes, unknown where it is not among the assets."""
        if self.panel.bitcoin not in self.panel.assets:
            return np.full(len(self.close), np.nan)
        return self.close[:, self.panel.assets.index(self.panel.bitcoin)]

    def flow(self, name: str) -> np.ndarray:
        """An extra that counts what happened in a day (transactions, fees), as recorded."""
        return self.panel.extras.get(name, np.broadcast_to(np.nan, self.panel.close.shape))

    def level(self, name: str) -> np.ndarray:
        """An extra that stands at the day's end (a supply, a value): a hole keeps the last."""
        return _carried(self.flow(name))

    def level_now(self, name: str) -> np.ndarray:
        """The same on the wanted days."""
        return self.now(_carried(self.recent(self.flow(name), days=CARRIED_DAYS)))

    def recent(self, values: np.ndarray, *, days: int) -> np.ndarray:
        """The rows of the wanted days and so many before."""
        return values if self.rows is None else values[-self.rows - days :]

    def window(
        self, figure: np.ndarray, *, count: np.ndarray, days: int, before: int = 0
    ) -> np.ndarray:
        """A window's figure, of the last days or all, where it may be shown, else NaN.

        The asset has a close that day and began `days` + `before` days ago or earlier (returns
        need the close before); 80% of the window's days are known.
        """
        age, close = self.age[-len(figure) :], self.close[-len(figure) :]
        is_whole = (age >= days - 1 + before) & (count >= LEAST_KNOWN * days)
        return np.where(is_whole & np.isfinite(close), figure, np.nan)

    def parts(self) -> Iterator["View"]:
        """The same days of some of the assets each, so that what is computed needs little memory.

        What rests on all assets (kinds, the universe, the market's returns) is that of all.
        """
        slices = list(column_slices(self.close.shape))
        if len(slices) <= 1:
            yield self
            return
        for name in ("kinds", "is_ranked", "market_simple", "market_log", "bitcoin"):
            getattr(self, name)
        for columns in slices:
            part = View(self.panel.part(columns), rows=self.rows)
            for name, value in self.__dict__.items():
                if name not in _OWN:
                    part.__dict__[name] = value[:, columns] if value.ndim == 2 else value
            yield part

    def _flat(self, prices: np.ndarray) -> np.ndarray:
        return np.where(np.isfinite(self.panel.close), prices, self.close)


def _carried(values: np.ndarray) -> np.ndarray:
    """The last value known, where it is at most three days old."""
    filled = values.copy()
    for days in range(1, CARRIED_DAYS + 1):
        np.copyto(filled[days:], values[:-days], where=np.isnan(filled[days:]))
    return filled
