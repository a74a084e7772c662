"""Open, high, low, close and volume by instant, gathered into longer steps for a chart.

Instants are whole seconds since 1970 (UTC), those at which a bar begins, in ascending order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

# More points than this no screen shows: a bar would be narrower than two pixels.
MOST_POINTS = 500
_HOUR, _DAY = 3600, 86400
# 1970 began on a Thursday; weeks begin on Mondays.
_FIRST_MONDAY = 4 * _DAY


class Step(StrEnum):
    """How long a bar is, from the finest on; weeks and months are those of the calendar (UTC)."""

    HOUR = "1h"
    TWO_HOURS = "2h"
    DAY = "1d"
    WEEK = "1w"
    MONTH = "1mo"


_SECONDS = {
    Step.HOUR: _HOUR, Step.TWO_HOURS: 2 * _HOUR, Step.DAY: _DAY, Step.WEEK: 7 * _DAY,
    Step.MONTH: 28 * _DAY,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bars:
    """Columns of one length: `time` int64, the figures float64, NaN where unknown."""

    time: np.ndarray
    open: np.ndarray
    high: np.ndarray
    low: np.ndarray
    close: np.ndarray
    volume: np.ndarray

    def __len__(self) -> int:
        return len(self.time)

    def since(self, second: int) -> "Bars":
        """The bars that begin at that instant or later."""
        return self._at(slice(int(np.searchsorted(self.time, second)), None))

    def known(self) -> "Bars":
        """The bars that have a close."""
        return self._at(np.isfinite(self.close))

    def _at(self, places: slice | np.ndarray) -> "Bars":
        return Bars(*(getattr(self, name)[places] for name in self.__slots__))


def step_for(seconds: float, *, finest: Step) -> Step:
    """The finest step from `finest` on that shows so many seconds in at most `MOST_POINTS`."""
    steps = list(Step)[list(Step).index(finest) :]
    return next((step for step in steps if seconds / _SECONDS[step] <= MOST_POINTS), steps[-1])


def resample(bars: Bars, step: Step) -> Bars:
    """Bars of a longer step: open first, high max, low min, close last, volume summed.

    Bars without a close are left out. A bar that has a close alone opens, and reaches, no further
    than that. A sum of volumes is of those known, NaN where none is.
    """
    bars = _whole(bars.known())
    if not len(bars):
        return bars
    begins = beginnings(bars.time, step)
    first = np.flatnonzero(np.r_[True, begins[1:] != begins[:-1]])
    last = np.r_[first[1:], len(begins)] - 1
    has_volume = np.logical_or.reduceat(np.isfinite(bars.volume), first)
    volume = np.add.reduceat(np.nan_to_num(bars.volume), first)
    return Bars(
        time=begins[first],
        open=bars.open[first],
        high=np.maximum.reduceat(bars.high, first),
        low=np.minimum.reduceat(bars.low, first),
        close=bars.close[last],
        volume=np.where(has_volume, volume, np.nan),
    )


def beginnings(time: np.ndarray, step: Step) -> np.ndarray:
    """The instant at which the bar that each instant belongs to begins."""
    if step == Step.MONTH:
        months = time.astype("datetime64[s]").astype("datetime64[M]")
        return months.astype("datetime64[s]").astype(np.int64)
    shift = _FIRST_MONDAY if step == Step.WEEK else 0
    return time - (time - shift) % _SECONDS[step]


def _whole(bars: Bars) -> Bars:
    """Bars with a close, each with an open and a range that holds both."""
    opened = np.where(np.isfinite(bars.open), bars.open, bars.close)
    high = np.fmax(bars.high, np.maximum(opened, bars.close))
    low = np.fmin(bars.low, np.minimum(opened, bars.close))
    return Bars(bars.time, opened, high, low, bars.close, bars.volume)


def seconds_of(days: Sequence[date]) -> np.ndarray:
    """The midnight (UTC) that each day is drawn at."""
    return np.array(days, dtype="datetime64[D]").astype("datetime64[s]").astype(np.int64)


def months_between(first: date, last: date) -> list[date]:
    """The first days of the months from one to another, both included."""
    places = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(place // 12, place % 12 + 1, 1) for place in places]


def shown_places(*series: np.ndarray) -> np.ndarray:
    """Which of equally long series' values a chart shows: all, or at most about `MOST_POINTS`.

    Evenly many of them, the first and the last among them, and each series' least and greatest:
    the depth of a fall is not lost.
    """
    length = len(series[0])
    step = -(-length // MOST_POINTS)
    places = {0, *range(length - 1, -1, -step)} if length else set()
    if step > 1:
        for values in series:
            if np.isfinite(values).any():
                places |= {int(np.nanargmin(values)), int(np.nanargmax(values))}
    return np.array(sorted(places), dtype=np.int64)


def significant_digits(values: np.ndarray, *, least: int) -> int:
    """How many digits tell the values apart in a picture of 2,000 lines, from `least` up to 12."""
    known = values[np.isfinite(values)]
    spread = np.ptp(known) if len(known) else 0.0
    if not spread:
        return least
    return int(np.clip(np.ceil(np.log10(2000 * np.abs(known).max() / spread)), least, 12))


def decimal_texts(values: np.ndarray, *, digits: int) -> list[str | None]:
    """Each value as a decimal of so many significant digits; None where it is not known."""
    return [
        _decimal_text(value, digits) if known else None
        for value, known in zip(values.tolist(), np.isfinite(values).tolist(), strict=True)
    ]


def _decimal_text(value: float, digits: int) -> str:
    return np.format_float_positional(
        value, precision=digits, unique=False, fractional=False, trim="-"
    )
