"""Whether the stored books add up, after any rebuild of any part of them."""

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Count, F, Sum

from markets.numbers import ZERO
from portfolios.accounting.booking.reconciling import unexplained
from portfolios.accounting.core.records import Problem
from portfolios.models import Portfolio
from portfolios.selectors.ledger.ledger import fiat_ids

# The last place that the database keeps; each stored figure may be off by half of it.
_LAST_PLACE = Decimal("1e-18")


def stored_residuals(portfolio: Portfolio) -> list[Problem]:
    """A problem for each identity that the stored figures break; five queries.

    Cost = net flow + realised + income − fees not in cost + carried; of each coin, open lots hold
    what lies in the accounts. Assets are primary keys.
    """
    found = [_of_money(portfolio), *_of_units(portfolio)]
    return [problem for problem in found if problem]


def _of_money(portfolio: Portfolio) -> Problem | None:
    names = ("cost", "realised", "income", "fees", "carried")
    held = portfolio.positions.aggregate(rows=Count("pk"), **{name: Sum(name) for name in names})
    cost, realised, income, fees, carried = (held[name] or ZERO for name in names)
    days = portfolio.dailyvalues.aggregate(rows=Count("pk"), net=Sum(F("inflow") - F("outflow")))
    explained = (days["net"] or ZERO) + realised + income - fees + carried
    rounding = (5 * held["rows"] + 2 * days["rows"]) * _LAST_PLACE
    of = f"of the cost in {portfolio.currency.symbol}"
    return _beyond(rounding, cost, explained, of)


def _of_units(portfolio: Portfolio) -> Iterator[Problem | None]:
    lots = _sums(portfolio.lots.filter(remaining__gt=0), "remaining")
    balances = _sums(portfolio.balances.exclude(asset__in=fiat_ids()), "quantity")
    for asset in sorted({*lots, *balances}):
        symbol, in_lots, pieces = lots.get(asset, ("", ZERO, 0))
        also, in_accounts, parts = balances.get(asset, ("", ZERO, 0))
        of = f"of {symbol or also} in lots"
        yield _beyond((pieces + parts) * _LAST_PLACE, in_lots, in_accounts, of, asset=asset)


def _sums(rows, name: str) -> dict[int, tuple[str, Decimal, int]]:
    summed = rows.order_by().values("asset").annotate(sum=Sum(name), rows=Count("pk"))
    found = summed.values_list("asset", "asset__symbol", "sum", "rows")
    return {asset: (symbol, total, count) for asset, symbol, total, count in found}


def _beyond(
    rounding: Decimal, stated: Decimal, explained: Decimal, of: str, *, asset: int | None = None
) -> Problem | None:
    if abs(stated - explained) <= rounding:
        return None
    return unexplained(stated, explained, of, asset=asset)
