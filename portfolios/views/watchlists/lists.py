"""Pages of watchlists, and the buttons that put an asset on one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST

from markets.models import Asset
from markets.selectors.screener.sorting import sort_rows
from markets.views.parts import render_part
from markets.views.tables import headings_of
from portfolios.forms.watchlists import WatchFileForm, WatchForm, WatchlistForm
from portfolios.models import Watchlist
from portfolios.selectors.watchlists.watchlists import tags_on, watched_on, watchlists_of
from portfolios.services.watchlists import items, lists
from portfolios.views.once import done_once
from portfolios.views.refusals import refusals_in, refusals_told

# Where a term of the glossary has the name of a column, its head explains it.
_HEADS = {
    "asset": _lazy("Asset"), "price": pgettext_lazy("market", "Price"), "change_24h": _lazy("24 h"),
    "ret_7d": _lazy("7 d"), "ret_30d": _lazy("30 d"),
    "market_cap": pgettext_lazy("column", "Market cap"), "trader": _lazy("Trader"),
    "signal": _lazy("Signal"), "target": _lazy("Target"),
}  # fmt: skip
_NUMBERS = _HEADS.keys() - {"asset", "signal"}
_FIGURES = {
    "asset": lambda row: row.asset.name.casefold(),
    "price": lambda row: row.quote and row.quote.price,
    "change_24h": lambda row: row.quote and row.quote.day_change,
    "ret_7d": lambda row: row.figures.get("ret_7d"),
    "ret_30d": lambda row: row.figures.get("ret_30d"),
    "market_cap": lambda row: row.quote and row.quote.market_cap,
    "trader": lambda row: row.figures.get("trader"),
    "signal": lambda row: row.figures.get("trend"),
    # The nearest first, whether above or below.
    "target": lambda row: None if row.to_target is None else abs(row.to_target),
}  # fmt: skip


@login_required
@done_once
def watchlist_list(request):
    """A person's lists, and a form for another one."""
    form = WatchlistForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            made = lists.create_watchlist(request.user, **form.cleaned_data)
            return redirect("portfolios:watchlist", made.pk)
    context = {"watchlists": watchlists_of(request.user), "form": form}
    return render(request, "portfolios/watchlists/list.html", context)


@login_required
def watchlist(request, pk):
    """A list with live prices; a POST puts an asset on it."""
    found = own_watchlist(request, pk)
    form = WatchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            asset = form.cleaned_data["asset"]
            items.watch_asset(found, asset=asset)
            messages.success(request, _("{name} is on the list.").format(name=asset.name))
            return redirect("portfolios:watchlist", pk)
    return watchlist_page(request, found, form=form)


@login_required
@require_POST
def watchlist_change(request, pk):
    found = own_watchlist(request, pk)
    form = WatchlistForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            lists.change_watchlist(found, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("portfolios:watchlist", pk)
    return watchlist_page(request, found, names_form=form)


@login_required
@require_POST
def watchlist_move(request, pk):
    """Give a list another place among the others."""
    found = own_watchlist(request, pk)
    place = place_of(request)
    if place is None:
        return HttpResponseBadRequest(_("A place is a whole number."))
    lists.change_watchlist(found, name=found.name, note=found.note, place=place)
    return redirect("portfolios:watchlists")


@login_required
@require_POST
@done_once
def watchlist_delete(request, pk):
    found = own_watchlist(request, pk)
    lists.delete_watchlist(found)
    messages.success(request, _("“{name}” was deleted.").format(name=found.name))
    return redirect("portfolios:watchlists")


@login_required
@require_POST
def watch(request):
    """Put an asset on a list, or take it off, and go back: `toggle` names it, `list` the list.

    Without one it is the person's first list, which is made where there is none.
    """
    asset = get_object_or_404(Asset.objects.public(), slug=request.POST.get("toggle", ""))
    with refusals_told(request):
        if key := request.POST.get("list", ""):
            found = own_watchlist(request, int(key) if key.isdecimal() and len(key) < 19 else 0)
        else:
            found = lists.first_watchlist(request.user)
        items.toggle_watched(found, asset)
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    # Not by `redirect`, to which a text may be the name of a view.
    return HttpResponseRedirect(back if is_ours else reverse("markets:asset", args=[asset.slug]))


def own_watchlist(request, pk: int) -> Watchlist:
    """The person's own list; anybody else's is a 404."""
    return get_object_or_404(Watchlist.objects.for_user(request.user).select_related("user"), pk=pk)


def place_of(request) -> int | None:
    """The place that a button asks for, counted from 0; one before the first is the first."""
    text = request.POST.get("place", "")
    is_number = text.lstrip("-").isdecimal() and len(text) < 10
    return max(0, int(text)) if is_number else None


def watchlist_page(request, found: Watchlist, *, form=None, names_form=None):
    tags = tags_on(found)
    tag = request.GET.get("tag", "")
    sort = request.GET.get("sort", "")
    sort = sort if sort.removeprefix("-") in _FIGURES else ""
    rows = sort_rows(watched_on(found, tag=tag if tag in tags else ""), sort, by=_FIGURES)
    names = {"name": found.name, "note": found.note}
    context = {
        "watchlist": found, "rows": rows, "tags": tags, "tag": tag if tag in tags else "",
        "sort": sort,
        "headings": headings_of(_HEADS, sort=sort, numbers=_NUMBERS, rising={"asset", "target"}),
        "form": form or WatchForm(), "names_form": names_form or WatchlistForm(initial=names),
        "file_form": WatchFileForm(),
    }  # fmt: skip
    return render_part(
        request, "portfolios/watchlists/watchlist.html", context, part="watched-rows"
    )
