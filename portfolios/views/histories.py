"""Histories of what one holds, or of the whole market, to take away."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from markets.api.streams.viewsets import LONGEST_NAMES
from markets.models import Asset
from portfolios.forms.books.filters import HistoriesForm
from portfolios.models import Position
from portfolios.selectors.books.held_assets import units_held


@login_required
@require_safe
def histories(request):
    """A form; sent, it leads to the download."""
    form = HistoriesForm(request.GET if "table" in request.GET else None)
    if form.is_bound and form.is_valid():
        address = _address(request.user, form)
        if address:
            return redirect(address)
    return render(request, "portfolios/histories.html", {"form": form})


def _address(user, form: HistoriesForm) -> str:
    """The download's, or nothing where the form says why there is none."""
    asked = form.cleaned_data
    query = {"from": asked["since"], "to": asked["until"]}
    if asked["assets"] == HistoriesForm.HELD:
        names = _held(user)
        if not names:
            form.add_error("assets", _("You hold no asset of the market."))
        elif len(names) > LONGEST_NAMES:
            said = _("You hold more assets than one address names: take all.")
            form.add_error("assets", said)
        query["asset"] = names
    path = reverse(f"api:history-{asked['table']}", kwargs={"form": asked["written"]})
    given = urlencode({name: value for name, value in query.items() if value}, safe=",")
    if form.errors:
        return ""
    return f"{path}?{given}" if given else path


def _held(user) -> str:
    """The slugs of the market's assets that the user owns units of, with commas between them."""
    positions = Position.objects.for_user(user).filter(portfolio__owner=user)
    assets = Asset.objects.public().filter(pk__in=units_held(positions)).order_by("slug")
    return ",".join(assets.values_list("slug", flat=True))
