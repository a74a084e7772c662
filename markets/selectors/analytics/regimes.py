"""What the market did in each regime: live and back-computed days apart, nothing claimed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from markets.analytics.market.regime import WORDS
from markets.models import AnalysisRun
from markets.selectors.analytics.market import StoredMarket, market_history

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row of one regime. `growth` is the market index's from the close of the first, when
    the regime was known, to that of the day after the last; None where an index is unknown.
    """

    regime: str
    first: date
    last: date
    growth: float | None
    is_open: bool

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class RegimeTotal:
    """All stretches of one regime together."""

    regime: str
    days: int
    stretches: int
    growth: float


@dataclass(frozen=True, slots=True)
class Regimes:
    """The stretches of one origin, the latest first, and their totals."""

    origin: str
    stretches: Sequence[Stretch]

    @property
    def is_live(self) -> bool:
        return self.origin == AnalysisRun.Origin.LIVE

    @property
    def totals(self) -> list[RegimeTotal]:
        totals = []
        for regime in WORDS.values():
            own = [one for one in self.stretches if one.regime == regime]
            if own:
                growth = 1.0
                for one in own:
                    growth *= 1 + (one.growth or 0.0)
                totals.append(RegimeTotal(regime, sum(one.days for one in own), len(own),
                                          growth - 1))  # fmt: skip
        return totals


def regime_history() -> list[Regimes]:
    """Of each origin that has days with a regime, the live one first. Four queries."""
    found = [
        Regimes(origin, stretches(market_history(origin=origin))[::-1])
        for origin in AnalysisRun.Origin
    ]
    return [one for one in found if one.stretches]


def stretches(history: Sequence[StoredMarket]) -> list[Stretch]:
    """Days in a row with the same regime, oldest first; a day that is missing ends one."""
    runs: list[list[int]] = []
    for _, group in groupby(enumerate(history), key=lambda pair: _key(*pair)):
        runs.append([place for place, _ in group])
    return [
        _stretch(history, places[0], places[-1])
        for places in runs
        if history[places[0]].regime is not None
    ]


def _key(place: int, market: StoredMarket) -> tuple:
    """The same on successive days of one regime."""
    return market.regime, market.at.day - place * _DAY


def _stretch(history: Sequence[StoredMarket], first: int, last: int) -> Stretch:
    begin, end = history[first], history[last]
    after = history[last + 1] if last + 1 < len(history) else None
    follows = after is not None and after.at.day == end.at.day + _DAY
    start, stop = (one.figures.get("index") for one in (begin, after if follows else end))
    return Stretch(
        regime=begin.regime,
        first=begin.at.day,
        last=end.at.day,
        growth=stop / start - 1 if start and stop else None,
        is_open=last + 1 == len(history),
    )
