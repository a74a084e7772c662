"""A vendor on a local port, which answers by its contract or as badly as it is told to."""

import hashlib
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


@dataclass
class Request:
    """What the client sent."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]


Reply = Callable[["_Handler"], None]


@dataclass(kw_only=True)
class FakeVendor:
    """`routes` are the proper answers by path; `replies` are played before any, in order.

    A route may be a function of the query. Answers have an ETag, and are not sent again to who
    has them; bytes are sent as they are, anything else as JSON.
    """

    routes: dict[str, object] = field(default_factory=dict)
    replies: list[Reply] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    url: str = ""
    root: str = ""

    def start(self) -> None:
        """Listen on a free port."""
        handler = type("Handler", (_Handler,), {"fake": self})
        self._server = _QuietServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}{self.root}"
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()

    def stop(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str, query: dict[str, str]) -> object | None:
        """The proper answer, None where there is none."""
        found = self.routes.get(path)
        return found(query) if callable(found) else found

    @property
    def paths(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [request.path for request in self.requests]


class _QuietServer(ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """A client that gave up in the middle is what many tests are about."""


class _Handler(BaseHTTPRequestHandler):
    fake: FakeVendor
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        parts = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        headers = {key.lower(): value for key, value in self.headers.items()}
        self.fake.requests.append(Request(parts.path, query, headers))
        if self.fake.replies:
            self.fake.replies.pop(0)(self)
            return
        found = self.fake.answer(parts.path, query)
        if found is None:
            status(404)(self)
            return
        body = found if isinstance(found, bytes) else json.dumps(found).encode()
        etag = hashlib.sha256(body).hexdigest()[:16]
        if headers.get("if-none-match") == etag:
            self.reply(304, b"", ETag=etag)
        else:
            self.reply(200, body, ETag=etag)

    def reply(self, code: int, body: bytes, **headers: str) -> None:
        """A whole answer."""
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


# --- bad manners --------------------------------------------------------------------------------


def status(code: int, body: bytes = b"{}", **headers: str) -> Reply:
    """Another status, with headers such as Retry_After."""
    return lambda handler: handler.reply(code, body, **headers)


def text(body: bytes) -> Reply:
    """A 200 with any bytes."""
    return lambda handler: handler.reply(200, body)


def limit_in_body() -> Reply:
    """The vendor's way to refuse inside a 200."""
    refusal = {"status": {"error_code": 429, "error_message": "You've exceeded the Rate Limit."}}
    return text(json.dumps(refusal).encode())


def silence(seconds: float) -> Reply:
    """No answer for a while."""

    def reply(handler: _Handler) -> None:
        time.sleep(seconds)
        handler.close_connection = True

    return reply


def trickle(seconds: float) -> Reply:
    """A byte now and then, so that no single read ever takes long."""

    def reply(handler: _Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        give_up = time.monotonic() + seconds
        while time.monotonic() < give_up:
            try:
                handler.wfile.write(b" ")
                handler.wfile.flush()
            except OSError:
                break
            time.sleep(0.02)
        handler.close_connection = True

    return reply


def slow_head(seconds: float) -> Reply:
    """A header now and then, and never the last one."""

    def reply(handler: _Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        give_up = time.monotonic() + seconds
        while time.monotonic() < give_up:
            try:
                handler.wfile.write(b"X-Wait: a while\r\n")
                handler.wfile.flush()
            except OSError:
                break
            time.sleep(0.02)
        handler.close_connection = True

    return reply


def cut_off() -> Reply:
    """An answer that ends before the length that it promised."""

    def reply(handler: _Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "5000")
        handler.end_headers()
        handler.wfile.write(b'[{"id": "bitcoin", ')
        handler.close_connection = True

    return reply
