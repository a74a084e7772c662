"""The table of a portfolio's positions: how its reader sees it, and the same as CSV."""

from django.contrib.auth.decorators import login_required
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from markets.streaming import streamed
from markets.views.locales import decimal_mark_of
from markets.views.tables import headings_of
from portfolios.forms.books.positions import PositionsViewForm
from portfolios.models import Portfolio
from portfolios.selectors.books.holdings import Holdings, holdings_of
from portfolios.selectors.positions.export import positions_csv
from portfolios.selectors.positions.query import (
    ACCOUNT,
    ASSET,
    CATEGORY,
    COLUMNS,
    PERIODS,
    TABLE,
    PositionsQuery,
    read_query,
    stored_form,
)
from portfolios.selectors.positions.table import position_table
from portfolios.views.access import visible_portfolio
from portfolios.views.table_views import choose_view

# So many at first; a row costs a third of a millisecond, and few people look at the hundredth.
ROWS_SHOWN = 50
GROUPINGS = {"": _("All"), ACCOUNT: _("By account"), CATEGORY: _("By category")}


def positions_context(request, portfolio: Portfolio, *, holdings: Holdings) -> dict:
    """What the table on a portfolio's page needs."""
    query = _asked(request, portfolio)
    table = position_table(portfolio, holdings=holdings, query=query)
    most = table.count if "all" in request.GET else ROWS_SHOWN
    return {
        "seen": query,
        "table": table,
        "position_groups": table.first(most),
        "more_positions": max(0, table.count - most),
        "headings": headings_of(query.labels, sort=query.sort, numbers=COLUMNS, rising={ASSET}),
        "column_count": len(query.columns) + 1,
        "groupings": GROUPINGS,
        "gain_periods": PERIODS,
    }


@login_required
def positions_export(request, pk):
    """The table that the address asks for, all its rows."""
    portfolio = visible_portfolio(request, pk)
    query = _asked(request, portfolio)
    table = position_table(portfolio, holdings=holdings_of(portfolio), query=query)
    text = positions_csv(table, query, currency=portfolio.figures_currency.symbol)
    name = f"{slugify(portfolio.name) or 'portfolio'}-positions.csv"
    return streamed(request, iter([text]), filename=name, media_type="text/csv")


@login_required
def positions_view(request, pk):
    """Choose how the table is seen."""
    portfolio = visible_portfolio(request, pk)
    currency = portfolio.figures_currency.symbol
    form = PositionsViewForm(
        request.POST or None, currency=currency, decimal_mark=decimal_mark_of(request),
        initial=PositionsViewForm.initial_of(_asked(request, portfolio)),
    )  # fmt: skip
    return choose_view(
        request, form, table=TABLE,
        back=f"{reverse('portfolios:overview', args=[pk])}#positions",
        stored=lambda: stored_form(form.query(), currency=currency),
        context={
            "portfolio": portfolio, "tab": "overview", "title": _("How positions are shown"),
        },
    )  # fmt: skip


def _asked(request, portfolio: Portfolio) -> PositionsQuery:
    own = request.user.table_views.get(TABLE, "")
    return read_query(request.GET, own=own, currency=portfolio.figures_currency.symbol)
