"""Saved views of the screener: saved and deleted here, shown on the screener's page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from markets.selectors.screener.query import read_query
from portfolios.models import SavedScreen
from portfolios.services.sharing.screens import save_screen
from portfolios.views.once import done_once
from portfolios.views.refusals import refusals_told


@login_required
@require_POST
def screen_save(request):
    """Save what the form's query asks for; the next page shows it either way."""
    query = request.POST.get("query", "")
    with refusals_told(request):
        screen = save_screen(request.user, name=request.POST.get("name", ""), query=query)
        messages.success(request, _("View “{view}” saved.").format(view=screen.name))
    return redirect(_screener(query))


@login_required
@require_POST
@done_once
def screen_delete(request, pk):
    screen = get_object_or_404(SavedScreen.objects.for_user(request.user), pk=pk)
    screen.delete()
    messages.success(request, _("View “{view}” deleted.").format(view=screen.name))
    return redirect(_screener(screen.query))


def _screener(query: str) -> str:
    return f"{reverse('markets:screener')}?{read_query(QueryDict(query[:10_000])).address()}"
