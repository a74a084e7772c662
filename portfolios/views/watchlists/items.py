"""What stands beside an asset of a watchlist, and its place on it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from markets.views.locales import decimal_mark_of
from portfolios.forms.watchlists import WatchedForm
from portfolios.models import WatchedAsset
from portfolios.services.watchlists import items
from portfolios.views.once import done_once
from portfolios.views.refusals import refusals_in
from portfolios.views.watchlists.lists import place_of


@login_required
def watched(request, pk, item):
    """A form for the note, the tags and the target of an asset."""
    found = _own(request, pk, item)
    form = WatchedForm(
        request.POST or None, decimal_mark=decimal_mark_of(request),
        initial={"note": found.note, "tags": found.tags, "target": found.target},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            items.change_watched(found, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("portfolios:watchlist", pk)
    context = {"watchlist": found.watchlist, "item": found, "asset": found.asset, "form": form}
    return render(request, "portfolios/watchlists/item.html", context)


@login_required
@require_POST
def watched_move(request, pk, item):
    found = _own(request, pk, item)
    place = place_of(request)
    if place is None:
        return HttpResponseBadRequest(_("A place is a whole number."))
    items.change_watched(
        found, note=found.note, tags=found.tags, target=found.target, place=place
    )  # fmt: skip
    return redirect("portfolios:watchlist", pk)


@login_required
@require_POST
@done_once
def watched_remove(request, pk, item):
    found = _own(request, pk, item)
    items.stop_watching(found)
    messages.success(request, _("{name} is off the list.").format(name=found.asset.name))
    return redirect("portfolios:watchlist", pk)


def _own(request, pk, item) -> WatchedAsset:
    rows = WatchedAsset.objects.for_user(request.user).select_related("asset", "watchlist__user")
    return get_object_or_404(rows, pk=item, watchlist=pk)
