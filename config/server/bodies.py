"""How much a request may carry, and for how long: by route, before anything reads it.

A view that takes more than a form says so with `portfolios.uploads.takes_body`. Whoever is not
signed in may send what a sign-in needs; more than a form is taken from a session or a token that
is good, not only there.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from django.conf import settings
from django.http import parse_cookie
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_noop

from config.middleware import OUTAGES, RETRY_SECONDS
from config.server.refusals import refuse
from portfolios.api.base.authentication import token_of
from portfolios.live.sign_ins import in_thread, users_of
from portfolios.uploads import body_limit

logger = logging.getLogger(__name__)

# A caller without a session or a token has no more to say than this.
ANONYMOUS_BYTES = 64 * 1024
# A body may take a while to begin with, then has to come at some speed.
BYTES_A_SECOND = 10 * 1024
# Closing while the client still sends would make it lose the answer.
LINGER_SECONDS = 2


class BodyTooLarge(Exception):
    pass


class BodyTooSlow(Exception):
    pass


class BodyLimits:
    """The ASGI application that refuses bodies too large (413) or too slow (408) for `app`."""

    def __init__(self, app, *, is_known: Callable[[str, str], Awaitable[bool]]):
        self.app = app
        self.is_known = is_known

    async def __call__(self, scope, receive, send) -> None:
        headers = dict(scope["headers"])
        declared = int(headers.get(b"content-length", b"0"))
        if not declared and b"transfer-encoding" not in headers:
            await self.app(scope, receive, send)
            return
        try:
            limit = await self.limit_of(scope, headers, declared=declared)
        except OUTAGES as error:
            logger.error("A large request was refused: %s", type(error).__name__)
            await refuse(
                scope,
                send,
                status=503,
                title=gettext_noop("Service unavailable"),
                detail=gettext_noop("The database or the cache is away. Try again shortly."),
                retry_after=RETRY_SECONDS,
            )
            return
        body = Body(receive, limit=limit)
        try:
            if declared > limit:
                raise BodyTooLarge
            await self.app(scope, body.receive, send)
        except BodyTooLarge:
            await refuse(
                scope,
                send,
                status=413,
                title=gettext_noop("Too much at once"),
                detail=gettext_noop("This address takes up to {size} from you."),
                more=True,
                size=size(limit),
            )
            await drain(receive)
            await send({"type": "http.response.body", "body": b""})
        except BodyTooSlow:
            await refuse(
                scope,
                send,
                status=408,
                title=gettext_noop("Too slow"),
                detail=gettext_noop("The rest of the request did not come in time."),
            )

    async def limit_of(self, scope, headers: dict, *, declared: int) -> int:
        """Bytes that this caller may send to this address."""
        session_key = parse_cookie(headers.get(b"cookie", b"").decode("latin-1")).get(
            settings.SESSION_COOKIE_NAME, ""
        )
        authorization = headers.get(b"authorization", b"").decode("latin-1")
        try:
            match = resolve(scope["path"].removeprefix(scope.get("root_path", "")))
        except Resolver404:
            return ANONYMOUS_BYTES
        form = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        limit = body_limit(match.func, default=form)
        if not session_key and not authorization:
            return min(limit, ANONYMOUS_BYTES)
        is_small = 0 < declared <= form
        if limit <= form or is_small or await self.is_known(session_key, authorization):
            return limit
        return ANONYMOUS_BYTES


class Body:
    """A request's body, counted and timed while it is read."""

    def __init__(self, receive, *, limit: int):
        self._receive = receive
        self._limit = limit
        self._read = 0
        self._is_whole = False
        self._began = asyncio.get_running_loop().time()

    async def receive(self) -> dict:
        if self._is_whole:
            return await self._receive()
        patience = settings.HTTP_BODY_SECONDS + self._read / BYTES_A_SECOND
        try:
            async with asyncio.timeout_at(self._began + patience):
                message = await self._receive()
        except TimeoutError:
            raise BodyTooSlow from None
        self._read += len(message.get("body", b""))
        if self._read > self._limit:
            raise BodyTooLarge
        self._is_whole = not message.get("more_body", False)
        return message


def names_caller(session_key: str, authorization: str) -> bool:
    """Whether the session is signed in, or the token good."""
    if session_key and users_of([session_key]):
        return True
    return token_of(authorization) is not None


async def is_known(session_key: str, authorization: str) -> bool:
    """`names_caller` without a connection of the request's own."""
    return await in_thread(names_caller, session_key, authorization)


def size(count: int) -> str:
    return f"{count // 2**20} MB" if count >= 2**20 else f"{count // 1024} KB"


async def drain(receive) -> None:
    """Read and drop what the client still sends, for a moment, so that it sees the answer."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LINGER_SECONDS):
            while (message := await receive())["type"] == "http.request":
                if not message.get("more_body", False):
                    return
