"""Pages over all portfolios of the user, and what leads from them to one of these."""

from itertools import accumulate

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from markets.numbers import ZERO, exact
from markets.views.parts import render_part
from portfolios.forms.home import HomeCurrencyForm
from portfolios.models import PortfolioInvitation
from portfolios.selectors.home.home import home_currency, home_of, portfolios_of
from portfolios.selectors.ledger.last_entries import last_changed_portfolio
from portfolios.selectors.performance.series import Series, series_of_all

# Nobody could distinguish more in a picture that the server draws.
DRAWN_POINTS = 200


def home(request):
    """What Tidemark is, for a visitor; what to do first, for a newcomer; else all portfolios.

    One portfolio alone is its own page.
    """
    if not request.user.is_authenticated:
        return render(request, "home.html")
    portfolios = portfolios_of(request.user)
    invitations = PortfolioInvitation.objects.for_user(request.user).select_related(
        "portfolio__owner"
    )
    if not portfolios:
        context = {"invitations": invitations, "section": "home"}
        return render(request, "portfolios/home/newcomer.html", context)
    if len(portfolios) == 1:
        if invitations:
            return redirect("portfolios:list")
        return redirect("portfolios:overview", portfolios[0].pk)
    return _all_together(request, portfolios, invitations)


def _all_together(request, portfolios, invitations) -> HttpResponse:
    currency = home_currency(request.user, portfolios)
    found = home_of(request.user, portfolios, currency=currency)
    points = _points(found.series)
    step = -(-len(points) // DRAWN_POINTS) or 1
    context = {
        "home": found,
        "currency": currency.symbol,
        "currency_form": HomeCurrencyForm(initial={"currency": currency}),
        "invitations": invitations,
        "points": list(reversed(points[::-step])),
    }
    return render_part(request, "portfolios/home/home.html", context, part="home-figures")


@login_required
def home_data(request):
    """The chart's points, as those of one portfolio."""
    portfolios = portfolios_of(request.user)
    currency = home_currency(request.user, portfolios)
    points = _points(series_of_all(portfolios, currency=currency))
    return JsonResponse({"currency": currency.symbol, "points": points})


def _points(series: Series) -> list[dict]:
    """The value of each day, and what was put in by then less what was taken out."""
    with exact():
        paid = accumulate((day.inflow - day.outflow for day in series.days), initial=ZERO)
        next(paid)
        return [
            {"time": day.day.isoformat(), "value": float(day.value), "paid": float(net)}
            for day, net in zip(series.days, paid, strict=True)
        ]


@login_required
@require_POST
def home_currency_set(request):
    """Keep the currency that all portfolios are shown in."""
    form = HomeCurrencyForm(request.POST)
    if form.is_valid():
        request.user.currency = form.cleaned_data["currency"]
        request.user.save(update_fields=["currency"])
    return redirect("home")


@login_required
def transaction_add(request):
    """To the form of the portfolio that the user changed last, or to that of a first portfolio."""
    portfolio = last_changed_portfolio(request.user)
    if portfolio is None:
        return redirect("portfolios:create")
    return redirect("portfolios:add", portfolio.pk)
