"""Grades and signals of what a portfolio holds."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render

from markets.selectors.analytics.record_tables import shown_records
from portfolios.selectors.allocation.outlook import outlook_of
from portfolios.selectors.books.holdings import holdings_of
from portfolios.views.access import visible_portfolio


@login_required
def outlook(request, pk):
    """Positions beside their grades and signals, those that turned first in words."""
    portfolio = visible_portfolio(request, pk)
    return render(request, "portfolios/allocation/outlook.html", {
        "portfolio": portfolio, "tab": "outlook",
        "currency": portfolio.figures_currency.symbol,
        "outlook": outlook_of(portfolio, holdings=holdings_of(portfolio)),
        "records": [record for *_, found in shown_records("signal") for record in found],
    })  # fmt: skip
