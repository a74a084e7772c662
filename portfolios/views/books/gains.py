"""Realised gains by year, and the disposals of one, to look at and to take away."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.utils.text import slugify

from markets.streaming import streamed
from markets.views.parts import render_part
from markets.views.tables import headings_of
from portfolios.forms.books.filters import GainsForm
from portfolios.models import Portfolio
from portfolios.selectors.books.exports import book_csv
from portfolios.selectors.books.gains import (
    COLUMNS,
    NEWEST_FIRST,
    Gains,
    disposals_of,
    gains_by_year,
    gains_of,
)
from portfolios.views.access import visible_portfolio

PAGE_SIZE = 50
LABELS = {name: label for name, (label, _) in COLUMNS.items()}
TEXTS = {"asset", "term"}
NUMBERS = {"quantity", "proceeds", "cost", "gain"}


@login_required
def gains(request, pk):
    portfolio = visible_portfolio(request, pk)
    years = gains_by_year(portfolio)
    form = GainsForm(request.GET, portfolio=portfolio, years=list(years))
    only_rows, sort = form.only_rows(), request.GET.get("sort", NEWEST_FIRST)
    rows = disposals_of(portfolio, only_rows=only_rows, sort=sort)
    sums = gains_of(rows)
    paginator = Paginator(rows, PAGE_SIZE)
    # The sums have counted the rows already.
    paginator.count = sums.count
    context = {
        "portfolio": portfolio,
        "tab": "gains",
        "currency": portfolio.figures_currency.symbol,
        "years": years,
        "total": sum(years.values(), Gains()),
        "form": form,
        "only_rows": only_rows,
        "is_narrowed": bool(only_rows.asset or only_rows.account or only_rows.term),
        "sums": sums,
        "page": paginator.get_page(request.GET.get("page")),
        "headings": headings_of(LABELS, sort=sort, numbers=NUMBERS, rising=TEXTS),
    }
    return render_part(request, "portfolios/books/gains.html", context, part="disposals")


@login_required
def gains_csv(request, pk):
    """The same rows as the page's filters leave, all of them."""
    portfolio = visible_portfolio(request, pk)
    form = GainsForm(request.GET, portfolio=portfolio, years=list(gains_by_year(portfolio)))
    only_rows = form.only_rows()
    rows = disposals_of(portfolio, only_rows=only_rows, sort=request.GET.get("sort", "disposed"))
    name = download_name(portfolio, "gains", only_rows.year)
    return streamed(
        request, book_csv(portfolio, "disposals", rows), filename=name, media_type="text/csv"
    )


def download_name(portfolio: Portfolio, what: str, year: int | None) -> str:
    """savings-gains-2024.csv"""
    return f"{slugify(portfolio.name) or 'portfolio'}-{what}-{year or 'all'}.csv"
