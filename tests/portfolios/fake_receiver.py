"""A server on a local port that takes POSTs, or refuses them as it is told to."""

import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Received:
    """One request as it came, and when, by the machine's clock."""

    path: str
    headers: dict[str, str]
    body: bytes
    at: float = field(default_factory=time.time)


@dataclass
class FakeReceiver:
    """`replies` are (status, headers) played in order before 204s; `delay` in seconds.

    With `drip` it answers one byte after the other of a header that never ends.
    """

    replies: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    requests: list[Received] = field(default_factory=list)
    delay: float = 0.0
    drip: bool = False
    url: str = ""

    def start(self) -> "FakeReceiver":
        handler = type("Handler", (_Handler,), {"fake": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}/hook?token=s3cret"
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()
        return self

    def stop(self) -> None:
        self.drip = False
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    fake: FakeReceiver

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.fake.requests.append(Received(self.path, dict(self.headers), body))
        time.sleep(self.fake.delay)
        if self.fake.drip:
            return self.drip()
        status, headers = self.fake.replies.pop(0) if self.fake.replies else (204, {})
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_PUT = do_POST

    def drip(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        with suppress(OSError):
            while self.fake.drip:
                self.wfile.write(b"x")
                time.sleep(0.02)
        self.close_connection = True

    def log_message(self, *args):
        pass
