"""What the present plan would have done in the past, as a page and as the command's files."""

from datetime import UTC, datetime
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.shortcuts import render

from markets.streaming import streamed
from portfolios.exits.rehearsal.files import plan_lines, price_lines
from portfolios.selectors.books.holdings import holdings_of
from portfolios.selectors.exits.rehearsal import PATHS, SPANS, PlanFiles, plan_files, rehearsed
from portfolios.views.access import visible_portfolio

DEFAULT_SPAN = 90


@login_required
def rehearsal(request, pk):
    portfolio = visible_portfolio(request, pk)
    asked = _asked(request)
    plan = rehearsed(_files(portfolio, asked))
    context = {
        "portfolio": portfolio, "tab": "plan",
        "currency": portfolio.currency.symbol, "plan": plan, "spans": SPANS,
        "query": urlencode(asked), **asked,
    }  # fmt: skip
    return render(request, "portfolios/exits/rehearsal.html", context)


@login_required
def plan_csv(request, pk):
    portfolio = visible_portfolio(request, pk)
    lines = plan_lines(_files(portfolio, _asked(request)).rules)
    return streamed(request, lines, filename="PLAN.csv", media_type="text/csv")


@login_required
def prices_csv(request, pk):
    portfolio = visible_portfolio(request, pk)
    lines = price_lines(_files(portfolio, _asked(request)).prices)
    return streamed(request, lines, filename="PRICES.csv", media_type="text/csv")


def _asked(request) -> dict:
    """The span in days and the path; nonsense is the usual ones."""
    days, path = request.GET.get("days", ""), request.GET.get("path", "")
    return {
        "days": int(days) if days in map(str, SPANS) else DEFAULT_SPAN,
        "path": path if path in PATHS else next(iter(PATHS)),
    }


def _files(portfolio, asked: dict) -> PlanFiles:
    today = datetime.now(UTC).date()
    return plan_files(portfolio, holdings=holdings_of(portfolio), today=today, **asked)
