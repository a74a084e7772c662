"""What is done with the rows that were chosen in the list of transactions."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from portfolios.services.errors import Refused
from portfolios.services.ledger import bulk as services
from portfolios.views.access import editable_portfolio
from portfolios.views.refusals import refusals_told
from portfolios.views.undo import back, offer_undo


@login_required
@require_POST
def bulk_change(request, pk):
    """Delete the chosen rows, move them to an account, or tag them, with an Undo."""
    portfolio = editable_portfolio(request, pk)
    with refusals_told(request):
        revisions, said = _act(request, portfolio, _keys(request.POST.getlist("row")))
        address = reverse("portfolios:bulk_undo", args=[pk])
        offer_undo(request, said, address=f"{address}?revisions={'.'.join(map(str, revisions))}")
    return back(request, "portfolios:transactions", pk)


@login_required
@require_POST
def bulk_undo(request, pk):
    """Put rows back as they were before they were changed together."""
    portfolio = editable_portfolio(request, pk)
    with refusals_told(request):
        keys = _keys(request.GET.get("revisions", "").split("."))
        count = services.undo_revisions(portfolio, keys)
        said = ngettext("Undone: {n} transaction.", "Undone: {n} transactions.", count)
        messages.success(request, said.format(n=count))
    return back(request, "portfolios:transactions", pk)


def _act(request, portfolio, keys: list[int]) -> tuple[list[int], str]:
    """The keys of the revisions, and what was done in words."""
    action = request.POST.get("action")
    if action == "delete":
        done = services.delete_rows(portfolio, keys, user=request.user)
        said = ngettext("{n} transaction deleted.", "{n} transactions deleted.", len(done))
        return done, said.format(n=len(done))
    if action == "move":
        wanted = _keys([request.POST.get("account", "")])
        if not wanted:
            raise Refused(_("Choose the account to move them to."))
        account = get_object_or_404(portfolio.accounts, pk=wanted[0])
        moved = services.move_rows(portfolio, keys, account=account, user=request.user)
        said = ngettext(
            "{n} transaction moved to {account}.", "{n} transactions moved to {account}.",
            len(moved),
        )  # fmt: skip
        return moved, said.format(n=len(moved), account=account.name)
    if action == "tag":
        tag = request.POST.get("tag", "")
        tagged = services.tag_rows(portfolio, keys, tag=tag, user=request.user)
        said = ngettext(
            "{n} transaction tagged {tag}.", "{n} transactions tagged {tag}.", len(tagged)
        )
        return tagged, said.format(n=len(tagged), tag=tag)
    raise Refused(_("Choose what to do with the rows."))


def _keys(texts: list[str]) -> list[int]:
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19]
