"""Rewards and fees: sums from several sides, and the rows behind them."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from markets.streaming import streamed
from markets.views.parts import render_part
from portfolios.forms.books.filters import IncomeForm
from portfolios.selectors.books import income as selectors
from portfolios.selectors.books.exports import book_csv
from portfolios.views.access import visible_portfolio
from portfolios.views.books.gains import download_name

PAGE_SIZE = 50
LISTS = {"income": _("Income"), "fees": _("Fees")}


@login_required
def income(request, pk):
    portfolio = visible_portfolio(request, pk)
    years = selectors.by_year(portfolio)
    form, only_rows, shown = _asked(request, portfolio, years)
    summary = selectors.summary_of(portfolio, only_rows=only_rows)
    rows = selectors.fees_of if shown == "fees" else selectors.incomes_of
    context = {
        "portfolio": portfolio,
        "tab": "income",
        "currency": portfolio.figures_currency.symbol,
        "years": years,
        "form": form,
        "only_rows": only_rows,
        "sums": summary.whole,
        "months": summary.months,
        "chart": selectors.months_chart(summary.months, currency=portfolio.figures_currency.symbol),
        "types": summary.types,
        "assets": summary.assets,
        "lists": LISTS,
        "shown": shown,
        "page": Paginator(rows(portfolio, only_rows=only_rows), PAGE_SIZE).get_page(
            request.GET.get("page")
        ),
    }
    return render_part(request, "portfolios/books/income.html", context, part="income-figures")


@login_required
def income_csv(request, pk):
    """The rows that the page's filters leave: rewards, or fees with `list=fees`."""
    portfolio = visible_portfolio(request, pk)
    _, only_rows, shown = _asked(request, portfolio, selectors.by_year(portfolio))
    rows = selectors.fees_of if shown == "fees" else selectors.incomes_of
    pieces = book_csv(portfolio, shown, rows(portfolio, only_rows=only_rows).order_by("at", "pk"))
    name = download_name(portfolio, shown, only_rows.year)
    return streamed(request, pieces, filename=name, media_type="text/csv")


def _asked(request, portfolio, years):
    """The form, what it narrows to, and which of the two lists is meant."""
    form = IncomeForm(request.GET, years=[int(sums.name) for sums in years])
    shown = request.GET.get("list")
    return form, form.only_rows(), shown if shown in LISTS else "income"
