"""A block of one asset's days while further ones are merged into it, and its arrays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from markets.blocks import BLOCK_DAYS, EPOCH
from markets.selectors.history import CLOSE, FIGURES, HIGH, LOW, OPEN, SINGLES, complete, unfold

# The source of a day that is known from our own quotes alone.
RECORDED = "live"


def _empty() -> np.ndarray:
    return np.full((len(FIGURES), BLOCK_DAYS), np.nan)


@dataclass(slots=True)
class Block:
    """`figures` is (`FIGURES`, BLOCK_DAYS), `is_recorded` (BLOCK_DAYS,)."""

    figures: np.ndarray = field(default_factory=_empty)
    is_recorded: np.ndarray = field(default_factory=lambda: np.zeros(BLOCK_DAYS, dtype=bool))
    source: str = RECORDED

    @classmethod
    def of(cls, source: str, recorded: np.ndarray, *arrays: np.ndarray) -> "Block":
        """The block that these columns of a `CandleBlock` hold."""
        block = cls(source=source)
        unfold(block.figures, *arrays)
        complete(block.figures)
        block.is_recorded[recorded - 1] = True
        return block

    def merge(self, days: Iterable[Sequence]) -> int:
        """Put in (day, *`FIGURES`, source); how many were new.

        A final day takes the place of a recorded one; else the day that is there stays. A day
        without a positive close is left out.
        """
        new = 0
        for day, *figures, source in days:
            place = (day - EPOCH).days % BLOCK_DAYS
            is_known = not np.isnan(self.figures[CLOSE, place])
            is_final = source != RECORDED
            if not 0 < figures[CLOSE] < np.inf:
                continue
            if is_known and not (is_final and self.is_recorded[place]):
                continue
            self.figures[:, place] = figures
            self.is_recorded[place] = not is_final
            if is_final:
                self.source = source
            new += 1
        return new

    def fill_range(self, day: date, opened: float, high: float, low: float) -> bool:
        """Give a day of which only the close is known its range; whether it was such a day."""
        place = (day - EPOCH).days % BLOCK_DAYS
        close = self.figures[CLOSE, place]
        if np.isnan(close) or np.isfinite(self.figures[HIGH, place]):
            return False
        self.figures[OPEN, place] = opened
        self.figures[HIGH, place], self.figures[LOW, place] = max(high, close), min(low, close)
        return True

    def replace_close(self, day: date, old: float, new: float) -> bool:
        """Give a day another close, if it has the old one; whether it had.

        Its open, high and low become unknown where the new close is outside of them.
        """
        place = (day - EPOCH).days % BLOCK_DAYS
        if self.figures[CLOSE, place] != old:
            return False
        self.figures[CLOSE, place] = new
        self.is_recorded[place] = False
        if not self.figures[LOW, place] <= new <= self.figures[HIGH, place]:
            self.figures[[OPEN, HIGH, LOW], place] = np.nan
        return True

    @property
    def has_days(self) -> bool:
        return bool(np.isfinite(self.figures[CLOSE]).any())

    def columns(self) -> tuple[str, list[int], np.ndarray, np.ndarray, np.ndarray]:
        """Source, recorded, open, close, figures, as `CandleBlock` stores them."""
        length = int(np.flatnonzero(np.isfinite(self.figures[CLOSE]))[-1]) + 1
        found = self.figures[:, :length]
        opened, close, rest = found[OPEN].copy(), found[CLOSE], found[SINGLES]
        follows = (opened[1:] == close[:-1]) & np.isfinite(found[HIGH, 1:])
        opened[1:][follows] = np.nan
        stored = np.flatnonzero(np.isfinite(opened))
        last = int(stored[-1]) + 1 if len(stored) else 0
        recorded = (np.flatnonzero(self.is_recorded) + 1).tolist()
        figures = rest if np.isfinite(rest).any() else np.empty((0, 0))
        return self.source, recorded, opened[:last], close, figures
