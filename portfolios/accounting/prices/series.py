"""The quotes of one pair of assets, by day."""

from bisect import bisect_right
from datetime import date
from decimal import Decimal

from markets.numbers import CONTEXT, ONE


class QuoteSeries:
    """The quotes of one pair in order of days; of two for one day the later given holds."""

    __slots__ = ("days", "quotes")

    def __init__(self, quotes: dict[date, Decimal]) -> None:
        self.quotes = quotes
        self.days = sorted(quotes)

    def day_before(self, day: date) -> date | None:
        """The last day up to `day` that has a quote."""
        if day in self.quotes:
            return day
        place = bisect_right(self.days, day)
        return self.days[place - 1] if place else None

    def at(self, day: date) -> Decimal | None:
        """The price that holds on a day."""
        found = self.quotes.get(day)
        if found is not None:
            return found
        before = self.day_before(day)
        return None if before is None else self.quotes[before]

    def each_day(self, first: date, last: date) -> list[Decimal | None]:
        """The price that holds on each day from `first` to `last`."""
        place = bisect_right(self.days, first)
        held = self.quotes[self.days[place - 1]] if place else None
        found: list[Decimal | None] = []
        start = first
        for later in self.days[place : bisect_right(self.days, last)]:
            found += [held] * (later - start).days
            start, held = later, self.quotes[later]
        return found + [held] * ((last - start).days + 1)

    def inverted(self) -> "QuoteSeries | None":
        """The same pair the other way; None where a price of 0 or less has no inverse."""
        if any(quote <= 0 for quote in self.quotes.values()):
            return None
        return QuoteSeries({day: CONTEXT.divide(ONE, quote) for day, quote in self.quotes.items()})
