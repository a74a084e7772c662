"""Grades and signals of what a portfolio holds."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from markets.analytics.grades.grade import GRADES
from markets.selectors.analytics.record.verdicts import verdicts_of
from markets.selectors.screener.sorting import sort_rows
from markets.views.tables import headings_of
from portfolios.selectors.allocation.outlook import outlook_of
from portfolios.selectors.books.holdings import holdings_of
from portfolios.selectors.performance import following
from portfolios.selectors.performance.series import series_of
from portfolios.views.access import visible_portfolio

_HEADS = {
    "asset": _("Asset"), "value": _("Value"), "weight": _("Weight"), "trader": _("Trader"),
    "investor": _("Investor"), "signal": _("Signal"), "exit": _("Exit plan"),
}  # fmt: skip
_NUMBERS = {"value", "weight", "trader", "investor"}
_FIGURES = {
    "asset": lambda row: row.holding.asset.name.casefold(),
    "value": lambda row: row.holding.value, "weight": lambda row: row.holding.weight,
    "trader": lambda row: row.now and row.now.trader,
    "investor": lambda row: row.now and row.now.investor,
    "signal": lambda row: row.now and row.now.trend, "exit": lambda row: row.has_exit,
}  # fmt: skip


@login_required
def signals_followed(request, pk):
    """What the portfolio would have done, had it held things while their signals were up."""
    portfolio = visible_portfolio(request, pk)
    return render(request, "portfolios/allocation/following.html", {
        "portfolio": portfolio, "tab": "outlook",
        "currency": portfolio.figures_currency.symbol,
        "followed": following.signals_followed(portfolio, series_of(portfolio)),
        "records": verdicts_of("signal")["signal"],
    })  # fmt: skip


@login_required
def outlook(request, pk):
    """Positions beside their grades and signals, those that turned first in words."""
    portfolio = visible_portfolio(request, pk)
    found, sort = outlook_of(portfolio, holdings=holdings_of(portfolio)), request.GET.get("sort")
    sort = sort or "-value"
    return render(request, "portfolios/allocation/outlook.html", {
        "portfolio": portfolio, "tab": "outlook",
        "currency": portfolio.figures_currency.symbol,
        "outlook": found,
        "rows": sort_rows(found.rows, sort, by=_FIGURES),
        "headings": headings_of(_HEADS, sort=sort, numbers=_NUMBERS, rising={"asset", "exit"}),
        "verdicts": verdicts_of("signal", *GRADES),
    })  # fmt: skip
