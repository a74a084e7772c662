"""Daily values and flows as one series in one currency, for any set of holdings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from django.utils import timezone

from markets.models import Asset
from markets.numbers import ZERO
from portfolios.accounting.prices.valuation import DailyValue
from portfolios.models import DailyValue as DailyValueRow
from portfolios.models import Portfolio
from portfolios.selectors.books.holdings import values_of
from portfolios.selectors.ledger.exchange import Exchange

_ONE_DAY = timedelta(days=1)
_COLUMNS = ("portfolio_id", "day", "value", "inflow", "outflow")


@dataclass(frozen=True, slots=True)
class Source:
    """A part of a series: days in a row, in a currency of its own.

    `now` is what it is worth at the latest quotes, where the last day is today; else None. A sum
    of parts is at the latest quotes only where all of them are.
    """

    currency: Asset
    days: Sequence[DailyValue]
    now: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """Every day from the first to the last, in `currency`; what follows needs to know no more.

    `is_live`: the last day is valued at the latest quotes. `carried`: days on which a currency
    had no rate of its own, so that the one before was used. `is_converted`: some of it is not in
    `currency` by itself, so that its flows were converted too. `starts_late`: the first day that
    could be converted, where earlier ones could not; what was there then counts as put in.
    """

    currency: Asset
    days: tuple[DailyValue, ...]
    is_live: bool = False
    is_converted: bool = False
    carried: frozenset[date] = frozenset()
    starts_late: date | None = None


def series_of(portfolio: Portfolio, *, currency: Asset | None = None) -> Series:
    """A portfolio's series in its own currency, or converted at each day's rate."""
    return series_from(_sources([portfolio]), currency=currency or portfolio.figures_currency)


def series_of_all(portfolios: Sequence[Portfolio], *, currency: Asset) -> Series:
    """Several portfolios added up day by day, each converted at the day's rate.

    A constant number of queries, for any number of portfolios.
    """
    return series_from(_sources(portfolios), currency=currency)


def _sources(portfolios: Sequence[Portfolio]) -> list[Source]:
    keys = [portfolio.pk for portfolio in portfolios]
    rows = (
        DailyValueRow.objects.filter(portfolio__in=keys)
        .order_by("portfolio_id", "day")
        .values_list(*_COLUMNS)
    )
    days = {
        pk: [DailyValue(*row[1:]) for row in found]
        for pk, found in groupby(rows, key=itemgetter(0))
    }
    worth = values_of(portfolios)
    now = timezone.now()
    sources = []
    for portfolio in portfolios:
        own = days.get(portfolio.pk)
        if own:
            today = now.astimezone(portfolio.zone).date()
            is_live = own[-1].day == today and worth[portfolio.pk].is_whole
            live = worth[portfolio.pk].now if is_live else None
            sources.append(Source(portfolio.figures_currency, own, live))
    return sources


def series_from(sources: Sequence[Source], *, currency: Asset) -> Series:
    """Sources added up in one currency. No days where no source has any."""
    if not sources:
        return Series(currency, ())
    first = min(source.days[0].day for source in sources)
    last = max(source.days[-1].day for source in sources)
    exchange = Exchange(
        {currency, *(source.currency for source in sources)}, first=first, last=last
    )
    live = all(
        source.now is not None and exchange.latest(source.currency, currency) is not None
        for source in sources
    )
    parts = [_converted(one, exchange, currency=currency, live=live) for one in sources]
    days = parts[0] if len(parts) == 1 else _summed(parts, first=first, last=last)
    begun = [
        (source.days[0].day, part[0].day)
        for source, part in zip(sources, parts, strict=True)
        if part
    ]
    return Series(
        currency=currency,
        days=tuple(days),
        is_live=live,
        is_converted=any(source.currency.pk != currency.pk for source in sources),
        carried=exchange.carried(but=last if live else None),
        starts_late=max((day for wanted, day in begun if day > wanted), default=None),
    )


def _converted(
    source: Source, exchange: Exchange, *, currency: Asset, live: bool
) -> list[DailyValue]:
    days = list(source.days)
    if source.currency.pk != currency.pk:
        rates = exchange.daily(source.currency, currency, first=days[0].day, last=days[-1].day)
        known = next((place for place, rate in enumerate(rates) if rate), len(days))
        days = [
            DailyValue(day.day, day.value * rate, day.inflow * rate, day.outflow * rate)
            for day, rate in zip(days[known:], rates[known:], strict=True)
        ]
        if known and days:
            # What was there before any rate is taken to have come on the first day with one.
            days[0] = DailyValue(days[0].day, days[0].value, days[0].value, ZERO)
    if live and days:
        last, rate = days[-1], exchange.latest(source.currency, currency)
        days[-1] = DailyValue(last.day, source.now * rate, last.inflow, last.outflow)
    return days


def _summed(parts: Iterable[list[DailyValue]], *, first: date, last: date) -> list[DailyValue]:
    """Day by day; a part whose last day is earlier (another time zone) keeps its value."""
    length = (last - first).days + 1
    sums = [[ZERO] * length for _ in range(3)]
    for part in filter(None, parts):
        start = (part[0].day - first).days
        for place, day in enumerate(part, start):
            sums[0][place] += day.value
            sums[1][place] += day.inflow
            sums[2][place] += day.outflow
        for place in range(start + len(part), length):
            sums[0][place] += part[-1].value
    return [
        DailyValue(first + place * _ONE_DAY, *figures)
        for place, figures in enumerate(zip(*sums, strict=True))
    ]
