"""What is stored of an asset's daily history, what is missing, and what was revised."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
from django.db.models import Count, Max, Min
from django.utils.translation import gettext_lazy

from markets.blocks import BLOCK_DAYS
from markets.models import Asset, Candle, CandleCorrection, Market
from markets.postgres.arrays import read_rows
from markets.postgres.statements import statement
from markets.providers.base import ProviderError
from markets.providers.registry import make_provider
from markets.selectors.history import read_days

# So many of the latest are shown; all of them are in the administration.
MOST_SHOWN = 50
BEYOND = gettext_lazy("before the days that the source gives")
NOT_YET = gettext_lazy("not fetched yet")
UNLISTED = gettext_lazy("no longer listed")
NOT_GIVEN = gettext_lazy("not given by the source")
_DAY = timedelta(days=1)
_GAPS = statement(__file__, "assets_with_gaps")


@dataclass(frozen=True, slots=True)
class Gap:
    """Days without a close, both ends included, and why they are missing."""

    first: date
    last: date
    reason: str

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Source:
    """Where so many of the days come from; "live" are our own quotes."""

    name: str
    days: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class StoredHistory:
    """`without_range` counts days of which only the close is known."""

    first: date
    last: date
    days: int
    without_range: int
    sources: list[Source]
    gaps: list[Gap]
    corrections: list[CandleCorrection]


def stored_history(asset: Asset, *, today: date | None = None) -> StoredHistory | None:
    """None where no day is stored. Four queries."""
    yesterday = (today or datetime.now(UTC).date()) - _DAY
    figures = read_days([asset.pk])
    known = np.isfinite(figures.figures["close"][0]) if figures.figures["close"].size else []
    places = np.flatnonzero(known)
    if not len(places):
        return None
    first, last = (figures.first + int(place) * _DAY for place in (places[0], places[-1]))
    gaps = list(_runs(~known[places[0] : places[-1] + 1], first))
    if asset.launched_on and asset.launched_on < first:
        gaps.insert(0, (asset.launched_on, first - _DAY))
    if last < yesterday:
        gaps.append((last + _DAY, yesterday))
    earliest = _earliest_day()
    return StoredHistory(
        first=first,
        last=last,
        days=len(places),
        without_range=int((known & np.isnan(figures.figures["high"][0])).sum()),
        sources=_sources(asset),
        gaps=[Gap(*gap, _reason(*gap, asset, last, earliest)) for gap in reversed(gaps)],
        corrections=list(
            CandleCorrection.objects.filter(asset=asset).order_by("-day", "-pk")[:MOST_SHOWN]
        ),
    )


def assets_with_gaps() -> list[int]:
    """The assets that miss days between their first and their last folded one. One query."""
    return [pk for (pk,) in read_rows(_GAPS, {"block_days": BLOCK_DAYS})]


def _runs(missing: np.ndarray, first: date) -> Iterator[tuple[date, date]]:
    """The first and the last day of each run of missing ones, oldest first."""
    edges = np.diff(np.concatenate([[0], missing.astype(np.int8), [0]]))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        yield first + start * _DAY, first + (end - 1) * _DAY


def _reason(start: date, end: date, asset: Asset, last: date, earliest: date | None) -> str:
    if start > last:
        return NOT_YET if asset.is_active else UNLISTED
    return BEYOND if earliest is not None and end < earliest else NOT_GIVEN


def _earliest_day() -> date | None:
    market = Market.objects.first()
    try:
        return market and make_provider(market.provider, seed=market.seed).earliest_day()
    except ProviderError:
        # A plan without its key: nothing is known of its reach.
        return None


def _sources(asset: Asset) -> list[Source]:
    rows = Candle.objects.filter(asset=asset).order_by().values_list("source")
    found = rows.annotate(Count("day"), Min("day"), Max("day")).order_by("-day__count", "source")
    return [Source(*row) for row in found]
