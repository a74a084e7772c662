"""How far the books are, while a change of a long ledger is being worked in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render

from portfolios.services.books.progress import booked_share
from portfolios.views.access import visible_portfolio


@login_required
def books_progress(request, pk):
    """The notice with its bar, asked again by htmx; once the books are there, the page is."""
    portfolio = visible_portfolio(request, pk)
    if not request.htmx:
        return redirect("portfolios:overview", pk=pk)
    if portfolio.books_are_current:
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {"portfolio": portfolio, "share": booked_share(portfolio.pk)}
    return render(request, "includes/books_progress.html", context)
