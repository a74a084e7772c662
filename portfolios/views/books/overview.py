"""A portfolio at a glance: its value, how it is spread, what it holds."""

from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.utils import timezone

from markets.views.parts import render_part
from portfolios.selectors.allocation.allocation import allocation_of
from portfolios.selectors.books.health import problem_titles
from portfolios.selectors.books.holdings import holdings_of
from portfolios.selectors.books.values import value_history
from portfolios.views.access import visible_portfolio

# The largest; a row costs half a millisecond, and few people look at the hundredth.
POSITIONS_SHOWN = 50
SIDES = {
    "asset": "Asset",
    "account": "Account",
    "category": "Category",
    "tier": "Cap tier",
    "kind": "Kind",
}


@login_required
def overview(request, pk):
    """The page; asked again by htmx when prices change, only its figures."""
    portfolio = visible_portfolio(request, pk)
    holdings = holdings_of(portfolio)
    allocation = allocation_of(portfolio, holdings=holdings)
    side = request.GET.get("by") if request.GET.get("by") in SIDES else "asset"
    show_all = "all" in request.GET
    context = {
        "portfolio": portfolio,
        "tab": "overview",
        "currency": portfolio.figures_currency.symbol,
        "today": timezone.now().astimezone(portfolio.zone).date(),
        "holdings": holdings,
        "positions": holdings.open if show_all else holdings.open[:POSITIONS_SHOWN],
        "hidden": 0 if show_all else max(0, len(holdings.open) - POSITIONS_SHOWN),
        "show_all": show_all,
        "allocation": allocation,
        "sides": SIDES,
        "side": side,
        "slices": getattr(allocation, f"by_{side}"),
        "problems": problem_titles(portfolio),
        "has_ledger": bool(holdings.rows) or portfolio.transactions.exists(),
    }
    return render_part(request, "portfolios/books/overview.html", context, part="figures")


@login_required
def value_data(request, pk):
    """The chart's points: the end of each day, and now."""
    portfolio = visible_portfolio(request, pk)
    points = [
        {"time": point.day.isoformat(), "value": float(point.value), "paid": float(point.net_flow)}
        for point in value_history(portfolio)
    ]
    return JsonResponse({"currency": portfolio.figures_currency.symbol, "points": points})
