"""Pages over all portfolios of the user, and what leads from them to one of these."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from markets.analytics.charts.periods import RANGES, Period
from markets.views.charts import asked_range, chart_data, remember_range
from markets.views.parts import render_part
from portfolios.forms.preferences import HomeCurrencyForm
from portfolios.models import PortfolioInvitation
from portfolios.selectors.home.home import home_currency, home_of, portfolios_of
from portfolios.selectors.ledger.last_entries import last_changed_portfolio
from portfolios.selectors.performance.charts import value_chart_of
from portfolios.selectors.performance.series import series_of_all
from portfolios.views.privacy import shown_chart

RANGE_COOKIE = "home_range"


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
    period = asked_range(request, cookie=RANGE_COOKIE, usual=Period.ALL)
    chart = value_chart_of(found.series.days, period=period, symbol=currency.symbol)
    context = {
        "home": found,
        "currency": currency.symbol,
        "currency_form": HomeCurrencyForm(initial={"currency": currency}),
        "invitations": invitations,
        "ranges": RANGES,
        "chart": shown_chart(chart),
    }
    response = render_part(request, "portfolios/home/home.html", context, part="home-figures")
    remember_range(request, response, cookie=RANGE_COOKIE)
    return response


@login_required
@chart_data
def home_data(request, *, period):
    """The chart's points, as those of one portfolio."""
    portfolios = portfolios_of(request.user)
    currency = home_currency(request.user, portfolios)
    days = series_of_all(portfolios, currency=currency).days
    return shown_chart(value_chart_of(days, period=period, symbol=currency.symbol))


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
