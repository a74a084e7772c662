"""A POST to an address that a user gave, and what its answer means for a message."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext_noop

from markets.providers.base import ProviderError
from markets.providers.web.addresses import ForbiddenAddressError
from markets.providers.web.user_urls import post
from portfolios.transports.message import Receiver, TransportError

GONE = 410
_NO_MORE = gettext_noop("The receiver answered HTTP {status}: it wants no more.")
_NOT_TAKEN = gettext_noop("The receiver answered HTTP {status}.")


def post_message(
    receiver: Receiver,
    url: str,
    body: bytes,
    *,
    headers: Mapping[str, str],
    gone: Collection[int] = (GONE,),
) -> None:
    """Send `body`; any 2xx takes it. Raises `TransportError`: a status of `gone` is for good."""
    try:
        answer = post(url, body, headers=headers, allow_private=receiver.allow_private)
    except (ForbiddenAddressError, ProviderError) as error:
        raise TransportError(str(error)) from error
    if 200 <= answer.status < 300:
        return
    if answer.status in gone:
        message = _NO_MORE.format(status=answer.status)
        raise TransportError(message, permanent=True, gone=True)
    raise TransportError(_NOT_TAKEN.format(status=answer.status), retry_after=answer.retry_after)
