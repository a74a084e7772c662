"""POSTs to a URL that a user gave: only ever to the public addresses that were checked.

The host is looked up once, and the connection goes to an address of that answer: a name that
says something else a moment later leads nowhere. Redirects are not followed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from markets.providers.base import ProviderError
from markets.providers.web.addresses import ForbiddenAddressError, check_public_url, parse_url
from markets.providers.web.deadline import Deadline
from markets.providers.web.http import USER_AGENT, retry_after_seconds, tls_context

CONNECT_SECONDS = 5.0
READ_SECONDS = 10.0
# One attempt in all, however slowly its answer comes.
ATTEMPT_SECONDS = 15.0
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
    target = parse_url(url)
    name, trouble = target.raw_host.decode("ascii"), "no address"
    for address in addresses[:2]:
        try:
            return _post_to(address, target, body, headers=headers)
        except httpx.ConnectError:
            trouble = "no connection"
        except (httpx.TimeoutException, TimeoutError):
            raise ProviderError(f"{name}: no answer in time") from None
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, ValueError) as error:
            raise ProviderError(f"{name}: {type(error).__name__}") from None
    raise ProviderError(f"{name}: {trouble}")


def _post_to(address: str, target: httpx.URL, body: bytes, *, headers: Mapping[str, str]) -> Answer:
    limits = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    with Deadline(ATTEMPT_SECONDS) as deadline:
        try:
            with (
                # A proxy of the environment would look the name up again.
                httpx.Client(timeout=limits, verify=tls_context(), trust_env=False) as client,
                client.stream(
                    "POST",
                    target.copy_with(host=address),
                    content=body,
                    headers={
                        "User-Agent": USER_AGENT,
                        **headers,
                        "Host": target.netloc.decode("ascii"),
                    },
                    extensions={
                        "sni_hostname": target.raw_host.decode("ascii"),
                        "trace": deadline.trace,
                    },
                ) as response,
            ):
                return _answer_of(response)
        except httpx.HTTPError:
            if deadline.passed:
                raise TimeoutError from None
            raise


def _answer_of(response: httpx.Response) -> Answer:
    size = 0
    for chunk in response.iter_raw():
        size += len(chunk)
        if size > MOST_BYTES:
            break
    return Answer(response.status_code, retry_after_seconds(response.headers.get("Retry-After")))


__all__ = ["Answer", "ForbiddenAddressError", "post"]
