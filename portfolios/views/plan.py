"""The exit plan of a portfolio: its armed levels, next to the prices they wait for."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from portfolios.accounting.numbers import plain
from portfolios.forms import TriggerForm, add_refusal, written
from portfolios.selectors.holdings import holdings_of
from portfolios.selectors.plan import exit_plan
from portfolios.services import triggers as services
from portfolios.services.errors import Refused
from portfolios.views.access import editable_portfolio, visible_portfolio


@login_required
def plan(request, pk):
    portfolio = visible_portfolio(request, pk)
    context = {
        "portfolio": portfolio,
        "section": "portfolios",
        "tab": "plan",
        "currency": portfolio.currency.symbol,
        "plan": exit_plan(portfolio, holdings=holdings_of(portfolio)),
    }
    template = "portfolios/plan.html"
    if request.htmx and not request.htmx.boosted:
        template += "#levels"
    return render(request, template, context)


@login_required
def trigger_create(request, pk):
    portfolio = editable_portfolio(request, pk)
    initial = {name: request.GET[name] for name in ("asset", "kind") if name in request.GET}
    form = TriggerForm(request.POST or None, portfolio=portfolio, initial=initial)
    breached = False
    if request.method == "POST" and form.is_valid():
        try:
            trigger = services.arm_trigger(portfolio, user=request.user, **form.cleaned_data)
        except Refused as refusal:
            breached = isinstance(refusal, services.AlreadyBreached)
            add_refusal(form, refusal)
        else:
            messages.success(request, f"Armed: {trigger} on {trigger.asset.symbol}.")
            return redirect("portfolios:plan", pk)
    return _form_page(request, portfolio, form, breached=breached)


@login_required
def trigger_edit(request, pk, trigger):
    portfolio = editable_portfolio(request, pk)
    trigger = get_object_or_404(
        portfolio.triggers.armed().select_related("asset", "currency"), pk=trigger
    )
    initial = {
        "asset": written(trigger.asset), "kind": trigger.kind,
        "level": plain(trigger.level), "share": plain(trigger.share * 100),
        "expires_at": trigger.expires_at and trigger.expires_at.astimezone(portfolio.zone).date(),
        "note": trigger.note,
    }  # fmt: skip
    form = TriggerForm(request.POST or None, portfolio=portfolio, initial=initial)
    breached = False
    if request.method == "POST" and form.is_valid():
        try:
            services.change_trigger(trigger, user=request.user, **form.cleaned_data)
        except Refused as refusal:
            breached = isinstance(refusal, services.AlreadyBreached)
            add_refusal(form, refusal)
        else:
            messages.success(request, "The level was moved.")
            return redirect("portfolios:plan", pk)
    return _form_page(request, portfolio, form, breached=breached, trigger=trigger)


def _form_page(request, portfolio, form, *, breached, trigger=None):
    context = {
        "portfolio": portfolio, "section": "portfolios", "tab": "plan", "form": form,
        "breached": breached, "trigger": trigger,
    }  # fmt: skip
    return render(request, "portfolios/trigger_form.html", context)


@login_required
@require_POST
def trigger_disarm(request, pk, trigger):
    portfolio = editable_portfolio(request, pk)
    trigger = get_object_or_404(portfolio.triggers, pk=trigger)
    try:
        services.disarm_trigger(trigger)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Disarmed.")
    return redirect("portfolios:plan", pk)
