"""`/healthz` and `/readyz` before Django: for any host name, without redirects, never in the queue.

They have a thread, and so a database connection, of their own: a process that has much to do is
not one that can do nothing.
"""

import asyncio
import json
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from config.middleware import OUTAGES
from config.server.refusals import refuse
from portfolios.views.probes import ask_servers

logger = logging.getLogger(__name__)

_THREAD = ThreadPoolExecutor(1, thread_name_prefix="probe")


async def healthz(scope, receive, send) -> None:
    """The process lives."""
    await _ok(send)


class Readiness:
    """The ASGI application of `/readyz`: the process can serve."""

    def __init__(self, *, is_stuck: Callable[[], bool], ask: Callable[[], None] = ask_servers):
        self.is_stuck = is_stuck
        self.ask = ask

    async def __call__(self, scope, receive, send) -> None:
        detail = ""
        if self.is_stuck():
            detail = "Requests wait, and none has been done for minutes."
        else:
            try:
                await asyncio.get_running_loop().run_in_executor(_THREAD, self._ask)
            except OUTAGES as error:
                logger.error("Not ready: %s", type(error).__name__)
                detail = "The database or the cache is away."
        if detail:
            await refuse(scope, send, status=503, title="Not ready", detail=detail)
        else:
            await _ok(send)

    def _ask(self) -> None:
        try:
            self.ask()
        finally:
            connection.close()


async def _ok(send) -> None:
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    body = json.dumps({"status": "ok"}).encode()
    await send({"type": "http.response.body", "body": body, "more_body": False})
