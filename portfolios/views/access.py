"""Who may see what: asked once, at the top of every view."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from portfolios.models import Portfolio


def visible_portfolio(request, pk: int) -> Portfolio:
    """The portfolio with `can_edit` set, or a 404 for those it isn't shared with."""
    portfolios = (
        Portfolio.objects.for_user(request.user)
        .with_rights(request.user)
        .select_related("currency")
    )
    return get_object_or_404(portfolios, pk=pk)


def editable_portfolio(request, pk: int) -> Portfolio:
    """The same for a page that writes: who may only look gets a 403."""
    portfolio = visible_portfolio(request, pk)
    if not portfolio.can_edit:
        raise PermissionDenied(_("This portfolio was shared with you to look at, not to change."))
    return portfolio


def owned_portfolio(request, pk: int) -> Portfolio:
    """The same for what only the owner does: sharing and deleting."""
    portfolio = visible_portfolio(request, pk)
    if portfolio.owner_id != request.user.pk:
        raise PermissionDenied(_("Only the owner can do this."))
    return portfolio
