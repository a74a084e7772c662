"""What a field that takes an asset offers while somebody types."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from portfolios.selectors.books.held_assets import offered_assets
from portfolios.views.access import visible_portfolio

LONGEST = 160


@login_required
@require_GET
def asset_search(request):
    """Options of a list box; with `portfolio`, what is held counts in that one."""
    asked = request.GET.get("portfolio", "")
    portfolio = None
    if asked:
        if not (asked.isascii() and asked.isdigit() and len(asked) <= 18):
            raise Http404
        portfolio = visible_portfolio(request, int(asked))
    text = request.GET.get("q", "")[:LONGEST]
    offered = offered_assets(request.user, text, portfolio=portfolio)
    return render(request, "portfolios/asset_options.html", {"offered": offered})
