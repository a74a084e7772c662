"""Pages over all portfolios of the user, and what leads from them to one of these."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect

from portfolios.selectors.ledger.last_entries import last_changed_portfolio


@login_required
def transaction_add(request):
    """To the form of the portfolio that the user changed last, or to that of a first portfolio."""
    portfolio = last_changed_portfolio(request.user)
    if portfolio is None:
        return redirect("portfolios:create")
    return redirect("portfolios:add", portfolio.pk)
