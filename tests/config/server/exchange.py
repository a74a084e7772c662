"""The server's side of an ASGI exchange, and the client behind it."""

import asyncio


def make_scope(**changes) -> dict:
    headers = {"host": "127.0.0.1"} | changes.pop("headers", {})
    return {
        "type": "http", "method": "GET", "path": "/portfolios/", "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    } | changes  # fmt: skip


class Client:
    """Sends a body in pieces, takes an answer, and may leave or take nothing."""

    def __init__(self, *pieces: bytes, whole: bool = True, takes_nothing: bool = False):
        self.pieces = list(pieces) or [b""]
        self.whole = whole
        self.sent = 0
        self.status: int | None = None
        self.headers: dict[bytes, bytes] = {}
        self.body = b""
        self.is_stuck = False
        self.when_sent = lambda count: None
        self._left = asyncio.Event()
        self._takes = asyncio.Event()
        if not takes_nothing:
            self._takes.set()

    def leave(self) -> None:
        self._left.set()

    def take_all(self) -> None:
        self._takes.set()

    async def receive(self) -> dict:
        if self.sent < len(self.pieces) and not self._left.is_set():
            self.sent += 1
            more = self.sent < len(self.pieces) or not self.whole
            return {
                "type": "http.request", "body": self.pieces[self.sent - 1], "more_body": more,
            }  # fmt: skip
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict) -> None:
        self.is_stuck = not self._takes.is_set()
        await self._takes.wait()
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])
        else:
            self.body += message.get("body", b"")
            self.when_sent(len(self.body))
