"""Share links of a portfolio: made by its owner, shown once, revoked."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from portfolios.forms.forms import ShareLinkForm
from portfolios.services.sharing import links as services
from portfolios.services.sharing.keys import revoke_key
from portfolios.views.access import owned_portfolio
from portfolios.views.once import done_once
from portfolios.views.refusals import refusals_in


@login_required
@never_cache
def link_list(request, pk):
    portfolio = owned_portfolio(request, pk)
    form = ShareLinkForm(request.POST or None)
    address = None
    if request.method == "POST" and form.is_valid():
        days = form.cleaned_data["days"]
        with refusals_in(form):
            _, key = services.create_share_link(
                portfolio,
                name=form.cleaned_data["name"],
                detail=form.cleaned_data["detail"],
                expires_at=timezone.now() + timedelta(days=int(days)) if days else None,
            )
            address = request.build_absolute_uri(reverse("portfolios:shared", args=[key]))
            form = ShareLinkForm()
    context = {
        "portfolio": portfolio,
        "tab": "settings",
        "form": form,
        "address": address,
        "links": portfolio.share_links.filter(revoked_at=None),
    }
    return render(request, "portfolios/sharing/links.html", context)


@login_required
@require_POST
@done_once
def link_revoke(request, pk, link):
    portfolio = owned_portfolio(request, pk)
    link = get_object_or_404(portfolio.share_links.filter(revoked_at=None), pk=link)
    worked = link.is_in_force
    revoke_key(link)
    said = _("{link} opens nothing any more.") if worked else _("{link} is removed.")
    messages.success(request, said.format(link=link.name))
    return redirect("portfolios:links", pk)
