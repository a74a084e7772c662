"""Target shares of a portfolio, and how far it has drifted from them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from markets.views.locales import decimal_mark_of
from markets.views.parts import render_part
from portfolios.forms.assets import asset_text
from portfolios.forms.numbers import initial_of_link, percent_of
from portfolios.forms.targets import TargetForm
from portfolios.models import Portfolio
from portfolios.selectors.allocation.targets import targets_of
from portfolios.selectors.books.holdings import holdings_of
from portfolios.services.allocation import targets as services
from portfolios.views.access import editable_portfolio, visible_portfolio
from portfolios.views.once import done_once
from portfolios.views.refusals import refusals_in
from portfolios.views.versions import atomic_post, conflict_of, locked_for_post, version_of


@login_required
@atomic_post
def target_list(request, pk):
    portfolio = visible_portfolio(request, pk)
    stored = _stored(portfolio, asset__slug=request.GET.get("asset", ""))
    mark = decimal_mark_of(request)
    form = TargetForm(portfolio=portfolio, initial=stored or _asked(request), decimal_mark=mark)
    conflict = None
    if request.method == "POST":
        editable_portfolio(request, pk)
        locked_for_post(request, Portfolio.objects.order_by(), pk)
        form = TargetForm(request.POST, portfolio=portfolio, decimal_mark=mark)
        is_valid = form.is_valid()
        stored = _stored(portfolio, asset=form.cleaned_data.get("asset"))
        conflict = conflict_of(request, form, stored=stored)
        if is_valid and not conflict:
            with refusals_in(form):
                target = services.set_target(portfolio, **form.cleaned_data)
                done = _("{symbol} has its target.").format(symbol=target.asset.symbol)
                messages.success(request, done)
                return redirect("portfolios:targets", pk)
    context = {
        "portfolio": portfolio,
        "tab": "overview",
        "currency": portfolio.figures_currency.symbol,
        "form": form,
        "version": version_of(stored),
        "conflict": conflict,
        "targets": targets_of(portfolio, holdings=holdings_of(portfolio)),
    }
    response = render_part(
        request, "portfolios/allocation/targets.html", context, part="target-rows"
    )
    response.status_code = 409 if conflict else 200
    return response


def _stored(portfolio, **which) -> dict:
    """A target as the form writes it; empty where there is none."""
    target = portfolio.targets.select_related("asset").filter(**which).first()
    if target is None:
        return {}
    return {
        "asset": asset_text(target.asset), "share": percent_of(target.share),
        "band": percent_of(target.band),
    }  # fmt: skip


def _asked(request) -> dict:
    """The asset that a link asks to give a target."""
    return initial_of_link({"asset": TargetForm.base_fields["asset"]}, request.GET)


@login_required
@require_POST
@done_once
def target_remove(request, pk, target):
    portfolio = editable_portfolio(request, pk)
    target = get_object_or_404(portfolio.targets.select_related("asset"), pk=target)
    services.remove_target(target)
    done = _("{symbol} has no target any more.").format(symbol=target.asset.symbol)
    messages.success(request, done)
    return redirect("portfolios:targets", pk)
