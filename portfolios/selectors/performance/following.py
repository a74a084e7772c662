"""What following the signals would have done to a portfolio, after what its trades cost."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db.models import Sum

from markets.analytics.record.holdings import followed_holdings
from markets.analytics.record.signals import COSTS, Outcome, outcome
from markets.selectors.analytics.days import analysed_days
from markets.selectors.analytics.trends import trends_of
from portfolios.models import Portfolio
from portfolios.selectors.performance.parts import asset_prices, holding_values
from portfolios.selectors.performance.series import Series

# Fewer days say nothing.
LEAST_DAYS = 30
# A ledger whose fees are more than this of what it traded has other things among them.
MOST_COST = 0.05


@dataclass(frozen=True, slots=True)
class Followed:
    """Both over the same days, in the portfolio's currency; `growth` there is a year's.

    `total` and `held_total` are the returns of the whole span as fractions; `turnover` is how much
    of the portfolio was traded in all, 1 its whole value once. `has_own_cost` says whether `cost`
    (a fraction of what is traded) is the portfolio's own.
    """

    first: date
    last: date
    live_days: int
    following: Outcome
    holding: Outcome
    total: float
    held_total: float
    turnover: float
    cost: float
    has_own_cost: bool
    n: int


def signals_followed(portfolio: Portfolio, series: Series) -> Followed | None:
    """Over the analysed days on which the portfolio held something; None where they are too few.

    `series` is the portfolio's own. A constant number of queries.
    """
    if not series.days:
        return None
    start = series.days[0].day
    analysed = analysed_days(since=start)
    if not analysed:
        return None
    first, last = min(analysed), min(max(analysed), series.days[-1].day)
    values = _values_by_asset(portfolio, series)
    if not values or (last - first).days < LEAST_DAYS:
        return None
    assets = sorted(values)
    rows = slice((first - start).days, (last - start).days + 1)
    days = [one.day for one in series.days]
    prices = asset_prices(series, set(assets), days)
    own, cost = _cost(portfolio)
    follow, hold, traded = followed_holdings(
        np.stack([values[pk][rows] for pk in assets], axis=1),
        np.stack([prices[pk][rows] for pk in assets], axis=1),
        trends_of(assets, first=first, last=last, analysed=analysed),
        cost=cost,
    )
    counted = np.isfinite(follow)
    if counted.sum() < LEAST_DAYS:
        return None
    follow, hold = follow[counted], hold[counted]
    on = [first + timedelta(days=place) for place in np.flatnonzero(counted).tolist()]
    return Followed(
        first=on[0], last=on[-1],
        live_days=sum(day in analysed and analysed[day].is_live for day in on),
        following=outcome(follow), holding=outcome(hold),
        total=float(np.prod(1 + follow) - 1), held_total=float(np.prod(1 + hold) - 1),
        turnover=float(traded[counted].sum()), cost=cost, has_own_cost=own, n=len(on),
    )  # fmt: skip


def _values_by_asset(portfolio: Portfolio, series: Series) -> dict[int, np.ndarray]:
    """What all accounts held of each asset together was worth on each day."""
    values: dict[int, np.ndarray] = {}
    for holding in holding_values([portfolio], series):
        values[holding.asset] = values.get(holding.asset, 0.0) + holding.values
    return values


def _cost(portfolio: Portfolio) -> tuple[bool, float]:
    """The portfolio's fees of trades over what its sales and purchases came to, if it has any.

    Else the lower cost of the signals' record.
    """
    fees = portfolio.fees.filter(in_cost=True).aggregate(sum=Sum("value"))["sum"]
    closed = portfolio.disposals.aggregate(cost=Sum("cost"), proceeds=Sum("proceeds"))
    open_cost = portfolio.lots.aggregate(sum=Sum("cost"))["sum"]
    traded = sum(float(one) for one in (*closed.values(), open_cost) if one is not None)
    if fees and traded > 0 and float(fees) / traded <= MOST_COST:
        return True, float(fees) / traded
    return False, COSTS[0]
