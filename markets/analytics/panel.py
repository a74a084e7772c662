"""What is known of many assets day by day, and what follows from it for every figure.

All arrays are float64 of days × assets; unknown is NaN. A `Panel` holds what was recorded, a
`View` what every figure shares: closes over short holes, returns, kinds and the universe of the
day. Each value of a View is a function of rows up to its own day.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from markets.analytics import windows

KINDS = ("coin", "stablecoin", "wrapped", "fund", "fiat")
COIN, STABLECOIN, WRAPPED, FUND, FIAT = range(len(KINDS))
# A hole of more days than this is a gap.
CARRIED_DAYS = 3
RANKED_FROM = 90  # closes
LEAST_VOLUME = 100_000.0  # mean dollars a day over 30 days
# The share of a window's days that must be known where it touches a gap.
LEAST_KNOWN = 0.8
_PEG, _PEG_DEVIATION = 0.02, 0.02

_KIND_OF_CATEGORY = (
    (re.compile(r"(.*[ -])?stablecoins?"), STABLECOIN),
    (re.compile(r"wrapped([ -](tokens?|coins?|assets?))?"), WRAPPED),
    (re.compile(r"(.*[ -])?funds?"), FUND),
)


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


@dataclass(frozen=True)
class View:
    """A panel with all that its figures share, computed once, when it is first asked for."""

    panel: Panel

    @cached_property
    def close(self) -> np.ndarray:
        """Closes; the first three days of a hole keep the last one."""
        return self._carried(self.panel.close)

    @cached_property
    def age(self) -> np.ndarray:
        """Days since the first close, 0 on its own day, −1 before."""
        begun = np.isfinite(self.panel.close)
        first = np.where(begun.any(axis=0), begun.argmax(axis=0), len(begun))
        return np.maximum(np.arange(len(begun))[:, None] - first, -1)

    @cached_property
    def closes(self) -> np.ndarray:
        """How many closes there are up to each day."""
        return np.cumsum(np.isfinite(self.close), axis=0)

    @cached_property
    def is_gap(self) -> np.ndarray:
        """Whether the day lies in a hole, after its first three days."""
        return (self.age >= 0) & ~np.isfinite(self.close)

    @cached_property
    def simple(self) -> np.ndarray:
        """x = c ÷ c of the day before − 1."""
        return self._growth - 1.0

    @cached_property
    def log(self) -> np.ndarray:
        """r = ln(c ÷ c of the day before)."""
        return np.log(self._growth)

    @cached_property
    def volume_30(self) -> np.ndarray:
        """Mean daily dollar volume of 30 days."""
        return self.window(
            windows.mean(self.panel.volume, days=30),
            count=windows.known(self.panel.volume, days=30),
            days=30,
        )

    @cached_property
    def cap(self) -> np.ndarray:
        """Market capitalisation: as recorded, else close × circulating supply."""
        recorded = self.level("market_cap")
        supplied = self.close * self.level("circulating_supply")
        return np.where(np.isfinite(recorded), recorded, supplied)

    @cached_property
    def kinds(self) -> np.ndarray:
        """Places in KINDS: as given, else of a category, else a stablecoin by rule, else a coin."""
        given = map(_given, self.panel.kinds, self.panel.categories)
        codes = np.array([-1 if kind is None else kind for kind in given], dtype=np.int8)
        by_rule = np.where(self._is_pegged(codes == FIAT), STABLECOIN, COIN)
        return np.where(codes >= 0, codes, by_rule).astype(np.int8)

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
        return self._mean_of_ranked(self.simple)

    @cached_property
    def market_log(self) -> np.ndarray:
        """(T,) The mean r of the day's ranked coins."""
        return self._mean_of_ranked(self.log)

    def flow(self, name: str) -> np.ndarray:
        """An extra that counts what happened in a day (transactions, fees), as recorded."""
        return self.panel.extras.get(name, np.full(self.panel.close.shape, np.nan))

    def level(self, name: str) -> np.ndarray:
        """An extra that stands at the day's end (a supply, a value): a hole keeps the last."""
        return self._carried(self.flow(name))

    def window(
        self, figure: np.ndarray, *, count: np.ndarray, days: int, before: int = 0
    ) -> np.ndarray:
        """A window's figure where it may be shown, else NaN.

        The asset has its close of the day and began at least `days` + `before` days ago (returns
        need the close before); of the window's days 80% are known.
        """
        is_whole = (self.age >= days - 1 + before) & (count >= LEAST_KNOWN * days)
        return np.where(is_whole & np.isfinite(self.close), figure, np.nan)

    @cached_property
    def _growth(self) -> np.ndarray:
        growth = np.full(self.close.shape, np.nan)
        growth[1:] = windows.divide(self.close[1:], self.close[:-1])
        return growth

    def _carried(self, values: np.ndarray) -> np.ndarray:
        """The last value known, where it is at most three days old."""
        days = np.arange(len(values))[:, None]
        last = np.maximum.accumulate(np.where(np.isfinite(values), days, -1), axis=0)
        found = np.take_along_axis(values, np.maximum(last, 0), axis=0)
        return np.where((last >= 0) & (days - last <= CARRIED_DAYS), found, np.nan)

    def _mean_of_ranked(self, returns: np.ndarray) -> np.ndarray:
        counted = self.is_ranked & np.isfinite(returns)
        return windows.divide(np.where(counted, returns, 0.0).sum(axis=1), counted.sum(axis=1))

    def _is_pegged(self, is_fiat: np.ndarray) -> np.ndarray:
        """Whether 90 days of closes lay at a currency's: median |c ÷ rate − 1| and sd(r) < 2%."""
        spread = windows.moments(self.log, days=90)
        count = windows.known(self.close, days=90)
        deviation = self.window(spread.deviation(), count=count, days=90)
        day, asset = np.nonzero(deviation < _PEG_DEVIATION)
        is_pegged = np.zeros(self.close.shape, dtype=bool)
        if len(day):
            rates = np.column_stack([np.ones(len(self.close)), self.close[:, is_fiat]])
            for rate in rates.T:
                apart = np.abs(windows.divide(self.close, rate[:, None]) - 1.0)
                is_pegged[day, asset] |= _medians(apart, day, asset, days=90) < _PEG
        return is_pegged


def _given(kind: str, categories: frozenset[str]) -> int | None:
    if kind:
        return KINDS.index(kind)
    for pattern, code in _KIND_OF_CATEGORY:
        if any(pattern.fullmatch(name.strip().casefold()) for name in sorted(categories)):
            return code
    return None


def _medians(values: np.ndarray, day: np.ndarray, asset: np.ndarray, *, days: int) -> np.ndarray:
    """The medians of the known values of the windows that end at these days of these assets."""
    every = np.lib.stride_tricks.sliding_window_view(values, days, axis=0)
    ordered = np.sort(every[day - days + 1, asset], axis=1)  # NaN comes last
    count = np.isfinite(ordered).sum(axis=1)
    row = np.arange(len(ordered))
    low, high = np.maximum(count - 1, 0) // 2, count // 2
    return (ordered[row, low] + ordered[row, np.minimum(high, days - 1)]) / 2.0
