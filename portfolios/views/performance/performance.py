"""What a portfolio earned over a period, beside a benchmark; and all portfolios together."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import conditional_page

from markets.analytics.charts.periods import RANGES
from markets.views.parts import render_part
from portfolios.accounting.returns.measures import flow_days
from portfolios.accounting.returns.risk import measured
from portfolios.models import Portfolio
from portfolios.selectors.performance.benchmarks import total_market_since
from portfolios.selectors.performance.charts import performance_chart
from portfolios.selectors.performance.parts import parts_of
from portfolios.selectors.performance.performance import (
    Performance,
    common_currency,
    owned_by,
    performance_of,
)
from portfolios.selectors.performance.series import Series, series_of, series_of_all
from portfolios.selectors.performance.slices import Slice, series_of_slice, slice_of
from portfolios.views.access import visible_portfolio
from portfolios.views.performance.parts import risk_rows
from portfolios.views.performance.query import CHARTS, Asked, read_query
from portfolios.views.privacy import shown_chart

FLOWS_SHOWN = 30
SIDES = {"asset": _("Asset"), "account": _("Account"), "category": _("Category")}
# Less of the currency than a page shows.
SMALLEST = 0.005


@login_required
def performance(request, pk):
    """The page; asked by htmx, only its figures."""
    portfolio = visible_portfolio(request, pk)
    asked = read_query(request.GET, default=portfolio.figures_currency)
    part = _part(portfolio, request.GET)
    series = _series(portfolio, part, asked)
    context = {
        "part": part,
        "frame": "portfolios/frame.html",
        "portfolio": portfolio,
        "portfolios": [portfolio],
        "tab": "performance",
        "data_address": reverse("portfolios:performance_data", args=[pk]),
    }
    if part is None:
        context |= _parts_addresses(pk)
    return _page(request, asked, series, context)


def _part(portfolio: Portfolio, query) -> Slice | None:
    try:
        return slice_of(portfolio, query)
    except LookupError as error:
        raise Http404(str(error)) from error


def _series(portfolio: Portfolio, part: Slice | None, asked: Asked) -> Series:
    if part is None:
        return series_of(portfolio, currency=asked.currency)
    return series_of_slice(portfolio, part, currency=asked.currency)


@login_required
@conditional_page
def performance_data(request, pk):
    """The charts' points."""
    portfolio = visible_portfolio(request, pk)
    asked = read_query(request.GET, default=portfolio.figures_currency)
    series = _series(portfolio, _part(portfolio, request.GET), asked)
    return _data(_figures(series, asked))


@login_required
def performance_all(request):
    """The same over every portfolio of one's own."""
    portfolios = owned_by(request.user)
    currency = common_currency(portfolios)
    if currency is None:
        return redirect("portfolios:list")
    asked = read_query(request.GET, default=currency)
    series = series_of_all(portfolios, currency=asked.currency)
    context = {
        "frame": "portfolios/frame_all.html",
        "portfolios": portfolios,
        "data_address": reverse("portfolios:performance_all_data"),
    }
    return _page(request, asked, series, context)


@login_required
@conditional_page
def performance_all_data(request):
    portfolios = owned_by(request.user)
    currency = common_currency(portfolios)
    if currency is None:
        raise Http404
    asked = read_query(request.GET, default=currency)
    return _data(_figures(series_of_all(portfolios, currency=asked.currency), asked))


def _figures(series: Series, asked: Asked) -> Performance:
    return performance_of(
        series,
        period=asked.period,
        first=asked.first,
        last=asked.last,
        benchmark=asked.benchmark,
    )


def _data(found: Performance) -> JsonResponse:
    return JsonResponse(shown_chart(performance_chart(found)).body())


def _page(request, asked: Asked, series: Series, context: dict) -> HttpResponse:
    found = _figures(series, asked)
    context |= {
        "asked": asked,
        "series": series,
        "currency": series.currency.symbol,
        "periods": RANGES,
        "charts": CHARTS,
        "found": found,
        "market_since": total_market_since(),
        "measures": found.measures,
        "query": request.GET.urlencode(),
    }
    if found.measures:
        context |= _measured_context(found, all_flows="flows" in request.GET)
        if "by" in request.GET and "parts_address" in context:
            context |= _parts_context(context["portfolio"], found, by=request.GET["by"])
    return render_part(
        request, "portfolios/performance/performance.html", context, part="performance-figures"
    )


@login_required
def performance_parts(request, pk):
    """The table of parts: on a long ledger it takes longer than the rest of its page."""
    portfolio = visible_portfolio(request, pk)
    asked = read_query(request.GET, default=portfolio.figures_currency)
    found = _figures(series_of(portfolio, currency=asked.currency), asked)
    context = _parts_addresses(pk) | {"currency": found.series.currency.symbol}
    if found.measures:
        context |= {"measures": found.measures, "stretch": found.measures.stretch}
        context |= _parts_context(portfolio, found, by=request.GET.get("by", ""))
    return render(request, "portfolios/performance/parts.html", context)


def _parts_addresses(pk: int) -> dict:
    return {
        "page_address": reverse("portfolios:performance", args=[pk]),
        "parts_address": reverse("portfolios:performance_parts", args=[pk]),
    }


def _parts_context(portfolio: Portfolio, found: Performance, *, by: str) -> dict:
    """Over a period that ends with the series' days; what ended earlier has no table."""
    stretch = found.measures.stretch
    if stretch.last != found.series.days[-1].day:
        return {}
    by = by if by in SIDES else "asset"
    parts = parts_of(portfolio, found.series, by=by, first=stretch.first)
    left = float(stretch.profit) - sum(part.profit for part in parts)
    unseen = by == "category" or abs(left) <= max(SMALLEST, 1e-6 * abs(float(stretch.closing)))
    return {
        "sides": SIDES, "by": by, "side": SIDES[by], "parts": parts,
        "remainder": None if unseen else left,
    }  # fmt: skip


def _measured_context(found: Performance, *, all_flows: bool) -> dict:
    measures = found.measures
    stretch = measures.stretch
    flows = flow_days(stretch)
    carried = sum(1 for day in stretch.days if day.day in found.series.carried)
    return {
        "stretch": stretch,
        "ends_live": found.series.is_live and stretch.last == found.series.days[-1].day,
        "chart": performance_chart(found),
        "years": list(reversed(found.years)),
        "risk": risk_rows(measures.risk),
        "risk_days": len(measured(measures.returns)) + bool(stretch.offset),
        "flows": flows if all_flows else flows[:FLOWS_SHOWN],
        "flows_hidden": 0 if all_flows else max(0, len(flows) - FLOWS_SHOWN),
        "flow_days": len(flows),
        "carried": carried,
    }
