"""A proxy between the browser and the server that knows which connections are live streams."""

import contextlib
import socket
import socketserver
import threading

STREAM, END = b"text/event-stream", b"\r\n0\r\n\r\n"


class CountingProxy(socketserver.ThreadingTCPServer):
    """Passes bytes on; `open_streams` counts connections on which one is under way."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, upstream: int):
        super().__init__(("127.0.0.1", 0), _Connection)
        self.upstream = upstream
        self.streams: set[object] = set()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def open_streams(self) -> int:
        return len(self.streams)


class _Connection(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        with socket.create_connection(("127.0.0.1", self.server.upstream)) as upstream:
            threading.Thread(target=self._answers, args=(upstream,), daemon=True).start()
            with contextlib.suppress(OSError):
                while data := self.request.recv(65536):
                    upstream.sendall(data)
            self.server.streams.discard(self)
            with contextlib.suppress(OSError):
                upstream.shutdown(socket.SHUT_RDWR)

    def _answers(self, upstream: socket.socket) -> None:
        tail = b""
        with contextlib.suppress(OSError):
            while data := upstream.recv(65536):
                # The end may come in a piece of its own.
                tail = (tail + data)[-len(END) :]
                if STREAM in data:
                    self.server.streams.add(self)
                if tail == END:
                    self.server.streams.discard(self)
                self.request.sendall(data)
        self.server.streams.discard(self)
        with contextlib.suppress(OSError):
            self.request.shutdown(socket.SHUT_RDWR)
