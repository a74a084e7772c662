"""Own assets: made, priced by hand or from a file, merged into a listed one, deleted."""

from datetime import UTC, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from markets.views.locales import decimal_mark_of
from portfolios.forms.own_assets import (
    OwnAssetForm,
    OwnMergeForm,
    OwnPriceFileForm,
    OwnPriceForm,
)
from portfolios.selectors.books.own_assets import own_holdings
from portfolios.services.assets import own as services
from portfolios.services.assets.own_files import FILE_BYTES, ImportedPrices, import_own_prices
from portfolios.uploads import takes_body
from portfolios.views.access import editable_portfolio, visible_portfolio
from portfolios.views.once import done_once
from portfolios.views.refusals import refusals_in, refusals_told

SHOWN_FAULTS = 20
SHOWN_PRICES = 100


@login_required
@done_once
def own_asset_list(request, pk):
    """What the portfolio has that no provider knows, and a form for another one."""
    portfolio = visible_portfolio(request, pk)
    form = OwnAssetForm()
    if request.method == "POST":
        editable_portfolio(request, pk)
        form = OwnAssetForm(request.POST)
        if form.is_valid():
            with refusals_in(form):
                own = services.create_own_asset(portfolio, user=request.user, **form.cleaned_data)
                messages.success(
                    request,
                    _("{asset} was added. Say what it is worth.").format(asset=own.asset.name),
                )
                return redirect("portfolios:own_asset", pk, own.asset.slug)
    context = {
        "portfolio": portfolio, "tab": "settings", "form": form,
        "holdings": own_holdings(portfolio),
    }  # fmt: skip
    return render(request, "portfolios/own_assets/list.html", context)


@login_required
def own_asset(request, pk, slug):
    """One own asset: its names, its prices, and what can be done with it."""
    portfolio, own = _own(request, pk, slug)
    form = OwnAssetForm(
        initial={"name": own.asset.name, "symbol": own.asset.symbol, "note": own.note}
    )
    if request.method == "POST":
        editable_portfolio(request, pk)
        form = OwnAssetForm(request.POST)
        if form.is_valid():
            with refusals_in(form):
                services.change_own_asset(own, **form.cleaned_data)
                messages.success(request, _("Saved."))
                return redirect("portfolios:own_asset", pk, slug)
    return _page(request, portfolio, own, form=form)


@login_required
@require_POST
def own_price_set(request, pk, slug):
    """Say what a unit is worth from a day on."""
    portfolio, own = _own(request, pk, slug, writes=True)
    form = OwnPriceForm(request.POST, decimal_mark=decimal_mark_of(request))
    if form.is_valid():
        with refusals_in(form):
            services.set_own_price(own, **form.cleaned_data)
            messages.success(request, _("The price was saved."))
            return redirect("portfolios:own_asset", pk, slug)
    return _page(request, portfolio, own, price_form=form)


@login_required
@require_POST
@takes_body(up_to=FILE_BYTES + 64 * 1024)
def own_prices_import(request, pk, slug):
    """Read prices from a file: all of its lines, or those without errors where that is chosen."""
    portfolio, own = _own(request, pk, slug, writes=True)
    form, faults = OwnPriceFileForm(request.POST, request.FILES), ()
    if form.is_valid():
        with refusals_in(form):
            done = import_own_prices(
                own, form.cleaned_data["file"].read(), leave_out=form.cleaned_data["leave_out"]
            )
            faults = done.faults
            if done.count:
                messages.success(request, _imported(done))
                return redirect("portfolios:own_asset", pk, slug)
    return _page(request, portfolio, own, file_form=form, faults=faults)


@login_required
@require_POST
@done_once
def own_price_remove(request, pk, slug, price):
    own = _own(request, pk, slug, writes=True)[1]
    services.remove_own_price(get_object_or_404(own.prices.said(), pk=price))
    messages.success(request, _("The price was removed."))
    return redirect("portfolios:own_asset", pk, slug)


@login_required
@require_POST
def own_asset_merge(request, pk, slug):
    """Let a listed asset take its place in the ledger."""
    portfolio, own = _own(request, pk, slug, writes=True)
    form = OwnMergeForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            target = form.cleaned_data["target"]
            merged = services.merge_own_asset(own, target=target, user=request.user)
            said = ngettext(
                "{n} row of the ledger names {asset} now.",
                "{n} rows of the ledger name {asset} now.",
                merged.rows,
            )
            messages.success(request, said.format(n=merged.rows, asset=target))
            return redirect("portfolios:own_assets", pk)
    return _page(request, portfolio, own, merge_form=form)


@login_required
@require_POST
@done_once
def own_asset_delete(request, pk, slug):
    own = _own(request, pk, slug, writes=True)[1]
    with refusals_told(request):
        services.delete_own_asset(own)
        messages.success(request, _("{asset} was deleted.").format(asset=own.asset.name))
        return redirect("portfolios:own_assets", pk)
    return redirect("portfolios:own_asset", pk, slug)


def _imported(done: ImportedPrices) -> str:
    said = ngettext("{n} price was imported.", "{n} prices were imported.", done.count)
    said = said.format(n=done.count)
    if not done.faults:
        return said
    count = len(done.faults)
    left = ngettext("{n} line was left out.", "{n} lines were left out.", count)
    return f"{said} {left.format(n=count)}"


def _own(request, pk, slug, *, writes: bool = False):
    portfolio = editable_portfolio(request, pk) if writes else visible_portfolio(request, pk)
    owned = portfolio.own_assets.select_related("asset")
    own = get_object_or_404(owned, asset__slug=slug)
    own.portfolio = portfolio
    return portfolio, own


def _page(request, portfolio, own, *, form=None, faults=(), **forms):
    asset = own.asset
    names = {"name": asset.name, "symbol": asset.symbol, "note": own.note}
    prices = own.prices.select_related("currency").order_by("-day")
    context = {
        "portfolio": portfolio, "tab": "settings", "own": own, "asset": asset,
        "form": form or OwnAssetForm(initial=names),
        "price_form": OwnPriceForm(initial={"day": datetime.now(UTC).date()}),
        "file_form": OwnPriceFileForm(), "merge_form": OwnMergeForm(),
        "prices": prices[:SHOWN_PRICES], "price_count": prices.count(),
        "faults": faults[:SHOWN_FAULTS], "fault_count": len(faults), **forms,
    }  # fmt: skip
    return render(request, "portfolios/own_assets/asset.html", context)
