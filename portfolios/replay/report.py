"""Everything that a replay tells: the books, their daily values and the returns."""

from dataclasses import dataclass

from portfolios.accounting.booking.reconciling import residuals_of
from portfolios.accounting.core.records import Books, Problem
from portfolios.accounting.core.types import FigureProblem
from portfolios.accounting.prices.prices import Prices
from portfolios.accounting.prices.rates import Rates
from portfolios.accounting.prices.valuation import DailyValue, daily_values
from portfolios.accounting.returns.performance import (
    DailyReturn,
    daily_returns,
    money_weighted_rates,
    time_weighted_return,
)
from portfolios.accounting.returns.risk import Risk, risk_of


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a replay; returns are fractions, None where there is none."""

    books: Books
    days: tuple[DailyValue, ...]
    returns: tuple[DailyReturn, ...]
    rates: Rates
    risk: Risk | None
    problems: tuple[Problem, ...]

    @property
    def twr(self) -> float | None:
        """Time-weighted return over all days."""
        chained = time_weighted_return(self.returns)
        return None if chained is None else float(chained)


def report_on(books: Books, *, prices: Prices) -> Report:
    """Measure what came of the books' rows."""
    days = daily_values(books, prices=prices)
    returns = daily_returns(days)
    rates = money_weighted_rates(days)
    problems = (*books.problems, *residuals_of(books, last_day=days[-1] if days else None))
    if rates.ambiguous:
        others = ", ".join(repr(root) for root in rates.roots)
        message = f"Several yearly rates fit the flows ({others}): the one nearest 0 is given."
        problems = (*problems, Problem(FigureProblem.SEVERAL_RATES, message))
    return Report(books, days, returns, rates, risk_of(returns), problems)
