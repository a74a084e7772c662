"""`/live/` over HTTP: who is let in, the stream's lines, and its end."""

import asyncio
import logging
import random
from collections.abc import Mapping
from urllib.parse import parse_qs

import redis
from django.conf import settings
from django.db import DatabaseError
from django.http import parse_cookie
from django.http.request import split_domain_port, validate_host

from portfolios.live.hub import Hub, Stream, TooManyStreams, now_ms, spread
from portfolios.live.listener import Listener
from portfolios.live.sign_ins import SignIns, ask
from portfolios.live.watch import watch_sessions

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 15
# How soon a browser returns after a lost connection: not all of them in the same moment.
RETRY_MILLISECONDS = (2000, 5000)

HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


class Refused(Exception):
    """Why there is no stream: a status, a reason, and where it helps, when to try again."""

    def __init__(self, status: int, reason: str, *, retry_after: int | None = None):
        super().__init__(reason)
        self.status = status
        self.retry_after = retry_after


class LiveApp:
    """The ASGI application of the live stream: who may see what is decided when a page asks."""

    def __init__(self, hub: Hub):
        self.hub = hub
        self.sign_ins = SignIns()
        self._background: list[asyncio.Task] = []

    # Whose the keys of all its streams are by now.
    ask = staticmethod(ask)

    async def __call__(self, scope, receive, send) -> None:
        try:
            key = self.key_of(scope)
            options = self.options_of(scope)
            with self._place(scope):
                user = await self._user_of(scope, key)
                with self.hub.stream(user=user, session=key, **options) as stream:
                    self._start_background()
                    await self.begin(stream)
                    await self._serve(stream, scope, receive, send)
        except TooManyStreams:
            await refuse(send, Refused(429, "Too many open streams.", retry_after=30))
        except Refused as refusal:
            await refuse(send, refusal)

    def key_of(self, scope) -> str:
        """What the caller shows: a session's key. Raises `Refused`."""
        return session_of(require_reader(scope))

    def options_of(self, scope) -> Mapping:
        """What a stream is made with besides. Raises `Refused`."""
        return {}

    async def begin(self, stream: Stream) -> None:
        """Tell a new stream where things stand. May raise `Refused`."""
        # One look catches up with what happened while nobody listened.
        stream.notify("prices", spread(len(self.hub)))

    def lines(self, news: Mapping[str, int]) -> str:
        """Events as they go over the wire.

        Each has the milliseconds in which to react to it, and since when nothing of its kind came:
        a page that was asked for later shows it already.
        """
        return "".join(
            f'event: {name}\ndata: {{"within": {within}, '
            f'"at": {self.hub.heard.get(name) or now_ms()}}}\n\n'
            for name, within in news.items()
        )

    def _place(self, scope):
        client = scope.get("client")
        return self.hub.place(client[0] if client else "")

    async def _user_of(self, scope, key: str) -> int:
        try:
            user = await self.sign_ins.user_of(key)
        except (DatabaseError, redis.RedisError) as error:
            logger.error("A live stream was refused: %s", type(error).__name__)
            raise Refused(503, "The database is away.", retry_after=5) from None
        if user is None or wanted_user(scope) not in {None, str(user)}:
            raise Refused(403, "Sign in first.")
        return user

    def _start_background(self) -> None:
        """The subscription and the check of sessions run from the first stream on."""
        if not self._background:
            self._background = [
                asyncio.create_task(Listener(self.hub).run()),
                asyncio.create_task(watch_sessions(self.hub, ask=self.ask)),
            ]

    async def _serve(self, stream: Stream, scope, receive, send) -> None:
        # A server that stops need not wait for the end of what has none.
        scope.setdefault("state", {})["endless"] = True
        leaving = asyncio.create_task(disconnected(receive))
        leaving.add_done_callback(lambda _: stream.end())
        try:
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            await send(piece(f"retry: {random.randint(*RETRY_MILLISECONDS)}\n\n"))
            while not stream.has_ended:
                news = await stream.news(patience=HEARTBEAT_SECONDS)
                if news or not stream.has_ended:
                    await send(piece(self.lines(news) or ": still here\n\n"))
            await send(piece("", more=False))
        finally:
            leaving.cancel()


def require_reader(scope) -> dict[bytes, bytes]:
    """The headers of one who reads at a host of ours. Raises `Refused`."""
    headers = dict(scope["headers"])
    domain, _ = split_domain_port(headers.get(b"host", b"").decode("latin-1"))
    if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
        raise Refused(400, "This host is not served here.")
    if scope["method"] != "GET":
        raise Refused(405, "Only GET.")
    return headers


def session_of(headers: Mapping[bytes, bytes]) -> str:
    """The session's key. Raises `Refused` where there is none."""
    cookies = parse_cookie(headers.get(b"cookie", b"").decode("latin-1"))
    key = cookies.get(settings.SESSION_COOKIE_NAME)
    if not key:
        raise Refused(403, "Sign in first.")
    return key


def wanted_user(scope) -> str | None:
    """For whom the page that asks was made: another's sign-in must not feed it."""
    query = parse_qs(scope["query_string"].decode("latin-1"))
    return query.get("user", [None])[0]


async def disconnected(receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def piece(text: str, *, more: bool = True) -> dict:
    return {"type": "http.response.body", "body": text.encode(), "more_body": more}


async def refuse(send, refusal: Refused) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    if refusal.retry_after:
        headers.append((b"retry-after", str(refusal.retry_after).encode()))
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send(piece(str(refusal), more=False))
