"""The client of providers and webhooks: their calls to the network go through `HttpClient`.

Messengers have a library of their own, whose connections `portfolios/transports/guard.py` guards;
mail goes through Django.

It bounds everything that a stranger's server could stretch: the time to connect, to read and in
all, the size of an answer, the number of redirects and of retries. Its errors name the method,
the host and the path, never a header or a query, since those may hold secrets.
"""

import json
import random
import re
import ssl
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from markets.providers.answers import AnswerCache
from markets.providers.base import ProviderError
from markets.providers.web.deadline import Deadline

MAX_REDIRECTS = 3
USER_AGENT = "Tidemark/0.1 (self-hosted portfolio tracker)"
REDIRECTS = {301, 302, 303, 307, 308}
# Beyond the deadline, which the body's reader minds itself.
_GRACE = 1.0
WORTH_RETRYING = {408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524}
# What an address is told that goes on in spite of 429. To try at once would make a ban longer.
_BANNED = {418, 420}
# Binance's bans last from 2 minutes to 3 days; Bybit, whose 403 names no time, asks for 10 minutes.
BAN_SECONDS = 600.0
_DAY = 86400.0
_LONGEST_BAN = 3 * _DAY
_MOST_OF_A_REFUSAL = 2000
_CODE = re.compile(r'"(?:error_)?code"\s*:\s*"?([0-9]{3,6})\b')


class HttpClient:
    """GETs from one server.

    `headers` are sent to this server only. `budget` is called before each attempt, and may raise
    `ProviderError` to forbid it. `timeout` is in seconds for connecting and for each read,
    `deadline` for one attempt in all. A wait that the server asks for is granted up to
    `longest_wait` seconds; a longer one is handed on as `ProviderError.retry_after`. With
    `answers`, calls that are `conditional` are sent the answer only if it has changed.
    """

    def __init__(
        self,
        base_url: str,
        *,
        headers: Mapping[str, str] | None = None,
        budget: Callable[[], None] | None = None,
        timeout: float = 10.0,
        deadline: float = 30.0,
        max_bytes: int = 20_000_000,
        retries: int = 2,
        longest_wait: float = 5.0,
        sleep: Callable[[float], None] = time.sleep,
        answers: AnswerCache | None = None,
    ):
        self.base_url = base_url.rstrip("/") + "/"
        self._headers = {"Accept": "application/json", "User-Agent": USER_AGENT, **(headers or {})}
        self._budget = budget
        self._timeout = timeout
        self._deadline = deadline
        self._max_bytes = max_bytes
        self._retries = retries
        self._longest_wait = longest_wait
        self._sleep = sleep
        self._answers = answers

    def get_json(self, path: str, **options: Any) -> Any:
        """The decoded answer; options are those of `get`.

        Raises `ProviderError` for anything but a 2xx with JSON in it.
        """
        return _decoded(self.get(path, **options), f"GET {_shown(self._url(path))}")

    def get(
        self,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        timeout: float | None = None,
        retries: int | None = None,
        conditional: bool = False,
    ) -> bytes:
        """The body. Raises `ProviderError` for anything but a 2xx."""
        attempts = 1 + (self._retries if retries is None else retries)
        url = self._url(path)
        answers = self._answers if conditional else None
        for attempt in range(attempts):
            try:
                return self._attempt(url, params=params, timeout=timeout, answers=answers)
            except _Retriable as trouble:
                wait = self._wait(trouble.retry_after, attempt)
                if attempt + 1 == attempts or wait > self._longest_wait:
                    raise ProviderError(
                        str(trouble),
                        is_limit=trouble.status == HTTPStatus.TOO_MANY_REQUESTS,
                        retry_after=trouble.retry_after,
                        status=trouble.status,
                    ) from None
                self._sleep(wait)
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _url(self, path: str) -> str:
        return urljoin(self.base_url, path.lstrip("/"))

    def _wait(self, asked: float | None, attempt: int) -> float:
        if asked is not None:
            return asked
        return min(self._longest_wait, 0.5 * 2**attempt) * random.uniform(0.5, 1.0)

    def _attempt(
        self, url: str, *, params, timeout: float | None, answers: AnswerCache | None
    ) -> bytes:
        asked = str(httpx.URL(url, params=params) if params else url)
        stored = answers.load(asked) if answers else None
        headers = self._headers | (stored.conditions if stored else {})
        seconds = min(self._deadline, timeout or self._deadline)
        give_up_at = time.monotonic() + seconds
        limits = httpx.Timeout(timeout or self._timeout)
        what = f"GET {_shown(url)}"
        try:
            with (
                # Ends what no read's time-out does: a head that comes byte by byte.
                Deadline(seconds + _GRACE) as deadline,
                httpx.Client(timeout=limits, headers=headers, verify=tls_context()) as client,
            ):
                options: dict[str, Any] = {"extensions": {"trace": deadline.trace}}
                for _ in range(MAX_REDIRECTS + 1):
                    if self._budget is not None:
                        self._budget()
                    with client.stream("GET", url, params=params, **options) as response:
                        if response.status_code in REDIRECTS:
                            url, params = self._redirected(response, what), None
                            continue
                        if stored and response.status_code == HTTPStatus.NOT_MODIFIED:
                            return stored.body
                        _raise_for_status(response, what)
                        body = self._body(response, what, give_up_at)
                        if answers:
                            answers.store(asked, body, headers=response.headers)
                        return body
        except httpx.TimeoutException:
            raise _Retriable(f"{what}: no answer in time") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            trouble = "no answer in time" if deadline.passed else type(error).__name__
            raise _Retriable(f"{what}: {trouble}") from None
        raise ProviderError(f"{what}: more than {MAX_REDIRECTS} redirects", permanent=True)

    def _redirected(self, response: httpx.Response, what: str) -> str:
        try:
            target = urljoin(str(response.url), response.headers.get("Location", ""))
            is_same_server = urlsplit(target)[:2] == urlsplit(str(response.url))[:2]
        except ValueError:
            raise ProviderError(f"{what}: redirected to no address", permanent=True) from None
        if not is_same_server:
            # Another server must not receive the headers, which hold the key.
            raise ProviderError(
                f"{what}: redirected to another server, {_shown(target)}", permanent=True
            )
        return target

    def _body(self, response: httpx.Response, what: str, give_up_at: float) -> bytes:
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > self._max_bytes:
                raise ProviderError(f"{what}: answer over {self._max_bytes} bytes, cut off")
            if time.monotonic() > give_up_at:
                raise _Retriable(f"{what}: answer not complete in time")
        return bytes(body)


@lru_cache(maxsize=1)
def tls_context() -> ssl.SSLContext:
    # Reading all the root certificates takes longer than many a request.
    return httpx.create_ssl_context()


class _Retriable(Exception):
    """A call that may succeed when it is retried."""

    def __init__(
        self, message: str, *, retry_after: float | None = None, status: int | None = None
    ):
        super().__init__(message)
        self.retry_after = retry_after
        self.status = status


def _raise_for_status(response: httpx.Response, what: str) -> None:
    status = response.status_code
    if 200 <= status < 300:
        return
    asked = response.headers.get("Retry-After")
    if status in WORTH_RETRYING:
        wait = retry_after_seconds(asked)
        raise _Retriable(f"{what}: HTTP {status}", retry_after=wait, status=status)
    wait = retry_after_seconds(asked, most=_LONGEST_BAN)
    said = _words_of(response)
    is_too_often = status == HTTPStatus.FORBIDDEN and names_limit(said)
    if status in _BANNED or wait is not None or is_too_often:
        raise ProviderError(
            f"{what}: HTTP {status}, asked too often",
            is_limit=True,
            retry_after=wait or BAN_SECONDS,
            status=status,
        )
    code = _CODE.search(said)
    # The vendor's own number says what a status does not; its words could repeat what was sent.
    shown = f"HTTP {status}, code {code[1]}" if code else f"HTTP {status}"
    raise ProviderError(f"{what}: {shown}", permanent=True, status=status)


def _words_of(response: httpx.Response) -> str:
    """What a refusal says; "" where that is a page, not an answer of an API, or never ends."""
    body = bytearray()
    try:
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > _MOST_OF_A_REFUSAL:
                return ""
    except httpx.HTTPError:
        return ""
    return body.decode(errors="replace")


def names_limit(text: str) -> bool:
    """Whether a refusal's words are those for too many requests."""
    words = text.lower()
    return (
        any(phrase in words for phrase in ("too_many", "too many", "too frequent"))
        or ("rate" in words and "limit" in words)
    )  # fmt: skip


def _decoded(body: bytes, what: str) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise ProviderError(f"{what}: answer is not JSON") from None


def retry_after_seconds(
    value: str | None, *, most: float = _DAY, now: datetime | None = None
) -> float | None:
    """A Retry-After header, seconds or an HTTP date, as seconds from now; None if unreadable."""
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(float(text), most)
    try:
        at = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return min(max(0.0, (at - (now or datetime.now(UTC))).total_seconds()), most)


def _shown(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname}{parts.path}"
