"""A portfolio at a glance: its value, how it is spread, what it holds."""

from django.contrib.auth.decorators import login_required
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from markets.analytics.charts.periods import RANGES, Period
from markets.views.charts import asked_range, chart_data, remember_range
from markets.views.parts import render_part
from portfolios.selectors.allocation.allocation import allocation_of
from portfolios.selectors.books.health import problem_titles
from portfolios.selectors.books.holdings import holdings_of
from portfolios.selectors.performance.charts import value_chart
from portfolios.views.access import visible_portfolio
from portfolios.views.books.positions import positions_context
from portfolios.views.privacy import shown_chart

RANGE_COOKIE = "portfolio_range"
SIDES = {
    "asset": _("Asset"),
    "account": _("Account"),
    "category": _("Category"),
    "tier": _("Cap tier"),
    "kind": _("Kind"),
}


@login_required
def overview(request, pk):
    """The page; asked again by htmx when prices change, only its figures."""
    portfolio = visible_portfolio(request, pk)
    holdings = holdings_of(portfolio)
    allocation = allocation_of(portfolio, holdings=holdings)
    side = request.GET.get("by") if request.GET.get("by") in SIDES else "asset"
    period = asked_range(request, cookie=RANGE_COOKIE, usual=Period.ALL)
    context = {
        "portfolio": portfolio,
        "ranges": RANGES,
        "chart": shown_chart(value_chart(portfolio, period)),
        "tab": "overview",
        "currency": portfolio.figures_currency.symbol,
        "today": timezone.now().astimezone(portfolio.zone).date(),
        "holdings": holdings,
        "allocation": allocation,
        "sides": SIDES,
        "side": side,
        "slices": getattr(allocation, f"by_{side}"),
        "problems": problem_titles(portfolio),
        "has_ledger": bool(holdings.rows) or portfolio.transactions.exists(),
        **positions_context(request, portfolio, holdings=holdings),
    }
    response = render_part(request, "portfolios/books/overview.html", context, part="figures")
    remember_range(request, response, cookie=RANGE_COOKIE)
    return response


@login_required
@chart_data
def value_data(request, pk, *, period):
    """The chart's points: the end of each day of a range."""
    return shown_chart(value_chart(visible_portfolio(request, pk), period))
