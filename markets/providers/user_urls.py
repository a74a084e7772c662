"""POSTs to a URL that a user gave: only ever to the public addresses that were checked.

The host is looked up once, and the connection goes to an address of that answer: a name that
says something else a moment later leads nowhere. Redirects are not followed.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from markets.providers.addresses import ForbiddenAddressError, check_public_url
from markets.providers.base import ProviderError
from markets.providers.http import USER_AGENT, retry_after_seconds, tls_context

CONNECT_SECONDS = 5.0
READ_SECONDS = 10.0
# Nothing in the answer matters but its status: more than this of it is not read.
MOST_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver said; `retry_after` in seconds, if it asked for patience."""

    status: int
    retry_after: float | None = None


def post(
    url: str, body: bytes, *, headers: Mapping[str, str], allow_private: bool = False
) -> Answer:
    """Send `body` and read the answer's status.

    Raises ForbiddenAddressError for a URL that may not be called, ProviderError (never with the
    URL's path, query or headers in it) where there is no answer.
    """
    addresses = check_public_url(url, allow_private=allow_private)
    parts = urlsplit(url)
    sent = {"User-Agent": USER_AGENT, **headers, "Host": parts.netloc.rpartition("@")[2]}
    trouble = "no address"
    for address in addresses[:2]:
        try:
            return _post_to(address, url, body, headers=sent)
        except httpx.ConnectError:
            trouble = "no connection"
        except httpx.TimeoutException:
            raise ProviderError(f"{parts.hostname}: no answer in time") from None
        except httpx.HTTPError as error:
            raise ProviderError(f"{parts.hostname}: {type(error).__name__}") from None
    raise ProviderError(f"{parts.hostname}: {trouble}")


def _post_to(address: str, url: str, body: bytes, *, headers: Mapping[str, str]) -> Answer:
    asked = httpx.URL(url)
    limits = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    give_up_at = time.monotonic() + READ_SECONDS
    with (
        # A proxy of the environment would look the name up again.
        httpx.Client(timeout=limits, verify=tls_context(), trust_env=False) as client,
        client.stream(
            "POST",
            asked.copy_with(host=address),
            content=body,
            headers=headers,
            extensions={"sni_hostname": asked.host},
        ) as response,
    ):
        size = 0
        for chunk in response.iter_raw():
            size += len(chunk)
            if size > MOST_BYTES or time.monotonic() > give_up_at:
                break
        return Answer(
            response.status_code, retry_after_seconds(response.headers.get("Retry-After"))
        )


__all__ = ["Answer", "ForbiddenAddressError", "post"]
