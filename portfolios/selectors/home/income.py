"""Income of all portfolios in one currency, each day's at that day's rate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Sum

from markets.models import Asset
from markets.numbers import ZERO
from portfolios.models import Income, Portfolio
from portfolios.selectors.ledger.exchange import Exchange


@dataclass(frozen=True, slots=True)
class IncomeTogether:
    """Of the last 30 and 365 days, and of all; `unknown` counts the days without a rate."""

    month: Decimal
    year: Decimal
    all: Decimal
    unknown: int


def income_of(portfolios: Sequence[Portfolio], *, currency: Asset, today: date) -> IncomeTogether:
    """Six queries at most for any number of portfolios; one where all have the currency."""
    currencies = {portfolio.pk: portfolio.figures_currency for portfolio in portfolios}
    rows = list(
        Income.objects.filter(portfolio__in=currencies)
        .order_by()
        .values_list("portfolio_id", "day")
        .annotate(total=Sum("value"))
    )
    first = min((day for _, day, _ in rows), default=today)
    last = max((day for _, day, _ in rows), default=today)
    exchange = Exchange({currency, *currencies.values()}, first=first, last=last)
    rates = {
        asset.pk: exchange.daily(asset, currency, first=first, last=last)
        for asset in set(currencies.values())
    }
    sums: dict[int | None, Decimal] = {30: ZERO, 365: ZERO, None: ZERO}
    unknown: set[date] = set()
    for portfolio, day, total in rows:
        rate = rates[currencies[portfolio].pk][(day - first).days]
        if rate is None:
            unknown.add(day)
            continue
        for days in sums:
            if days is None or day > today - timedelta(days=days):
                sums[days] += total * rate
    return IncomeTogether(sums[30], sums[365], sums[None], len(unknown))
