"""Links that show a portfolio to whoever has their address: made, opened, revoked."""

from datetime import datetime

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from portfolios.models import Portfolio, ShareLink
from portfolios.services.errors import Refused
from portfolios.services.locks import hold_portfolio, in_one_go

MOST_LINKS = 20


@in_one_go
def create_share_link(
    portfolio: Portfolio,
    *,
    name: str,
    detail: str = ShareLink.Detail.WEIGHTS,
    expires_at: datetime | None = None,
) -> tuple[ShareLink, str]:
    """A new link and its key, which can't be read again. Raises `Refused`."""
    if expires_at is not None and expires_at <= timezone.now():
        raise Refused({"expires_at": [_("This instant has passed.")]})
    portfolio = hold_portfolio(portfolio.pk)
    if portfolio.share_links.usable().count() >= MOST_LINKS:
        message = _("{most} links work, which is the most: revoke one first.")
        raise Refused(message.format(most=MOST_LINKS))
    key = ShareLink.new_key()
    link = portfolio.share_links.create(
        name=name, detail=detail, expires_at=expires_at, **ShareLink.columns_of(key)
    )
    return link, key


def note_visit(link: ShareLink) -> None:
    """Count that the link's page was opened."""
    ShareLink.objects.filter(pk=link.pk).update(visits=F("visits") + 1, last_used_at=timezone.now())
