"""The market's and its categories' figures, by day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from markets.analytics.market.regime import regime_in_words
from markets.models import CategoryDay, MarketDay
from markets.selectors.analytics.days import AnalysedDay, analysed_days, latest_day

Row = TypeVar("Row", MarketDay, CategoryDay)


@dataclass(frozen=True, slots=True)
class StoredMarket:
    """`figures` by the ids that docs/analyse.md lists, and the states of the altcoin checklist."""

    at: AnalysedDay
    figures: Mapping[str, float | None]
    assets: int
    ranked: int

    @property
    def regime(self) -> str | None:
        """Such as "falling calm"; None before the first trend."""
        trend, stress = self.figures.get("trend"), self.figures.get("stress")
        return None if trend is None or stress is None else regime_in_words(trend, stress)


def market_of(*, as_of: date | None = None) -> StoredMarket | None:
    """The last analysed day's market, at or before `as_of`. Two queries."""
    day = latest_day(as_of=as_of)
    if day is None:
        return None
    row = MarketDay.objects.get(run=day.run_id, day=day.day)
    return StoredMarket(day, row.figures, row.assets, row.ranked)


def market_history(
    *, since: date | None = None, until: date | None = None, origin: str | None = None
) -> list[StoredMarket]:
    """Every analysed day, oldest first. Two queries."""
    days = analysed_days(since=since, until=until, origin=origin)
    rows = MarketDay.objects.filter(day__in=list(days)).order_by("day")
    return [StoredMarket(at, row.figures, row.assets, row.ranked) for at, row in _of(days, rows)]


def categories_of(*, as_of: date | None = None) -> list[CategoryDay]:
    """All categories with coins on the last analysed day, by momentum, the unknown last."""
    day = latest_day(as_of=as_of)
    if day is None:
        return []
    rows = CategoryDay.objects.filter(run=day.run_id, day=day.day).select_related("category")
    return sorted(rows, key=lambda row: (row.momentum is None, -(row.momentum or 0.0)))


def category_history(
    slug: str, *, since: date | None = None, until: date | None = None, origin: str | None = None
) -> list[tuple[AnalysedDay, CategoryDay]]:
    """A category's analysed days, oldest first. Two queries."""
    days = analysed_days(since=since, until=until, origin=origin)
    rows = CategoryDay.objects.filter(category__slug=slug).select_related("category")
    return _of(days, rows.order_by("day"))


def recent_turns(*, since: date) -> list[tuple[AnalysedDay, CategoryDay]]:
    """Categories that turned since a day, the latest first."""
    days = analysed_days(since=since)
    rows = CategoryDay.objects.filter(turned=True, day__gte=since).select_related("category")
    return _of(days, rows.order_by("-day", "category__name"))


def _of(days: Mapping[date, AnalysedDay], rows: Iterable[Row]) -> list[tuple[AnalysedDay, Row]]:
    """Rows of these days, without those of other runs, which a later one has replaced."""
    known = ((days.get(row.day), row) for row in rows)
    return [(day, row) for day, row in known if day is not None and day.run_id == row.run_id]
