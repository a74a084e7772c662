"""Everything that a replay tells: the books, their daily values and the returns."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, tzinfo

from portfolios.accounting.books import build_books
from portfolios.accounting.entries import Entry
from portfolios.accounting.performance import (
    DailyReturn,
    daily_returns,
    money_weighted_rates,
    time_weighted_return,
)
from portfolios.accounting.prices import Prices
from portfolios.accounting.rates import Rates
from portfolios.accounting.records import Books, Problem
from portfolios.accounting.replay.fiat import FIAT
from portfolios.accounting.risk import Risk, risk_of
from portfolios.accounting.types import FigureProblem, Method, Scope
from portfolios.accounting.valuation import DailyValue, daily_values


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


def replay(
    entries: Iterable[Entry],
    *,
    prices: Prices,
    currency: str = "USD",
    method: Method = Method.FIFO,
    scope: Scope = Scope.PORTFOLIO,
    track_cash: bool = True,
    as_of: date | None = None,
    tz: tzinfo = UTC,
) -> Report:
    """Book entries that `read_ledger` accepted, and measure what came of them."""
    books = build_books(
        entries,
        prices=prices,
        currency=currency,
        fiat=FIAT,
        method=method,
        scope=scope,
        track_cash=track_cash,
        as_of=as_of,
        tz=tz,
        validated=True,
    )
    days = daily_values(books, prices=prices)
    returns = daily_returns(days)
    rates = money_weighted_rates(days)
    problems = books.problems
    if rates.ambiguous:
        others = ", ".join(repr(root) for root in rates.roots)
        message = f"Several yearly rates fit the flows ({others}): the one nearest 0 is given."
        problems = (*problems, Problem(FigureProblem.SEVERAL_RATES, message))
    return Report(books, days, returns, rates, risk_of(returns), problems)
