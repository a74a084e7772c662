"""Grades and signals of what a portfolio holds."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render

from markets.selectors.analytics.record_tables import Shown, shown_records
from portfolios.selectors.allocation.outlook import outlook_of
from portfolios.selectors.books.holdings import holdings_of
from portfolios.selectors.performance import following
from portfolios.selectors.performance.series import series_of
from portfolios.views.access import visible_portfolio


@login_required
def signals_followed(request, pk):
    """What the portfolio would have done, had it held things while their signals were up."""
    portfolio = visible_portfolio(request, pk)
    return render(request, "portfolios/allocation/following.html", {
        "portfolio": portfolio, "tab": "outlook",
        "currency": portfolio.figures_currency.symbol,
        "followed": following.signals_followed(portfolio, series_of(portfolio)),
        "records": _records(),
    })  # fmt: skip


@login_required
def outlook(request, pk):
    """Positions beside their grades and signals, those that turned first in words."""
    portfolio = visible_portfolio(request, pk)
    return render(request, "portfolios/allocation/outlook.html", {
        "portfolio": portfolio, "tab": "outlook",
        "currency": portfolio.figures_currency.symbol,
        "outlook": outlook_of(portfolio, holdings=holdings_of(portfolio)),
        "records": _records(),
    })  # fmt: skip


def _records() -> list[Shown]:
    """The signals' own, live and back-computed."""
    return [record for *_, found in shown_records("signal") for record in found]
