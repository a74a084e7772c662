"""One position: figures, open lots, and the disposals that closed others."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from markets.models import Asset
from markets.views.asset import chart_context, remember_chart
from markets.views.parts import render_part
from portfolios.selectors.books.gains import DisposalFilter, disposals_of, gains_of
from portfolios.selectors.books.position import (
    holding_of,
    open_lots_of,
    parts_of,
    sums_of_lots,
    valued_lots,
)
from portfolios.views.access import visible_portfolio

PAGE_SIZE = 50
# What a list shows until all of it is asked for, and how many more are not worth the asking.
FEW, SPARED = 10, 2


@login_required
def position(request, pk, slug):
    portfolio = visible_portfolio(request, pk)
    asset = get_object_or_404(Asset, slug=slug)
    holding = holding_of(portfolio, asset)
    if holding is None:
        raise Http404
    account = _account(request, portfolio)
    only_rows = DisposalFilter(asset=asset, account=account)
    open_lots = open_lots_of(portfolio, asset, account=account)
    lot_sums = sums_of_lots(open_lots, price=holding.price)
    lots_page = _page_of(open_lots, count=lot_sums.count, asked=request.GET.get("lots"))
    closed = disposals_of(portfolio, only_rows=only_rows)
    sums = gains_of(closed)
    context = {
        "portfolio": portfolio,
        "tab": "position",
        **chart_context(request, asset),
        "currency": portfolio.figures_currency.symbol,
        "asset": asset,
        "holding": holding,
        "parts": parts_of(portfolio, holding),
        "account": account,
        "by_account": portfolio.scope == "account",
        "averages": portfolio.method == "average",
        "lots_page": lots_page,
        "lot_sums": lot_sums,
        "lots": valued_lots(
            list(lots_page), price=holding.price, portfolio=portfolio, now=timezone.now()
        ),
        "sums": sums,
        "page": _page_of(closed, count=sums.count, asked=request.GET.get("page")),
        "few": FEW,
    }
    response = render_part(
        request, "portfolios/books/position.html", context, part="position-chart"
    )
    remember_chart(request, response, context)
    return response


def _page_of(rows, *, count: int, asked: str | None) -> Page:
    """The first few of a long list; what was asked for, its pages."""
    short = asked is None and count > FEW + SPARED
    pages = Paginator(rows, FEW if short else PAGE_SIZE)
    pages.count = count
    return pages.get_page(asked)


def _account(request, portfolio):
    """The account that the lists are narrowed to; nonsense narrows nothing."""
    asked = request.GET.get("account", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 18):
        return None
    return portfolio.accounts.filter(pk=asked).first()
