"""Shares portfolios: by an invitation, which the invited person accepts or declines.

What the owner is answered is the same whether or not anybody has signed up with the address.
"""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from portfolios.models import Portfolio, PortfolioInvitation, PortfolioShare, User
from portfolios.services.errors import Refused
from portfolios.services.locks import hold, hold_portfolio, in_one_go
from portfolios.services.queue import enqueue_on_commit

MAIL_TASK = "portfolios.tasks.send_invitation"
# Open invitations of one person, over all portfolios: each is an e-mail to a stranger.
MOST_OPEN = 20


@in_one_go
def invite_to_portfolio(portfolio: Portfolio, *, email: str, role: str) -> None:
    """Offer the portfolio to an address; of who has it already, change the role. Raises `Refused`.

    An open invitation takes the new role, and is sent no second time.
    """
    email = email.strip().lower()
    portfolio = hold_portfolio(portfolio.pk)
    owner = User.objects.select_for_update().get(pk=portfolio.owner_id)
    if email == owner.email.lower() or owner.has_confirmed(email):
        raise Refused({"email": [_("The portfolio is yours already.")]})
    if portfolio.shares.filter(user__email__iexact=email).update(role=role):
        return
    if portfolio.invitations.filter(email=email).update(role=role):
        return
    if PortfolioInvitation.objects.filter(portfolio__owner=owner).count() >= MOST_OPEN:
        message = _("{most} invitations are open, which is the most: withdraw one first.")
        raise Refused({"email": [message.format(most=MOST_OPEN)]})
    invitation = portfolio.invitations.create(email=email, role=role)
    enqueue_on_commit(MAIL_TASK, invitation.pk)


def send_invitation(invitation_id: int) -> None:
    """Tell the address of its invitation, unless it was withdrawn meanwhile."""
    invitation = (
        PortfolioInvitation.objects.select_related("portfolio__owner")
        .filter(pk=invitation_id)
        .first()
    )
    if invitation is None:
        return
    # A stranger's language is nobody's to know: the owner's is the likely one.
    invited = User.objects.filter(email__iexact=invitation.email).first()
    reader = invited or invitation.portfolio.owner
    context = {"invitation": invitation, "url": f"{settings.BASE_URL}/portfolios/"}
    with override(reader.letter_language):
        subject = _("[Tidemark] A portfolio is offered to you")
        body = render_to_string("portfolios/alerts/email/invitation.txt", context)
    EmailMessage(subject=subject, body=body, to=[invitation.email]).send()


@in_one_go
def accept_invitation(invitation: PortfolioInvitation, *, user: User) -> PortfolioShare:
    """Take what is offered to the user's address: from now on they see the portfolio.

    Raises `Gone` where it was withdrawn in the meantime, and `Refused` to the owner.
    """
    invitation = hold(invitation, "portfolio")
    if invitation.portfolio.owner_id == user.pk:
        raise Refused(_("The portfolio is yours already."))
    share = PortfolioShare.objects.update_or_create(
        portfolio_id=invitation.portfolio_id, user=user, defaults={"role": invitation.role}
    )[0]
    invitation.delete()
    return share


def end_invitation(invitation: PortfolioInvitation) -> None:
    """Decline an invitation, or withdraw it."""
    invitation.delete()


def unshare_portfolio(portfolio: Portfolio, *, user: User) -> None:
    """End a share: by the owner, or by whom it was given to."""
    portfolio.shares.filter(user=user).delete()
