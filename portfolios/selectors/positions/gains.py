"""What each position gained in a period: by quotes, by the series of days, or by the books."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from markets.numbers import exact_decimal
from portfolios.accounting.returns.performance import daily_returns
from portfolios.models import Portfolio
from portfolios.selectors.books.holdings import Holdings, value_before
from portfolios.selectors.performance.parts import PartReturn, positions_over
from portfolios.selectors.performance.series import series_of
from portfolios.selectors.performance.spans import ALL, DAY, chained_over, stretch_over
from portfolios.selectors.positions.parts import Part
from portfolios.selectors.positions.query import ACCOUNT, PositionsQuery
from portfolios.selectors.positions.rows import Gain


@dataclass(frozen=True, slots=True)
class Gains:
    """Gains over a period; `over` is by (account or None, asset), where the period is of days."""

    period: str
    over: Mapping[tuple[int | None, int], PartReturn]
    total: Decimal | None
    total_share: Decimal | None

    def of(self, part: Part) -> Gain:
        """The gain of a part, in the portfolio's currency."""
        if self.period == DAY:
            return _last_day(part)
        if self.period == ALL:
            return Gain(_ever(part))
        found = self.over.get((part.account, part.holding.asset.pk))
        if found is None:
            return Gain()
        return Gain(exact_decimal(found.profit) / part.sharers, found.twr)


def gains_of(portfolio: Portfolio, holdings: Holdings, *, query: PositionsQuery) -> Gains:
    """The gains of a query's period; those of days read the portfolio's series."""
    if query.period == DAY:
        return Gains(DAY, {}, holdings.change_24h, holdings.change_24h_share)
    if query.period == ALL:
        return Gains(ALL, {}, holdings.profit, None)
    series = series_of(portfolio)
    if not series.days:
        return Gains(query.period, {}, None, None)
    stretch = stretch_over(series, query.period)
    over = positions_over(portfolio, series, first=stretch.first, by_account=query.group == ACCOUNT)
    share = chained_over(daily_returns(series.days), stretch)
    return Gains(query.period, over, stretch.profit, share)


def _last_day(part: Part) -> Gain:
    holding = part.holding
    if holding.price is None:
        return Gain()
    value = part.amounts.quantity * holding.price
    return Gain(value - value_before(value, holding.change_24h), holding.change_24h)


def _ever(part: Part) -> Decimal | None:
    """Unrealised + realised + income − fees + carried, as the portfolio's total profit is."""
    amounts, price = part.amounts, part.holding.price
    if amounts.realised is None:
        return None
    unrealised = 0 if price is None else amounts.quantity * price - amounts.cost
    return unrealised + amounts.realised + amounts.income - amounts.fees + amounts.carried
