"""A stop and its targets, armed at once."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from markets.views.locales import decimal_mark_of
from portfolios.forms.ladder import LadderForm
from portfolios.forms.numbers import initial_of_link
from portfolios.services.exits.ladders import arm_ladder
from portfolios.views.access import editable_portfolio
from portfolios.views.exits.typed import asset_named, level_context
from portfolios.views.ledger.suggestions import begin_with_only_coin, suggestion_context
from portfolios.views.once import done_once
from portfolios.views.refusals import refusals_in


@login_required
@done_once
def ladder_create(request, pk):
    portfolio = editable_portfolio(request, pk)
    form = LadderForm(
        request.POST or None, portfolio=portfolio, decimal_mark=decimal_mark_of(request)
    )
    form.initial = begin_with_only_coin(portfolio, initial_of_link(form.fields, request.GET))
    if request.method == "POST" and "show" not in request.POST and form.is_valid():
        with refusals_in(form):
            armed = arm_ladder(portfolio, user=request.user, **form.terms())
            said = ngettext(
                "Armed: a stop and a target on {symbol}.",
                "Armed: a stop and {count} targets on {symbol}.",
                len(armed) - 1,
            )
            said = said.format(count=len(armed) - 1, symbol=armed[0].asset.symbol)
            messages.success(request, said)
            return redirect("portfolios:plan", portfolio.pk)
    typed = level_context(request, form)
    context = suggestion_context(portfolio, written=asset_named(typed, form))
    context |= {
        "portfolio": portfolio, "tab": "plan", "form": form,
        "currency": portfolio.currency.symbol,
        **typed,
    }  # fmt: skip
    return render(request, "portfolios/exits/ladder_form.html", context)
