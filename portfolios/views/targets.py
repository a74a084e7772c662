"""Target shares of a portfolio, and how far it has drifted from them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from markets.views.parts import render_part
from portfolios.accounting.numbers import plain
from portfolios.forms import add_refusal, written
from portfolios.selectors.holdings import holdings_of
from portfolios.selectors.targets import targets_of
from portfolios.services import targets as services
from portfolios.services.errors import Refused
from portfolios.target_form import TargetForm
from portfolios.views.access import editable_portfolio, visible_portfolio


@login_required
def target_list(request, pk):
    portfolio = visible_portfolio(request, pk)
    form = TargetForm(initial=_initial(request, portfolio))
    if request.method == "POST":
        editable_portfolio(request, pk)
        form = TargetForm(request.POST)
        if form.is_valid():
            try:
                target = services.set_target(portfolio, **form.cleaned_data)
            except Refused as refusal:
                add_refusal(form, refusal)
            else:
                messages.success(request, f"{target.asset.symbol} has its target.")
                return redirect("portfolios:targets", pk)
    context = {
        "portfolio": portfolio,
        "section": "portfolios",
        "tab": "overview",
        "currency": portfolio.figures_currency.symbol,
        "form": form,
        "targets": targets_of(portfolio, holdings=holdings_of(portfolio)),
    }
    return render_part(request, "portfolios/targets.html", context, part="target-rows")


def _initial(request, portfolio) -> dict:
    """The target that a link asks to change, as the form writes it."""
    slug = request.GET.get("asset", "")
    target = portfolio.targets.select_related("asset").filter(asset__slug=slug).first()
    if target is None:
        return {"asset": slug} if slug else {}
    return {
        "asset": written(target.asset), "share": plain(100 * target.share),
        "band": plain(100 * target.band),
    }  # fmt: skip


@login_required
@require_POST
def target_remove(request, pk, target):
    portfolio = editable_portfolio(request, pk)
    target = get_object_or_404(portfolio.targets.select_related("asset"), pk=target)
    services.remove_target(target)
    messages.success(request, f"{target.asset.symbol} has no target any more.")
    return redirect("portfolios:targets", pk)
