"""Who else sees a portfolio: invited by its owner, by their own consent."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portfolios.forms.forms import ShareForm
from portfolios.models import PortfolioInvitation
from portfolios.services.sharing import invitations as services
from portfolios.views.access import owned_portfolio, visible_portfolio
from portfolios.views.once import done_once
from portfolios.views.refusals import refusals_in
from portfolios.views.sharing.portfolios import settings_page


@login_required
@require_POST
def portfolio_share(request, pk):
    portfolio = owned_portfolio(request, pk)
    form = ShareForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            services.invite_to_portfolio(portfolio, **form.cleaned_data)
            email = form.cleaned_data["email"]
            said = _("{email} is invited, and sees it once they accept.").format(email=email)
            messages.success(request, said)
            return redirect("portfolios:settings", pk)
    return settings_page(request, portfolio, share_form=form)


@login_required
@require_POST
def portfolio_unshare(request, pk, share):
    portfolio = owned_portfolio(request, pk)
    share = get_object_or_404(portfolio.shares.select_related("user"), pk=share)
    services.unshare_portfolio(portfolio, user=share.user)
    said = _("{user} doesn't see this portfolio any more.").format(user=share.user)
    messages.success(request, said)
    return redirect("portfolios:settings", pk)


@login_required
@require_POST
def portfolio_leave(request, pk):
    portfolio = visible_portfolio(request, pk)
    services.unshare_portfolio(portfolio, user=request.user)
    said = _("You don't see {portfolio} any more.").format(portfolio=portfolio.name)
    messages.success(request, said)
    return redirect("portfolios:list")


@login_required
@require_POST
def invitation_withdraw(request, pk, invitation):
    portfolio = owned_portfolio(request, pk)
    services.end_invitation(get_object_or_404(portfolio.invitations, pk=invitation))
    return redirect("portfolios:settings", pk)


@login_required
@require_POST
@done_once
def invitation_accept(request, invitation):
    share = services.accept_invitation(_own_invitation(request, invitation), user=request.user)
    return redirect("portfolios:overview", share.portfolio_id)


@login_required
@require_POST
@done_once
def invitation_decline(request, invitation):
    services.end_invitation(_own_invitation(request, invitation))
    messages.success(request, _("Declined: nothing was shared."))
    return redirect("portfolios:list")


def _own_invitation(request, pk: int) -> PortfolioInvitation:
    invitations = PortfolioInvitation.objects.for_user(request.user).select_related("portfolio")
    return get_object_or_404(invitations, pk=pk)
