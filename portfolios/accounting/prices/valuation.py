"""Daily values: what the portfolio was worth at the end of each local day."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from operator import itemgetter

from markets.numbers import ZERO, exact
from portfolios.accounting.core.records import Books
from portfolios.accounting.prices.prices import Prices

_ONE_DAY = timedelta(days=1)

Changes = Mapping[date, Decimal]


@dataclass(frozen=True, slots=True)
class DailyValue:
    """Value at the day's end and the day's flows, in the books' currency."""

    day: date
    value: Decimal
    inflow: Decimal
    outflow: Decimal


def daily_values(books: Books, *, prices: Prices) -> tuple[DailyValue, ...]:
    """Every local day from the first row to the end of the books; empty without rows."""
    if books.first is None or books.as_of is None or books.as_of < books.first:
        return ()
    values = values_of_units(
        changes_by_asset(books.changes),
        prices=prices,
        currency=books.currency,
        first=books.first,
        last=books.as_of,
    )
    flows = {flow.day: (flow.inflow, flow.outflow) for flow in books.flows}
    return tuple(
        DailyValue(day, value, *flows.get(day, (ZERO, ZERO)))
        for day, value in zip(_days(books.first, books.as_of), values, strict=True)
    )


def changes_by_asset(
    changes: Mapping[tuple[Hashable, Hashable], Changes],
) -> dict[Hashable, dict[date, Decimal]]:
    """Net change in units of each asset over its accounts, in order of assets and days."""
    sums: dict[Hashable, dict[date, Decimal]] = {}
    with exact():
        for (_, asset), days in changes.items():
            merged = sums.setdefault(asset, {})
            for day, change in days.items():
                merged[day] = merged[day] + change if day in merged else change
    by_day = itemgetter(0)
    return {asset: dict(sorted(sums[asset].items(), key=by_day)) for asset in sorted(sums, key=str)}


def values_of_units(
    changes: Mapping[Hashable, Changes],
    *,
    prices: Prices,
    currency: Hashable,
    first: date,
    last: date,
) -> list[Decimal]:
    """Value at the end of each day from `first` to `last`, in `currency`.

    `changes` maps each asset to its changes in units by day, from the first ever on. Value is
    Σ quantity × price, debts counted negative; an asset without a price counts as 0.
    """
    values = [ZERO] * ((last - first).days + 1)
    with exact():
        for asset, days in changes.items():
            stretches = list(_stretches(days, first=first, last=last))
            if not stretches:
                continue
            begin, end = stretches[0][0], stretches[-1][1]
            closes = prices.daily(
                asset,
                first=first + begin * _ONE_DAY,
                last=first + (end - 1) * _ONE_DAY,
                currency=currency,
            )
            for start, end, held in stretches:
                for place in range(start, end):
                    price = closes[place - begin]
                    if price is not None:
                        values[place] += held * price
    return values


def _stretches(days: Changes, *, first: date, last: date) -> Iterator[tuple[int, int, Decimal]]:
    """(first place, place after the last, units) of the days on which some are held or owed."""
    held, start, origin = ZERO, 0, first.toordinal()
    for day, change in days.items():
        if day > last:
            break
        place = day.toordinal() - origin
        if held and place > start:
            yield start, place, held
        held += change
        start = max(place, 0)
    if held:
        yield start, last.toordinal() - origin + 1, held


def _days(first: date, last: date) -> Iterator[date]:
    return (first + number * _ONE_DAY for number in range((last - first).days + 1))
