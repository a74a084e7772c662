"""What vendors say of an asset beyond its price: frozen records, and a protocol for each offer.

Figures bear the names of `markets.analytics.inputs.INPUTS`, in their units; days are UTC. Every
method may raise `ProviderError`.
"""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Protocol

from markets.analytics.inputs import COMMUNITY, DEVELOPER, INPUTS, SUPPLIES, USAGE, VENUES
from markets.providers.base import CandleRecord, ObservationRecord, Page
from markets.providers.cells import number

# Among the figures of a series: the vendor's price of the day, by which the series proves to be of
# the asset that is meant.
WITNESS = "price"
NOT_A_NUMBER = "not a number"
OUT_OF_RANGE = "out of range"
CONTRADICTORY = "supplies that contradict each other"
# More than any asset has ever had of it; a percentage has its own end.
MOST = {
    **dict.fromkeys(SUPPLIES, 1e30),
    **dict.fromkeys(USAGE, 1e14),
    **dict.fromkeys((*DEVELOPER, *COMMUNITY), 1e9),
    **dict.fromkeys(VENUES, 1e5),
    **dict.fromkeys(("closed_share", "top_venue_share", "top10_share", "votes_up"), 100.0),
    "trending": 1.0,
}
# Supplies of one answer are counted at different moments.
SUPPLY_SLACK = 1.01


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueRecord:
    """A market where an asset is traded: its 24-hour volume in dollars, its spread a fraction."""

    venue: str
    pair: str
    volume: float
    spread: float | None = None
    trust: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailsRecord:
    """What a vendor knows of an asset today; `price` tells whether it is the asset that is meant.

    `contracts` has an address by chain, `links` addresses by what they lead to; `rejected` counts
    the figures that make no sense, by reason.
    """

    ref: str
    symbol: str
    name: str
    price: float | None = None
    fdv: float | None = None
    description: str = ""
    algorithm: str = ""
    launched_on: date | None = None
    categories: tuple[str, ...] = ()
    contracts: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    figures: Mapping[str, float] = field(default_factory=dict)
    rejected: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryRecord:
    """A category as its vendor sums it up, in dollars; the change is a fraction."""

    ref: str
    name: str
    market_cap: float | None = None
    volume_24h: float | None = None
    change_24h: float | None = None
    leaders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolRecord:
    """A place where assets earn a yield: its size in dollars, yields as fractions a year.

    `tokens` are the addresses of what is paid in, on its chain; `may_lose` says that these may part
    in price, `is_outlier` that the vendor doubts its own figure.
    """

    ref: str
    project: str
    chain: str
    symbol: str
    tokens: tuple[str, ...]
    tvl: float
    apy: float
    apy_reward: float | None = None
    apy_mean_30d: float | None = None
    may_lose: bool = False
    is_outlier: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SentimentRecord:
    """The market's mood on a day, from 0 (fear) to 100 (greed)."""

    day: date
    value: float


class DetailsProvider(Protocol):
    """Says what an asset is, who builds and follows it, and where it is traded.

    `at_once` assets may be asked in a turn; `lists_members` says that its list of assets names
    their categories.
    """

    name: str
    at_once: int
    lists_members: bool

    def details(self, ref: str) -> DetailsRecord:
        """One asset, today."""

    def venues(self, ref: str) -> Page[VenueRecord]:
        """Its markets with the largest volume."""

    def trending(self) -> Page[str]:
        """The references of the day's most searched assets."""

    def categories(self) -> Page[CategoryRecord]:
        """All categories."""

    def members(self, ref: str) -> Page[str]:
        """The references of the largest assets of a category."""

    def ranges(self, ref: str, *, days: int) -> Page[CandleRecord]:
        """Completed days with their whole range, oldest first; no volume."""


class TotalsProvider(Protocol):
    """Says figures of all assets at once."""

    name: str

    def latest(self) -> Page[ObservationRecord]:
        """What is known of every asset today, each figure a value of one day."""


class YieldsProvider(Protocol):
    """Says where assets earn."""

    name: str

    def pools(self) -> Page[PoolRecord]:
        """Every pool, today."""


class SentimentProvider(Protocol):
    """Says the market's mood."""

    name: str

    def sentiment(self) -> Page[SentimentRecord]:
        """Every day that there is, oldest first."""


class Figures:
    """Collects figures of one asset, and counts those that cannot be right."""

    def __init__(self) -> None:
        self.values: dict[str, float] = {}
        self.rejected: Counter[str] = Counter()

    def take(self, figure: str, value: Any) -> None:
        """Take a cell as this figure; null is no figure."""
        try:
            found = checked(figure, value)
        except ValueError as error:
            self.rejected[str(error)] += 1
            return
        if found is not None:
            self.values[figure] = found

    def take_supplies(self, *, circulating: Any, total: Any, maximum: Any) -> None:
        """Take three supplies, none of them if they contradict each other; zero is unknown."""
        cells = dict(zip(SUPPLIES, (circulating, total, maximum), strict=True))
        for figure, value in cells.items():
            self.take(figure, value)
            if self.values.get(figure) == 0:
                del self.values[figure]
        present = [self.values[figure] for figure in SUPPLIES if figure in self.values]
        if any(less > more * SUPPLY_SLACK for less, more in pairwise(present)):
            self.rejected[CONTRADICTORY] += len(present)
            for figure in SUPPLIES:
                self.values.pop(figure, None)


def series_of(ref: str, values: Mapping[tuple[str, date], float]) -> tuple[ObservationRecord, ...]:
    """Values by (figure, day) as one record a figure, with NaN on days between that have none."""
    days: dict[str, list[date]] = {}
    for figure, day in values:
        days.setdefault(figure, []).append(day)
    records = []
    for figure, known in days.items():
        first, last = min(known), max(known)
        span = (first + timedelta(days=n) for n in range((last - first).days + 1))
        row = tuple(values.get((figure, day), math.nan) for day in span)
        records.append(ObservationRecord(ref=ref, figure=figure, first=first, values=row))
    return tuple(records)


def checked(figure: str, value: Any) -> float | None:
    """A cell as this figure, None for null. Raises ValueError with the reason if it can't be it."""
    if figure not in INPUTS:
        raise KeyError(figure)
    try:
        found = number(value)
    except ValueError:
        raise ValueError(NOT_A_NUMBER) from None
    if found is not None and not (0 <= found <= MOST[figure] and math.isfinite(found)):
        raise ValueError(OUT_OF_RANGE)
    return found
